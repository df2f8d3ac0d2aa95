"""Articles go into the store and come out the same."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, Dateline, Entity, Mention, RawArticle
from index.records import article_from_json, article_to_json, raw_from_json, raw_to_json

text = st.text(st.characters(), max_size=30)  # half surrogate pairs included: JSON files bring them
maybe = st.none() | text
texts = st.lists(text, max_size=3).map(tuple)
moments = st.none() | st.datetimes(timezones=st.just(UTC))
types = st.sampled_from(["person", "org", "place"])
mentions = st.builds(Mention, field=st.sampled_from(["title", "body"]), start=st.integers(0, 99), end=st.integers(0, 99))
entities = st.builds(Entity, type=types, name=text, canonical=text, mentions=st.lists(mentions, max_size=2).map(tuple), given=st.booleans())

articles = st.builds(
    Article,
    id=text,
    title=text,
    body=text,
    source=text,
    url=maybe,
    site=maybe,
    authors=texts,
    section=maybe,
    language=text,
    keywords=texts,
    published=moments,
    published_precision=st.sampled_from([None, "second", "minute", "day", "month"]),
    published_origin=st.sampled_from([None, "metadata", "page", "dateline", "text", "file"]),
    published_doubtful=st.booleans(),
    first_seen=moments,
    updated=moments,
    dateline=st.none() | st.builds(Dateline, place=text, agency=maybe),
    entities=st.lists(entities, max_size=3).map(tuple),
    wire=maybe,
    story=maybe,
    boilerplate=texts,
)
raws = st.builds(
    RawArticle,
    origin=text,
    body=text,
    title=text,
    url=maybe,
    record_id=maybe,
    source=maybe,
    authors=texts,
    section=maybe,
    language=maybe,
    published=maybe,
    keywords=texts,
    people=st.none() | texts,
    orgs=st.none() | texts,
    places=st.none() | texts,
    dateline=maybe,
    annotated=st.frozensets(types),
    day_first=st.sampled_from([None, True, False]),
    file_time=moments,
)


@given(articles)
def test_an_article_comes_back_as_it_was(article: Article) -> None:
    kept = article_to_json(article)
    kept.encode()  # what a database does with it
    assert article_from_json(kept) == article


@given(raws)
def test_a_raw_article_comes_back_as_it_was(raw: RawArticle) -> None:
    kept = raw_to_json(raw)
    kept.encode()
    assert raw_from_json(kept) == raw


def test_the_types_are_those_of_a_fresh_article() -> None:
    article = Article("a", "t", "b", authors=("X",), published=datetime(2022, 4, 12, tzinfo=UTC), entities=(Entity("org", "A", "A"),))
    back = article_from_json(article_to_json(article))
    assert isinstance(back.authors, tuple)
    assert isinstance(back.entities, tuple)
    assert isinstance(back.entities[0].mentions, tuple)
    assert hash(back) == hash(article)


def test_saying_that_there_are_no_people_is_not_saying_nothing() -> None:
    assert raw_from_json(raw_to_json(RawArticle("o", people=()))).people == ()
    assert raw_from_json(raw_to_json(RawArticle("o"))).people is None


def test_a_field_that_came_later_reads_as_its_default() -> None:
    assert article_from_json('{"id":"a","title":"t","body":"b"}') == Article("a", "t", "b")
