"""What the pages of one article and of one story show."""

from __future__ import annotations

from datetime import UTC, datetime

from index.article import Article
from web.article_view import in_order_of_time


def test_a_date_that_is_not_believed_orders_no_reports_and_is_not_shown() -> None:
    doubtful = Article("a", "T", "B", published=datetime(2199, 1, 1, tzinfo=UTC), published_precision="day", published_doubtful=True)
    old = Article("b", "T", "B", published=datetime(1500, 1, 1, tzinfo=UTC), published_precision="day", published_doubtful=True)
    known = Article("c", "T", "B", published=datetime(2022, 4, 1, tzinfo=UTC), published_precision="day")
    assert [(report.id, report.date) for report in in_order_of_time([doubtful, old, known])] == [
        ("c", "1 April 2022"),
        ("a", ""),
        ("b", ""),
    ]
