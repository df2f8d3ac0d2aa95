"""What commands and services write on standard error."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from web.logs import EventFormatter

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


def test_nothing_in_a_value_is_a_command_to_a_terminal_or_a_line_of_its_own() -> None:
    record = logging.makeLogRecord({"msg": "request", "path": "/articles/\x1b[2J\x9b31m\u2028forged\u0085é"})
    said = EventFormatter().format(record)
    assert said.isprintable()
    assert said.endswith(r'path="/articles/\u001b[2J\u009b31m\u2028forged\u0085é"')
