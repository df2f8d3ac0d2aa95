"""From a plan's clauses to Tantivy's query objects.

Whatever does not score contributes 0, so that scores are sums of BM25 over the text fields and nothing else. Runs
and clusters are written out as their exact forms, because Tantivy's own slop counts moves and lets some
wrong orders in; where the forms are too many, candidates are looked through position by position.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from tantivy import FieldType, Occur, Query

from index import positions
from index.analysis import PARAGRAPH_GAP
from index.clauses import Between, Both, Clause, Close, Cluster, Either, HasFacet, Run, StartsWith, Term, Without
from index.document import KEY_FIELDS, PLACED_FIELDS, TERM_FIELDS, TEXT_TERM_FIELDS
from index.engines.tantivy_forms import Form, cluster_forms, count_cluster_forms, count_run_forms, run_forms
from index.engines.tantivy_schema import ARTICLE, facet_field, stored_value
from index.engines.tantivy_state import State
from index.errors import Refused
from index.fields import FACETS

MOST_FORMS = 60
"""Forms of one run: two words in any order among 20 others have 42, three in order among 9 have 55. Each costs some 2 µs in each article
that has all the words, twice a search; to look through an article costs 250 µs, once."""

MOST_LOOKED_THROUGH = 20_000
"""Articles that are looked through for one run or cluster: a long one takes a millisecond or two, and somebody waits."""

OTHER_FORMS_SHARE = 0.3
"""What a second form of a run in one article adds, of its own score: BM25 gives a second occurrence about as much."""

WIDEST_PAIR = 40
"""Other words between two neighbours of a run, up to which candidates are narrowed by such pairs: beyond, hardly any fall out."""

LONGEST_PATTERN = 250
"""Bytes of a prefix that Tantivy's regular expressions (1,000 states, several a byte at worst) surely take."""

_PATTERN_SIGNS = str.maketrans({sign: "\\" + sign for sign in r"\.+*?()|[]{}^$#&-~"})

_DATE_FIELDS = frozenset({"published", "seen"})
_LOOKUP_FIELDS = frozenset(TERM_FIELDS + KEY_FIELDS)


def compiled(clause: Clause, state: State) -> Query:
    """The query for a clause. Raises `Refused` for what Tantivy cannot do."""
    match clause:
        case Term(field, term, weight):
            return _term(state, _known(field), term, weight)
        case Run() | Cluster():
            return _placed(clause, state)
        case StartsWith(field, prefix):
            return _starts_with(state, _known(field), prefix)
        case Close(field, term, distance):
            return _close(state, _known(field), term, distance)
        case Between(field, start, end):
            return _between(state, field, start, end)
        case HasFacet(facet, value):
            return _has_facet(state, facet, value)
        case Both(parts):
            return _both(parts, state)
        case Either(parts):
            return any_of([compiled(part, state) for part in parts])
        case Without(_):
            return _both((clause,), state)


def filtered(query: Query, filters: Mapping[str, tuple[str, ...]], state: State, but: str | None = None) -> Query:
    """`query` narrowed by chosen facet values: OR within a facet, AND between them, leaving out the facet `but`."""
    chosen = [any_of([_has_facet(state, facet, value) for value in values]) for facet, values in filters.items() if facet != but]
    return Query.boolean_query([(Occur.Must, part) for part in (query, *chosen)]) if chosen else query


def any_of(queries: list[Query]) -> Query:
    """What at least one of `queries` matches; scores add up."""
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries]) if queries else Query.empty_query()


def _both(parts: tuple[Clause, ...], state: State) -> Query:
    musts = [(Occur.Must, compiled(part, state)) for part in parts if not isinstance(part, Without)]
    nots = [(Occur.MustNot, compiled(part.part, state)) for part in parts if isinstance(part, Without)]
    if len(musts) == 1 and not nots:
        return musts[0][1]
    return Query.boolean_query([*(musts or [(Occur.Must, unscored(Query.all_query()))]), *nots])


def unscored(query: Query) -> Query:
    """The same matches, each with score 0."""
    return Query.const_score_query(query, 0.0)


def _scored(query: Query, field: str, weight: float) -> Query:
    if field not in TEXT_TERM_FIELDS or weight == 0:
        return unscored(query)
    return query if weight == 1 else Query.boost_query(query, weight)


def _known(field: str) -> str:
    if field not in _LOOKUP_FIELDS:
        raise Refused(f"tantivy: there is no field {field!r}; there are {', '.join(sorted(_LOOKUP_FIELDS))}")
    return field


def _term(state: State, field: str, term: str, weight: float) -> Query:
    if not stored_value(term):
        return Query.empty_query()
    return _scored(Query.term_query(state.schema, field, term, "freq" if field in TERM_FIELDS else "basic"), field, weight)


def _has_facet(state: State, facet: str, value: str) -> Query:
    if facet not in FACETS:
        raise Refused(f"tantivy: there is no facet {facet!r}; there are {', '.join(FACETS)}")
    if not stored_value(value):
        return Query.empty_query()
    return unscored(Query.term_query(state.schema, facet_field(facet), value, "basic"))


def _starts_with(state: State, field: str, prefix: str) -> Query:
    if not stored_value(prefix):
        return Query.empty_query()
    if len(prefix.encode()) > LONGEST_PATTERN:
        return unscored(Query.term_set_query(state.schema, field, state.terms_from(field, prefix)))
    return unscored(Query.regex_query(state.schema, field, prefix.translate(_PATTERN_SIGNS) + "(?s:.)*"))


def _close(state: State, field: str, term: str, distance: int) -> Query:
    if distance > 2:
        raise Refused(f"tantivy finds words at most 2 changes away, not {distance}")
    if not stored_value(term):
        return Query.empty_query()
    return unscored(Query.fuzzy_term_query(state.schema, field, term, distance, transposition_cost_one=False))


def _between(state: State, field: str, start: int | None, end: int | None) -> Query:
    if field not in _DATE_FIELDS:
        raise Refused(f"tantivy: {field!r} is no date; published and seen are")
    if start is None and end is None:
        return unscored(Query.exists_query(field))
    if start is not None and end is not None and start >= end:
        return Query.empty_query()
    bounds = {"lower_bound": start, "upper_bound": end, "include_upper": end is None}
    return unscored(Query.range_query(state.schema, field, FieldType.Integer, **bounds))  # type: ignore[arg-type]


def _placed(clause: Run | Cluster, state: State) -> Query:
    """A run or a cluster: by its forms, or by looking candidates through."""
    field = _known(clause.field)
    if len(clause.terms) < 2 or field not in PLACED_FIELDS:
        raise Refused(f"tantivy: a run needs two terms or more in a field of terms, not {clause}")
    if not all(map(stored_value, clause.terms)):
        return Query.empty_query()
    forms = _forms(clause)
    if forms is None:
        return _looked_through(clause, state)
    return _scored(_any_form(state, field, forms), field, clause.weight)


def _room(clause: Run | Cluster) -> int:
    return clause.slop if isinstance(clause, Run) else clause.distance


def _forms(clause: Run | Cluster) -> Iterable[Form] | None:
    """The forms of a run or cluster; None where they are too many, or so wide that they would reach into another paragraph."""
    terms, room = clause.terms, _room(clause)
    if room >= PARAGRAPH_GAP:
        return None
    if isinstance(clause, Run):
        return run_forms(terms, room) if count_run_forms(terms, room) <= MOST_FORMS else None
    return cluster_forms(terms, room) if count_cluster_forms(terms, room) <= MOST_FORMS else None


def _any_form(state: State, field: str, forms: Iterable[Form]) -> Query:
    phrases = [Query.phrase_query(state.schema, field, list(form)) for form in forms]
    return phrases[0] if len(phrases) == 1 else Query.disjunction_max_query(phrases, OTHER_FORMS_SHARE)


def _looked_through(clause: Run | Cluster, state: State) -> Query:
    """The articles that a run or cluster of too many forms matches, scored by its terms."""
    matching = state.once(clause, lambda: _matching(clause, state))
    terms = [(Occur.Must, _term(state, clause.field, term, clause.weight)) for term in dict.fromkeys(clause.terms)]
    return Query.boolean_query([(Occur.Must, matching), *terms])


def _matching(clause: Run | Cluster, state: State) -> Query:
    addresses = state.all(_candidates(clause, state))
    if len(addresses) > MOST_LOOKED_THROUGH:
        raise Refused(
            f"tantivy would have to look through {len(addresses):,} articles for “{' '.join(clause.terms)}” so far apart;"
            " ask for fewer of these words, or for them nearer each other"
        )
    candidates = (state.lines(address, clause.field) for address in addresses)
    ids = [id_ for id_, lines in candidates if any(_stand_near(clause, line) for line in lines)]
    return unscored(Query.term_set_query(state.schema, ARTICLE, ids)) if ids else Query.empty_query()


def _stand_near(clause: Run | Cluster, line: list[str]) -> bool:
    """Whether one paragraph has the run or cluster."""
    if not set(clause.terms).issubset(line):
        return False
    near = positions.ordered if isinstance(clause, Run) else positions.unordered
    places = {term: [place for place, found in enumerate(line) if found == term] for term in set(clause.terms)}
    return near([places[term] for term in clause.terms], _room(clause)) > 0


def _candidates(clause: Run | Cluster, state: State) -> Query:
    """Articles that have all the terms, and each pair of neighbours as near as the whole allows."""
    field, terms, room = clause.field, clause.terms, _room(clause)
    parts = [_term(state, field, term, 0.0) for term in dict.fromkeys(terms)]
    for pair in dict.fromkeys(pairwise(terms)):
        # In a cluster, the other terms may stand between the two.
        widest = room if isinstance(clause, Run) else room + len(terms) - 2
        if widest <= WIDEST_PAIR:
            forms = run_forms(pair, widest) if isinstance(clause, Run) else cluster_forms(pair, widest)
            parts.append(unscored(_any_form(state, field, forms)))
    return Query.boolean_query([(Occur.Must, part) for part in parts])
