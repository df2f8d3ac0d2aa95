"""Orders of Tantivy: keys that stand for them, pages through ties, and what adds to a score."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from index.article import Entity
from index.clauses import NOTHING, Between, Both, Clause, Close, Either, HasFacet, Run, StartsWith, Term, Without
from index.engine import Ask, Place
from index.engines.tantivy import TantivyReader
from index.engines.tantivy_schema import exact_order, order_keys
from tests.index.engines.segments import DAY, ENGINE, article, ids, index_of


def walked(reader: TantivyReader, ask: Ask) -> list[str]:
    found: list[str] = []
    after = None
    while hits := reader.find(replace(ask, after=after)).hits:
        found += ids(hits)
        after = hits[-1].place
    return found


def test_keys_never_disagree_with_the_order_that_they_stand_for() -> None:
    rng = random.Random(3)
    letters = "0123456789abcdefABg-_ é\n北😀"
    known = [
        ("".join(rng.choices(letters, k=rng.randrange(8))), rng.choice([None, 0, -(10**11), 10**18, rng.randrange(99)])) for _ in range(700)
    ]
    for which, sort in enumerate(("newest", "oldest")):
        ordered = sorted(known, key=lambda pair: exact_order(Place(*pair), sort))
        keys = [order_keys(*pair)[which] for pair in ordered]
        assert keys == sorted(keys)
        assert all(0 <= key < 1 << 64 for key in keys)


def test_a_key_tells_ids_apart_by_their_first_five_digits() -> None:
    keys = [order_keys(f"{n:05x}", None)[0] for n in range(0x8FE00, 0xA0200)]
    assert all(low < high for low, high in pairwise(keys))


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_pages_through_a_great_tie_over_segments_repeat_and_skip_nothing(tmp_path: Path, sort: str) -> None:
    rng = random.Random(1)
    made = [article(f"report-{rng.random()}", title="oil", published=rng.choice([None, DAY, DAY])) for _ in range(150)]
    reader = index_of(tmp_path, made[:70], made[70:])
    expected = [one.id for one in sorted(made, key=lambda one: (one.published is None, one.id))]
    assert walked(reader, Ask(Term("title_stem", "oil"), sort=sort, limit=7)) == expected  # type: ignore[arg-type]


def test_a_page_goes_on_from_a_place_that_is_gone(tmp_path: Path) -> None:
    made = [article(f"{n:02}", title="oil " * (n % 4 + 1), published=DAY + timedelta(days=n % 3)) for n in range(60)]
    reader = index_of(tmp_path, made)
    ask = Ask(Term("title_stem", "oil"), limit=60)
    before = reader.find(ask).hits
    place = before[24].place
    with ENGINE.write(tmp_path) as writer:
        writer.delete([place.id])
        writer.commit()
    reader.refresh()
    after = reader.find(replace(ask, after=place))
    assert ids(after.hits) == ids(before)[25:]
    assert after.total == 59


def test_what_does_not_score_adds_nothing_to_a_score(tmp_path: Path) -> None:
    entity = Entity("person", "Jane Smith", "Jane Smith")
    one = article(title="oil", body="oil prices", keywords=("energy",), published=DAY, entities=(entity,), source="Reuters")
    reader = index_of(tmp_path, [one, article("b", title="gas")])
    word = Term("body_stem", "oil")
    silent: list[Clause] = [
        Term("keyword", "energy"),
        Term("person_names", "smith"),
        Run("person_names", ("jane", "smith")),
        StartsWith("title_exact", "oi"),
        Close("title_exact", "oik", 1),
        Between("published", 0, None),
        HasFacet("person", "Jane Smith"),
        Without(Term("body_stem", "gas")),
        Either((Term("title_exact", "oil", 0.0), NOTHING)),
        Both(()),
    ]
    alone, beside = (reader.find(Ask(clause)).hits[0].place.score for clause in (word, Both((word, *silent))))
    assert alone == beside > 0
    twice = reader.find(Ask(Both((word, Term("body_stem", "oil", 2.0))))).hits[0].place.score
    assert twice == pytest.approx(3 * alone)


def test_paragraphs_do_not_make_an_article_longer_in_its_score(tmp_path: Path) -> None:
    reader = index_of(tmp_path, [article("a", body="oil gas coal"), article("b", body="oil\n\ngas\n\ncoal")])
    scores = {hit.place.score for hit in reader.find(Ask(Term("body_stem", "oil"))).hits}
    assert len(scores) == 1
