"""What commands and services write on standard error."""

from __future__ import annotations

import subprocess
import sys

import pytest

SAYING = """
import logging, sys
from web.logs import log_to_stderr
log_to_stderr(sys.argv[1])
logging.getLogger("opensearch").warning("a node is down")
logging.getLogger("index").warning("index.event", extra={"reason": "two words"})
"""


@pytest.mark.parametrize(("level", "told"), [("warning", False), ("info", False), ("debug", True)])
def test_what_a_library_says_of_each_attempt_is_left_out_but_for_debugging(level: str, told: bool) -> None:
    said = subprocess.run([sys.executable, "-c", SAYING, level], capture_output=True, text=True, check=True).stderr
    assert said.splitlines()[-1].endswith('WARNING index.event reason="two words"')
    assert ("a node is down" in said) is told
