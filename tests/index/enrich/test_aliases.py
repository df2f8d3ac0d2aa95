"""The alias table: facts that ship, a user's own rows on top, and words that must not widen a query."""

from pathlib import Path

import pytest

from index.analysis import terms
from index.enrich.aliases import AliasTable, Row, Spelling
from index.errors import BadInput


@pytest.fixture(scope="module")
def packaged() -> AliasTable:
    return AliasTable.load()


def own(folder: Path, *rows: str) -> AliasTable:
    path = folder / "own.tsv"
    path.write_text("# mine\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return AliasTable.load(path)


@pytest.mark.parametrize(
    ("name", "type_", "canonical"),
    [
        ("Kiev", "place", "Kyiv"),
        ("KIEV", "place", "Kyiv"),
        ("Boutsa", "place", "Bucha"),
        ("U.S.", "place", "United States"),
        ("U.N.", "org", "United Nations"),
        ("Alexander Lukashenko", "person", "Aleksandr Lukashenko"),
        ("Kim Jong-un", "person", "Kim Jong Un"),
        ("Recep Tayyip Erdogan", "person", "Recep Tayyip Erdoğan"),
    ],
)
def test_every_spelling_leads_to_the_canonical_name(packaged, name, type_, canonical):
    assert packaged.canonical(name, type_) == canonical


@pytest.mark.parametrize(("name", "type_"), [("Ohana Beach", "place"), ("Kiev", "person"), ("Zelenskyy", "person"), ("—", "org")])
def test_a_name_that_no_row_of_its_type_has_stays_as_written(packaged, name, type_):
    assert packaged.canonical(name, type_) == name


@pytest.mark.parametrize("word", ["us", "who", "Who", "is", "fed", "au"])
def test_an_ordinary_word_never_widens_a_query(packaged, word):
    assert packaged.also_searched(word) == ()


@pytest.mark.parametrize(("typed", "found"), [("US", "United States"), ("U.S.", "United States"), ("WHO", "World Health Organization")])
def test_a_quiet_spelling_widens_a_query_when_typed_letter_for_letter(packaged, typed, found):
    assert found in packaged.also_searched(typed)


@pytest.mark.parametrize("typed", ["United States", "World Health Organization", "Taiwan", "Federal Reserve"])
def test_a_quiet_spelling_is_never_searched_for(packaged, typed):
    quiet = {spelling.text for row in packaged.rows for spelling in row.spellings if spelling.quiet}
    assert packaged.also_searched(typed)
    assert not quiet & set(packaged.also_searched(typed))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("DOJ", "Justice Department"),
        ("Homeland Security", "DHS"),
        ("SCOTUS", "Supreme Court"),
        ("coronavirus", "COVID-19"),
        ("covid", "coronavirus"),
        ("AOC", "Ocasio-Cortez"),
        ("obamacare", "Affordable Care Act"),
    ],
)
def test_a_query_for_one_name_of_a_thing_finds_the_others(packaged, typed, found):
    assert found in packaged.also_searched(typed)


@pytest.mark.parametrize("typed", ["ice", "hud", "dot", "va", "senate", "congress"])
def test_a_word_that_is_an_office_in_capitals_never_widens_a_query(packaged, typed):
    assert packaged.also_searched(typed) == ()


def test_a_surname_row_is_for_queries_and_names_no_entity(packaged):
    assert "Zelenskyy" in packaged.also_searched("zelensky")
    assert ("person", "zelensky") not in packaged.also_named


def test_the_other_names_of_an_entity_are_known_from_any_of_its_names(packaged):
    assert "Kiev" in packaged.also_named["place", "kyiv"]
    assert "Kyiv" in packaged.also_named["place", "kiev"]
    assert ("person", "kiev") not in packaged.also_named


def test_a_spelling_of_several_names_has_no_others():
    def row(*names):
        return Row("place", tuple(Spelling(name, tuple(terms(name))) for name in names))

    table = AliasTable([row("Springfield, Illinois", "Springfield"), row("Springfield, Ohio", "Springfield")])
    assert ("place", "springfield") not in table.also_named
    assert table.also_named["place", "springfield ohio"] == ("Springfield",)


def test_no_spelling_of_the_packaged_table_is_in_two_rows_of_one_type(packaged):
    seen: dict[tuple[str, tuple[str, ...]], str] = {}
    for row in packaged.rows:
        for key in {spelling.key for spelling in row.spellings}:
            assert seen.setdefault((row.type, key), row.canonical.text) == row.canonical.text


def test_the_packaged_table_repeats_no_spelling_that_folding_makes_equal(packaged):
    for row in packaged.rows:
        loud = [spelling.key for spelling in row.spellings if not spelling.quiet]
        assert len(loud) == len(set(loud)), row.canonical.text


def test_the_longest_spelling_is_known(packaged):
    assert packaged.longest == max(len(terms(spelling.text)) for row in packaged.rows for spelling in row.spellings)


def test_a_users_row_adds_a_name(tmp_path):
    table = own(tmp_path, "org\tHarbour Post\tHP Daily | The Post")
    assert table.canonical("hp daily", "org") == "Harbour Post"
    assert table.canonical("Kiev", "place") == "Kyiv"


def test_a_users_row_has_the_last_word_on_its_spellings(tmp_path):
    table = own(tmp_path, "place\tKiev\tKyiv")
    assert table.canonical("Kyiv", "place") == "Kiev"
    assert table.also_searched("kyiv") == ("Kiev",)


def test_a_users_row_takes_one_spelling_and_leaves_the_rest_of_a_packaged_row(tmp_path):
    table = own(tmp_path, "place\tOdessa, Texas\tOdessa", "place\tBritain (island)\tBritain")
    assert table.canonical("Odessa", "place") == "Odessa, Texas"
    assert table.canonical("UK", "place") == "United Kingdom"
    assert "Britain" not in table.also_searched("UK")


def test_a_users_row_adds_spellings_to_the_name_that_is_known(tmp_path):
    table = own(tmp_path, "place\tKyiv\tKijiw")
    assert {"Kiev", "Kijiw"} <= set(table.also_searched("kyiv"))
    assert table.canonical("Kiew", "place") == "Kyiv"
    assert [spelling.text for row in table.own for spelling in row.spellings] == ["Kyiv", "Kijiw"]


def test_an_empty_third_column_switches_the_other_spellings_off(tmp_path):
    assert own(tmp_path, "place\tKyiv\t").also_searched("Kyiv") == ()


def test_a_spelling_in_two_rows_is_ambiguous_and_left_as_written(tmp_path):
    table = own(tmp_path, "person\tJohn Smith (poet)\tJohn Smith", "person\tJohn Smith (mayor)\tJohn Smith")
    assert table.canonical("John Smith", "person") == "John Smith"
    assert table.also_searched("John Smith") == ("John Smith (poet)", "John Smith (mayor)")


def test_the_version_changes_with_types_quiet_spellings_and_what_is_ones_own(tmp_path):
    kyiv = next("\t".join((row.type, row.canonical.text, "")) for row in AliasTable.load().rows if row.canonical.text == "Kyiv")
    rows = ["person\tHalden Wire\tHW", "org\tHalden Wire\tHW", "org\tHalden Wire\t!HW", kyiv, ""]
    versions = [own(tmp_path, row).version for row in rows]
    assert len(set(versions)) == len(rows)
    assert own(tmp_path, rows[0]).version == versions[0]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path):
    path = tmp_path / "own.tsv"
    path.write_bytes("\ufeffplace\tHavenport\tHaven Port\r\n\r\n".encode())
    assert AliasTable.load(path).canonical("haven port", "place") == "Havenport"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("place Kyiv", "1 columns"),
        ("city\tKyiv\tKiev", "unknown type 'city'"),
        ("place\tKyiv\tKiev |  | Kiew", "no letter or digit"),
        ("place\t\tKiev", "no letter or digit"),
        ("place Kyiv Kiev", "separated by tabs"),
    ],
)
def test_a_bad_line_names_file_line_and_what_is_right(tmp_path, row, reason):
    with pytest.raises(BadInput, match=rf"own\.tsv:3: .*{reason}"):
        own(tmp_path, "place\tHavenport\tHaven Port", row)


def test_a_file_that_cannot_be_read_is_bad_input(tmp_path):
    with pytest.raises(BadInput, match="cannot be read"):
        AliasTable.load(tmp_path / "missing.tsv")
    path = tmp_path / "latin.tsv"
    path.write_bytes(b"place\tK\xf6ln\tCologne\n")
    with pytest.raises(BadInput, match="not UTF-8"):
        AliasTable.load(path)
