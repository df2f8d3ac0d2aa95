"""What every extractor of entities keeps: text in, found names with their characters out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from index.article import EntityType, MentionField

POSSESSIVE = re.compile(r"['’]s?$")
"""What stands behind a name and is no part of it."""

GENERATION = re.compile(r",? (?:Jr|Sr|II|III|IV)\.?$")
"""What stands behind a surname and is not part of it."""


@dataclass(frozen=True, slots=True)
class Found:
    """One name where it stands: characters `start` to `end` (exclusive) of the title or the body.

    `title` is what a person is addressed by there, once `index.enrich.addressed` has looked.
    """

    field: MentionField
    start: int
    end: int
    type: EntityType
    text: str
    title: str = ""

    @property
    def place(self) -> tuple[bool, int]:
        """Where it stands, for order: the title comes first."""
        return self.field != "title", self.start

    def overlaps(self, other: Found) -> bool:
        """Whether both have a character in common."""
        return self.field == other.field and self.start < other.end and other.start < self.end


class Extractor(Protocol):
    """Finds persons, organisations and places in a title and a body.

    Mentions come in order, do not overlap, carry neither titles ("President") nor a possessive 's, and
    `text` is exactly the characters that they point at. `version` names the extractor and grows when it changes
    what it finds, so that kept results can be told from stale ones.
    """

    version: str

    def find(self, title: str, body: str, language: str) -> list[Found]:
        """All mentions, the title's first."""
        ...
