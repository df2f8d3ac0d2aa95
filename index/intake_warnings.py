"""What is not wrong with a record, but may not be what was meant: an event for the log, and a sentence for whoever sent it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from index.article import Article, RawArticle

log = logging.getLogger(__name__)

LONGEST_DATE = 80
"""Characters of what was written for a date."""


@dataclass(frozen=True, slots=True)
class IntakeWarning:
    """One of them: `event` and `fields` are for the log, `reason` says what was done and what would be right."""

    event: str
    reason: str
    fields: Mapping[str, str | None]


OnWarning = Callable[[IntakeWarning], None]


def logged(warning: IntakeWarning) -> None:
    """Write one to the log."""
    log.warning(warning.event, extra=warning.fields)


def of_article(raw: RawArticle, article: Article) -> tuple[IntakeWarning, ...]:
    """What is to be said of a record that became `article`: that the date in it is not the article's, because it was not understood."""
    if not raw.published or article.published_origin == "metadata":
        return ()
    written = raw.published[:LONGEST_DATE]
    reason = f"{written!r} is not understood as a date, and one is looked for elsewhere; write it as 2026-03-04T10:00:00Z"
    return (IntakeWarning("intake.date_not_understood", reason, {"origin": raw.origin, "written": written}),)
