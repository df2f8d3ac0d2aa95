"""Stories of a span of time, kept steady: what `index.story_keeping` calls whenever articles came in.

Grouping looks at one span of days only. So it adds to stories and joins them, but never takes an article out of the
story that it is in: its other reports may lie outside the span. A story keeps its id as it grows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from index.article import Article
from index.enrich.stories import StoryFinder, story_input


def grouped(articles: Sequence[Article], new: Collection[str] | None = None) -> Mapping[str, str]:
    """Article id → story id, for those that share an event with another of `articles`.

    With `new`, the ids of those that have not been grouped before: only stories that one of them is in.
    """
    had = {article.id: article.story for article in articles}
    settled = None if new is None else {id_: story for id_, story in had.items() if id_ not in new}
    found = StoryFinder().group(map(story_input, articles), settled)
    members: defaultdict[str, list[str]] = defaultdict(list)
    for id_, story in found.items():
        members[story].append(id_)
    names = {story: _known_as(story, [had[id_] for id_ in ids]) for story, ids in members.items()}
    return {id_: names[story] for id_, story in found.items()}


def _known_as(story: str, had: Sequence[str | None]) -> str:
    """The id that most of the reports have already (the smallest of several); else the new one."""
    kept = Counter(filter(None, had))
    return min(kept, key=lambda name: (-kept[name], name)) if kept else story
