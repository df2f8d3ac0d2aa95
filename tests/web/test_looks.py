"""The style sheet: readable contrast in light and dark, nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "web/static/broadsheet.css").read_text()
LIGHT, DARK = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", part)) for part in CSS.split("@media (prefers-color-scheme: dark)", 1))
TEXT = 4.5
"""WCAG 2.2 AA, 1.4.3: text on its ground."""
GRAPHICS = 3.0
"""WCAG 2.2 AA, 1.4.11: parts of graphics and controls."""

PAIRS = [
    ("ink", "paper", TEXT), ("soft", "paper", TEXT), ("accent", "paper", TEXT), ("link", "paper", TEXT), ("ink", "sheet", TEXT),
    ("soft", "sheet", TEXT), ("accent", "sheet", TEXT), ("mark-ink", "mark", TEXT), ("ink", "chip", TEXT), ("soft", "chip", TEXT),
    ("accent", "chip", TEXT), ("paper", "ink", TEXT), ("paper", "accent", TEXT), ("bar", "paper", GRAPHICS), ("person", "paper", GRAPHICS),
    ("org", "paper", GRAPHICS), ("place", "paper", GRAPHICS),
]  # fmt: skip


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [LIGHT, {**LIGHT, **DARK}], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_colours_are_told_apart_in_both_schemes(scheme: dict[str, str], front: str, ground: str, least: float) -> None:
    lighter, darker = sorted((luminance(scheme[front]), luminance(scheme[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= least


def test_every_colour_has_a_dark_counterpart() -> None:
    assert LIGHT.keys() == DARK.keys()


def test_nothing_is_loaded_from_elsewhere() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS
