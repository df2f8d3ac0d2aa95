"""What was exported and is added again is the same articles: by the real readers, enrichment and store."""

from __future__ import annotations

import json
import string
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, Dateline, Entity, Mention
from index.enrich.aliases import AliasTable
from index.enrich.enricher import Enricher
from index.errors import BadRecord
from index.exported import record_id
from index.grouping import grouped
from index.readers import read
from tests.web.worlds import NOW, sample_articles
from web.export_rows import FORMATS, pieces

WHAT_IS_KEPT = (
    "id", "title", "body", "source", "url", "site", "authors", "section", "language", "keywords", "published", "published_precision",
    "published_doubtful", "dateline", "wire",
)  # fmt: skip
"""Where a date was found and what was cut off is not."""

ENRICHER = Enricher(AliasTable.load(), "rules")


def read_back(articles: list[Article], folder: Path, name: str) -> list[Article]:
    file = folder / f"export{FORMATS[name].suffix}"
    file.write_bytes(b"".join(pieces(FORMATS[name], articles)))
    return [ENRICHER.article(raw, NOW) for raw in read([file], _fail)]


def _fail(bad: BadRecord) -> None:
    raise bad


def named(article: Article) -> list[tuple[str, str]]:
    return sorted({(entity.type, entity.canonical) for entity in article.entities})


def same(before: list[Article], after: list[Article]) -> None:
    assert [each.id for each in after] == [each.id for each in before]
    for old, new in zip(before, after, strict=True):
        assert {name: getattr(new, name) for name in WHAT_IS_KEPT} == {name: getattr(old, name) for name in WHAT_IS_KEPT}
        assert named(new) == named(old)


@pytest.mark.parametrize("name", FORMATS)
def test_the_sample_comes_back(tmp_path: Path, name: str) -> None:
    articles = sample_articles()
    assert any(each.url is None for each in articles)
    same(articles, read_back(articles, tmp_path, name))


def test_lines_of_json_bring_entities_as_they_were_and_with_them_the_same_stories(tmp_path: Path) -> None:
    articles = sample_articles()
    after = read_back(articles, tmp_path, "ndjson")
    assert [each.entities for each in after] == [each.entities for each in articles]
    assert grouped(after) == grouped(articles)


@pytest.mark.parametrize(
    "wrong", ["Kyiv", ["Kyiv"], [{"type": "place"}], [{"type": "city", "name": "a", "canonical": "a", "given": True, "mentions": []}]]
)
def test_entities_that_no_export_wrote_are_refused_by_name(tmp_path: Path, wrong: object) -> None:
    row = {"record_id": record_id(PLAIN.id), "title": "Talks", "entities": wrong}
    (tmp_path / "ours.jsonl").write_text(json.dumps(row))
    with pytest.raises(BadRecord, match="entities: not as an export writes them"):
        list(read([tmp_path / "ours.jsonl"], _fail))


def test_entities_of_a_text_that_was_changed_are_looked_for_by_their_names(tmp_path: Path) -> None:
    kyiv = Entity("place", "Kiev", "Kyiv", (Mention("body", 0, 4),))
    row = json.loads(b"".join(pieces(FORMATS["ndjson"], [replace(PLAIN, body="Kiev waits.", entities=(kyiv,))])))
    (tmp_path / "ours.jsonl").write_text(json.dumps({**row, "body": "All of Kyiv waits."}))
    [found] = (ENRICHER.article(raw, NOW) for raw in read([tmp_path / "ours.jsonl"], _fail))
    assert [(each.canonical, each.mentions) for each in found.entities] == [("Kyiv", (Mention("body", 7, 11),))]


PLAIN = Article(id="0123456789abcdef0123", title="Talks", body="They went on.", source="The Post", language="en")
ODD = [
    replace(PLAIN, title="<b>Talks</b> &amp; more", body="He wrote <p>this</p> &lt;b&gt;.\n\nAnd that."),
    replace(PLAIN, title="=1+1", body="- one\n\n@two", source="+Plus", section="-", keywords=("=a", "'=b")),
    replace(PLAIN, title="'=quoted'", body="''+twice"),
    replace(PLAIN, title='say "so"; or, not', keywords=("a, b", "c;d"), authors=("Jones, Jr.", "X | Y"), section='"'),
    replace(PLAIN, title="[Video] Talks", keywords=("[1]", "2"), authors=("[a]",)),
    replace(PLAIN, title="Talks - The Post"),
    replace(PLAIN, title="", body="No title, and so it stays but for the first sentence."),
    replace(PLAIN, published=datetime(2026, 3, 1, tzinfo=UTC), published_precision="month"),
    replace(PLAIN, published=datetime(2026, 3, 4, tzinfo=UTC), published_precision="day"),
    replace(PLAIN, published=datetime(2026, 3, 4, 5, 6, tzinfo=UTC), published_precision="minute"),
    replace(PLAIN, published=datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC), published_precision="second"),
    replace(PLAIN, published=datetime(2093, 3, 4, tzinfo=UTC), published_precision="day", published_doubtful=True),
    replace(PLAIN, dateline=Dateline("Łódź, Poland", "Northern Wire"), wire="Northern Wire"),
    replace(PLAIN, body="Kyiv and Jane Smith.", entities=()),
    replace(PLAIN, entities=(Entity("place", "Kiev", "Kyiv"), Entity("org", "Smith; Sons", "Smith; Sons"))),
]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("article", ODD, ids=lambda article: article.title[:12] or "untitled")
def test_odd_articles_come_back(tmp_path: Path, article: Article, name: str) -> None:
    same([article if article.title else replace(article, title=article.body)], read_back([article], tmp_path, name))


NAME = st.text(string.ascii_letters + " ,;|[]\"'=+-@", min_size=1).map(lambda text: " ".join(text.split())).filter(bool)


@given(st.lists(NAME, min_size=1, max_size=3, unique=True).map(tuple))
def test_lists_of_names_come_back_from_a_table(tmp_path_factory: pytest.TempPathFactory, names: tuple[str, ...]) -> None:
    people = tuple(Entity("person", name, name) for name in names)
    (found,) = read_back([replace(PLAIN, keywords=names, entities=people)], tmp_path_factory.getbasetemp(), "csv")
    assert found.keywords == names
    assert tuple(entity.canonical for entity in found.of_type("person")) == names


def test_a_table_of_others_keeps_its_apostrophes(tmp_path: Path) -> None:
    (tmp_path / "theirs.csv").write_text("id,title,body\n7,'=Home,'-'\n")
    (raw,) = read([tmp_path / "theirs.csv"], _fail)
    assert (raw.title, raw.body) == ("'=Home", "'-'")


def test_an_identifier_that_only_looks_like_ours_is_none(tmp_path: Path) -> None:
    for id_ in ("broadsheet:7", "broadsheet:0123456789ABCDEF0123", "0123456789abcdef0123"):
        (tmp_path / "theirs.jsonl").write_text(json.dumps({"record_id": id_, "source": "The Post", "title": "Talks"}))
        (raw,) = read([tmp_path / "theirs.jsonl"], _fail)
        assert ENRICHER.article(raw, NOW).id not in id_


def test_a_changed_row_updates_its_article_though_it_has_no_address(tmp_path: Path) -> None:
    (found,) = read_back([replace(PLAIN, body="They ended.", source="Another Post")], tmp_path, "csv")
    assert (found.id, found.body) == (PLAIN.id, "They ended.")
