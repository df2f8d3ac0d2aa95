"""Generated articles: what is measured on them is true of real ones only if they are made as real ones are."""

from __future__ import annotations

import statistics
from itertools import islice

import pytest

from bench.generated import SHAPES, Generator
from bench.generated_words import word
from index.analysis import terms
from index.document import document


@pytest.fixture(scope="module")
def generator() -> Generator:
    return Generator(SHAPES["reuters"])


def test_a_generated_document_is_what_indexing_makes_of_the_generated_article(generator: Generator) -> None:
    for made, (_, article) in zip(generator.documents(300), generator.articles(300), strict=True):
        assert made == document(article)


def test_the_first_articles_are_the_same_however_many_are_made(generator: Generator) -> None:
    assert list(generator.documents(20)) == list(islice(generator.documents(1500), 20))


def test_ids_and_words_do_not_repeat(generator: Generator) -> None:
    assert len({made.id for made in generator.documents(2500)}) == 2500
    assert len({word(rank) for rank in range(50_000)}) == 50_000


def test_bodies_are_as_long_as_those_they_were_fitted_to(generator: Generator) -> None:
    lengths = [len(terms(article.body)) for _, article in generator.articles(2000)]
    assert statistics.mean(lengths) == pytest.approx(133, rel=0.12)


def test_entities_stand_in_the_text_where_their_mentions_say(generator: Generator) -> None:
    articles = [article for _, article in generator.articles(50)]
    assert sum(len(article.entities) for article in articles) > 200
    for article in articles:
        for entity in article.entities:
            (mention,) = entity.mentions
            assert article.body[mention.start : mention.end] == entity.name


def test_half_of_the_articles_share_a_story_with_others(generator: Generator) -> None:
    stories = [made.keys["story"] for made in generator.documents(2000)]
    assert 0.4 < sum(map(bool, stories)) / len(stories) < 0.8
