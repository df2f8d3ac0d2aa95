"""The mentions of one entity while the names of an article are settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from index.article import EntityType
from index.enrich.extract import Found


@dataclass(slots=True)
class Group:
    """The mentions of one entity; `words` is what later names are compared with."""

    type: EntityType
    canonical: str
    words: tuple[str, ...]
    mentions: list[Found] = field(default_factory=list)

    @property
    def titles(self) -> frozenset[str]:
        """What the full name is addressed by in the article."""
        return frozenset(each.title for each in self.mentions if each.title and " " in each.text)


def nearest(mention: Found, groups: Iterable[Group]) -> Group:
    """The one named last before a mention, else first after it."""
    matches = list(groups)
    if len(matches) == 1:
        return matches[0]
    before = [group for group in matches if any(other.place < mention.place for other in group.mentions)]
    if before:
        return max(before, key=lambda group: max(other.place for other in group.mentions if other.place < mention.place))
    return min(matches, key=lambda group: min(other.place for other in group.mentions))
