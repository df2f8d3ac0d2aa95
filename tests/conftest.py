"""For all tests: generated examples are the same in every run, so that a failure is a change's and not chance's.

``HYPOTHESIS_PROFILE=searching make unit`` looks for new ones. Fixtures with real servers are in ``tests/cluster/fixtures.py``.
"""

from __future__ import annotations

import os

from hypothesis import settings

pytest_plugins = ["tests.cluster.fixtures"]

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("searching", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
