"""Runs and clusters of terms in Tantivy: written out as phrases, or looked through."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from index.clauses import Cluster, Run
from index.engine import Ask
from index.engines import tantivy_compile
from index.engines.tantivy_forms import cluster_forms, count_cluster_forms, count_run_forms, run_forms
from index.errors import Refused
from tests.index.engines.segments import article, index_of


def test_forms_are_as_many_as_counted() -> None:
    for terms in (("a", "b"), ("a", "b", "c"), ("a", "a", "b"), ("a", "a", "a", "b")):
        for room in (0, 1, 4):
            assert len(list(run_forms(terms, room))) == count_run_forms(terms, room)
            assert len(list(cluster_forms(terms, room))) == count_cluster_forms(terms, room)


@pytest.mark.parametrize("most", [0, tantivy_compile.MOST_FORMS, 10**9])
def test_runs_written_out_and_looked_through_match_the_same_articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    rng = random.Random(9)
    names = [tuple(" ".join(rng.choices("abcd", k=3)) for _ in range(2)) for _ in range(80)]
    texts = ["\n\n".join(" ".join(rng.choices(["oil", "talks", "c", "d"], k=7)) for _ in range(2)) for _ in range(80)]
    made = [
        article(f"{n:02}", title=text.split("\n")[0][:20], body=text, authors=own)
        for n, (text, own) in enumerate(zip(texts, names, strict=True))
    ]
    reader = index_of(tmp_path, made)
    monkeypatch.setattr(tantivy_compile, "MOST_FORMS", most)
    for _ in range(60):
        field = rng.choice(["title_exact", "body_exact", "body_stem", "author_names"])
        terms = tuple(
            rng.choices(
                "abcd" if field == "author_names" else ["oil", "talk" if field.endswith("_stem") else "talks", "c"], k=rng.randrange(2, 4)
            )
        )
        room = rng.randrange(4)
        for clause in (Run(field, terms, room), Cluster(field, terms, room)):
            written = list((run_forms if isinstance(clause, Run) else cluster_forms)(terms, room))
            assert reader.ids(clause) == {one.id for one in made if any(_has(one.terms[field], form) for form in written)}, clause


def test_a_run_for_which_too_many_articles_would_be_looked_through_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = index_of(tmp_path, [article(f"{n}", title="x", body="oil c talks") for n in range(4)])
    monkeypatch.setattr(tantivy_compile, "MOST_FORMS", 0)
    monkeypatch.setattr(tantivy_compile, "MOST_LOOKED_THROUGH", 4)
    assert len(reader.ids(Run("body_exact", ("oil", "talks"), 1))) == 4
    monkeypatch.setattr(tantivy_compile, "MOST_LOOKED_THROUGH", 3)
    with pytest.raises(Refused, match="look through 4 articles for “oil talks” so far apart"):
        reader.ids(Run("body_exact", ("oil", "talks"), 2))


def _has(lines: str, form: list[tuple[int, str]]) -> bool:
    for line in lines.split("\n"):
        found = dict(enumerate(line.split()))
        if any(all(found.get(start + at) == term for at, term in form) for start in found):
            return True
    return False


def test_a_run_wider_than_the_gap_between_paragraphs_stays_in_its_paragraph(tmp_path: Path) -> None:
    far = "oil " + "x " * 25 + "gas"
    reader = index_of(tmp_path, [article("a", body=far), article("b", body="oil\n\ngas")])
    assert reader.ids(Run("body_exact", ("oil", "gas"), 25)) == {"a"}
    assert reader.ids(Run("body_exact", ("oil", "gas"), 24)) == set()
    assert reader.ids(Cluster("body_exact", ("gas", "oil"), 1000)) == {"a"}


def test_a_long_quotation_with_gaps_is_found(tmp_path: Path) -> None:
    words = ["the", "price", "of", "oil", "rose", "in", "london", "on", "monday", "after", "talks"]
    reader = index_of(tmp_path, [article("a", body=" x ".join(words)), article("b", body=" ".join(reversed(words)))])
    assert reader.ids(Run("body_exact", tuple(words), 20)) == {"a"}
    assert reader.ids(Run("body_exact", tuple(words), 8)) == set()
    hits = reader.find(Ask(Cluster("body_exact", tuple(words), 20)))
    assert (hits.total, {hit.place.score > 0 for hit in hits.hits}) == (2, {True})
