"""The example in deploy/ names what is there: it cannot be run in the tests, but it can go stale."""

from __future__ import annotations

import re
from pathlib import Path

from index.settings import Settings

DEPLOY = Path(__file__).parents[1] / "deploy"


def test_the_compose_file_sets_settings_that_exist_and_values_that_are_taken() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    given = dict(re.findall(r"^ +BROADSHEET_(\w+): (.+)$", text, re.MULTILINE))
    settings = {name.lower(): re.sub(r"\$\{(\w+):\?[^}]*\}", r"\1", value).strip('"') for name, value in given.items()}
    assert settings["engine"] == "opensearch"
    settings["api_key"] = re.sub(r"\$\{\w+:-(.*)\}", r"\1", settings["api_key"])
    Settings(**settings)


def test_the_proxy_knows_every_web_node_of_the_compose_file() -> None:
    nodes = re.findall(r"^  (web-\d+):", (DEPLOY / "compose.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(nodes) >= 2
    assert re.findall(r"^ +server (web-\d+):8000 ", (DEPLOY / "nginx.conf").read_text(encoding="utf-8"), re.MULTILINE) == nodes
