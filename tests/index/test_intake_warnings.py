"""What is said of records that are not wrong, but perhaps not as they were meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.article import RawArticle
from index.enrich.aliases import AliasTable
from index.enrich.enricher import Enricher
from index.intake import Intake
from index.intake_warnings import IntakeWarning
from index.store import Store

NOW = datetime(2026, 6, 1, tzinfo=UTC)
EVENT = "intake.date_not_understood"


def raw(published: str | None, **more: str) -> RawArticle:
    return RawArticle(origin="a.jsonl:7", title=f"Storm, told as of {published}", body="It blew.", published=published, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("record", "is_said"),
    [
        (raw("the day after the flood"), True),
        (raw("the day after the flood", url="https://wire.example/2026/05/03/storm"), True),  # it has a date, and not that of the record
        (raw("1970-01-01T00:00:00Z"), True),
        (raw("3 May 2026"), False),
        (raw("2199-01-01"), False),  # understood, though not believed
        (raw(None), False),
        (raw(""), False),
    ],
)
def test_a_date_that_is_not_understood_is_logged_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, record: RawArticle, is_said: bool
) -> None:
    told: list[tuple[str | None, Sequence[IntakeWarning]]] = []
    with Store.open(f"sqlite:///{tmp_path / 'articles.sqlite3'}") as store:
        intake = Intake(store, Enricher(AliasTable.load(), "rules"), lambda: NOW)
        for _ in range(2):
            intake.add([record], told=lambda _, *each: told.append(each))
    logged = [vars(each) for each in caplog.records]
    assert [(each["message"], each["origin"], each["written"]) for each in logged] == [(EVENT, "a.jsonl:7", record.published)] * is_said
    (first, warnings), (again, nothing) = told
    assert first == again
    assert [warning.event for warning in warnings] == [EVENT] * is_said
    assert nothing == (), "what is as it was is not looked at again"


def test_it_is_logged_again_when_the_article_is_enriched_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    own = tmp_path / "own.tsv"
    with Store.open(f"sqlite:///{tmp_path / 'articles.sqlite3'}") as store:
        Intake(store, Enricher(AliasTable.load(), "rules"), lambda: NOW).add([raw("soon")])
        own.write_text("place\tPoro\tCamotes\n", encoding="utf-8")
        caplog.clear()
        assert Intake(store, Enricher(AliasTable.load(own), "rules"), lambda: NOW).renew() == 1
    assert [record.message for record in caplog.records] == [EVENT]
