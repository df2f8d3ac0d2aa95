"""A snapshot of the store does not move, and leaves out what an index holds already."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import NullPool, inspect

from index.databases import database, reading, writing
from index.store import Store
from tests.index.making import DAY, pair, pairs, put


def _seen_on_days(store: Store, days: int) -> None:
    """made0 first seen on `DAY`, made1 a day later, and so on."""
    put(store, *(pair(number, first_seen=DAY + timedelta(days=number)) for number in range(days)))


def _span(first: int, last: int) -> tuple[int, int]:
    start, end = (DAY + timedelta(days=day) for day in (first, last))
    return int(start.timestamp()), int(end.timestamp())


def test_a_snapshot_does_not_move_while_others_write(store: Store, url: str) -> None:
    put(store, *pairs(0, 600))
    with store.snapshot() as state, Store.open(url) as other:
        first = next(state.documents)
        put(other, *pairs(600, 700))
        other.delete([first.id, "made599"])
        assert state.count == 600
        assert len({first.id, *(made.id for made in state.documents)}) == 600
        assert state.change < other.change()


@pytest.mark.parametrize(
    ("spans", "left"),
    [
        ({}, {0, 1, 2, 3, 4, 5}),
        ({(2, 4): 2}, {0, 1, 4, 5}),
        ({(-9, 1): 1, (5, 99): 1}, {1, 2, 3, 4}),
        ({(3, 4): 1, (0, 2): 2}, {2, 4, 5}),
        ({(1, 4): 3, (2, 3): 1, (4, 5): 1}, {0, 5}),
        ({(-9, 99): 6}, set()),
        ({(3, 3): 0}, {0, 1, 2, 3, 4, 5}),
        ({(0, 3): 2, (3, 5): 2}, {0, 1, 2, 5}),
    ],
)
def test_a_snapshot_leaves_out_what_an_index_holds_already(store: Store, spans: dict[tuple[int, int], int], left: set[int]) -> None:
    _seen_on_days(store, 7)
    store.delete(["made6"])
    with store.snapshot({_span(*span): count for span, count in spans.items()}, store.change()) as state:
        found = [made.id for made in state.documents]
        assert sorted(found) == sorted(f"made{number}" for number in left)
        assert (state.count, state.streamed) == (6, len(left))


def test_a_span_in_which_something_changed_since_is_not_left_out(store: Store) -> None:
    _seen_on_days(store, 6)
    made_at = store.change()
    put(store, pair(1, text="Zeppelin sighted.", first_seen=DAY + timedelta(days=1)))
    store.delete(["made4"])
    held = {_span(day, day + 1): 1 for day in range(6)}
    with store.snapshot(held, made_at) as state:
        assert {made.id for made in state.documents} == {"made1"}  # of the day of made4 nothing is there any more
        assert set(state.left_out) == set(held) - {_span(1, 2), _span(4, 5)}


def test_a_span_is_not_left_out_after_a_deletion_though_the_index_took_it_in(store: Store) -> None:
    _seen_on_days(store, 2)
    made_at = store.change()
    store.delete(["made0"])
    with store.snapshot({_span(0, 1): 0, _span(1, 2): 1}, made_at) as state:
        assert list(state.left_out) == [_span(1, 2)]


def test_a_second_belongs_to_the_span_it_begins_in(store: Store) -> None:
    """`Document.seen` is whole seconds, what the store keeps is finer."""
    almost = DAY + timedelta(microseconds=999_999)
    put(store, pair(1, first_seen=almost), pair(2, first_seen=DAY + timedelta(seconds=1)))
    second = int(DAY.timestamp())
    with store.snapshot({(second, second + 1): 1}, store.change()) as state:
        assert [(made.id, made.seen) for made in state.documents] == [("made2", second + 1)]


def test_a_snapshot_of_some_time_does_not_move_either(store: Store, url: str) -> None:
    _seen_on_days(store, 6)
    with store.snapshot({_span(0, 2): 2}, store.change()) as state, Store.open(url) as other:
        first = next(state.documents)
        other.delete(["made5", first.id])
        assert len({first.id, *(made.id for made in state.documents)}) == state.streamed == 4


def test_a_store_from_before_it_could_look_up_first_sight_learns_to(url: str) -> None:
    with Store.open(url) as store:
        _seen_on_days(store, 6)
        with writing(store._engine) as connection:
            connection.exec_driver_sql("DROP INDEX articles_by_first_seen")
    with Store.open(url), reading(database(url, poolclass=NullPool)) as connection:
        assert "articles_by_first_seen" in {index["name"] for index in inspect(connection).get_indexes("articles")}
