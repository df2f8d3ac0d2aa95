"""Tables: delimiters, quoting, lines, and rows that do not fit."""

from pathlib import Path

import pytest

from tests.index.readers.conftest import ReadFile


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_from_the_header(read_file: ReadFile, delimiter: str) -> None:
    table = f'Title{delimiter}"Text"{delimiter}Published at\nA{delimiter}"x{delimiter} ""y"""{delimiter}2026-01-02\n'
    [article], bad = read_file("a.csv", table)
    assert (article.title, article.body, article.published, bad) == ("A", f'x{delimiter} "y"', "2026-01-02", [])


def test_a_cell_may_have_lines_and_a_row_is_known_by_its_first(read_file: ReadFile) -> None:
    articles, bad = read_file("a.csv", 'title,body\r\nA,"one\r\n\r\ntwo"\r\n\r\n,\r\nB,three\r\n')
    assert [(article.title, article.body, article.origin.rpartition(":")[2]) for article in articles] == [
        ("A", "one\r\n\r\ntwo", "2"),
        ("B", "three", "7"),
    ]
    assert bad == []


def test_empty_cells_say_nothing_and_lists_may_be_written_out(read_file: ReadFile) -> None:
    table = 'title,authors,people,places,keywords,source.name\nA,,[],"[""Oslo"", ""Kyiv""]","[\'x\', \'y\']",Post\n'
    [article], _ = read_file("a.csv", table)
    assert (article.authors, article.people, article.places) == ((), (), ("Oslo", "Kyiv"))
    assert (article.keywords, article.source) == (("x", "y"), "Post")


def test_columns_of_unknown_names_are_told_once(read_file: ReadFile, caplog: pytest.LogCaptureFixture) -> None:
    [article, _], bad = read_file("a.csv", "Headline,Story,Publication title,Publisher\nA,what happened,The Post,A Company\nB,x,y,z\n")
    assert (article.title, article.body, article.source, bad) == ("A", "", "The Post", [])
    [told] = [record for record in caplog.records if record.message == "intake.columns_not_used"]
    assert vars(told)["columns"] == "Story"


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("1650000000", "2022-04-15T05:20:00+00:00"),
        (" 1650000000000 ", "2022-04-15T05:20:00+00:00"),
        ("20220415", "20220415"),
        ("1986042812", "1986042812"),
    ],
)
def test_unix_times_are_known_in_a_table_too(read_file: ReadFile, written: str, published: str) -> None:
    [article], _ = read_file("a.csv", f"title,date\nA,{written}\n")
    assert article.published == published


def test_rows_that_do_not_fit_are_reported_with_their_line(read_file: ReadFile) -> None:
    table = 'title,body\nA,b\nB\nC,d,e\nD,"x" y\n"E\n1",f\n,\n" ",g\n'
    articles, bad = read_file("a.csv", table)
    assert [article.title for article in articles] == ["A", "E 1", ""]
    assert [one.line for one in bad] == [3, 4, 5]
    assert "1 cells, but the header row has 2" in bad[0].reason
    assert "not a row of the table" in bad[2].reason


def test_a_quotation_mark_that_never_closes_is_reported_where_it_opens(read_file: ReadFile) -> None:
    articles, [bad] = read_file("a.csv", 'title,body\nA,b\nB,"open\nC,d\n')
    assert [article.title for article in articles] == ["A"]
    assert bad.line == 3
    assert "never closes" in bad.reason


def test_a_table_without_a_title_or_text_is_refused(read_file: ReadFile) -> None:
    articles, [bad] = read_file("a.csv", "name;age\nx;1\n")
    assert articles == []
    assert bad.line == 1
    assert "a column title or body is expected; the first row is name, age" in bad.reason


def test_an_empty_table_is_reported_and_one_without_rows_is_not(read_file: ReadFile) -> None:
    assert read_file("a.csv", "\n\n")[1][0].reason == "the file is empty"
    assert read_file("a.csv", "title\n") == ([], [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_spreadsheets(read_file: ReadFile, encoding: str) -> None:
    [article], bad = read_file("a.csv", "title,body\nCafé “x”,b\n".encode(encoding))
    assert (article.title, bad) == ("Café “x”", [])


def test_a_cell_of_fifty_megabytes_is_read(read_file: ReadFile, tmp_path: Path) -> None:
    articles, bad = read_file("a.csv", "title,body\nA," + "x" * 50_000_000 + "\nB,y\n")
    assert [len(article.body) for article in articles] == [50_000_000, 1]
    assert bad == []


def test_zero_bytes_are_no_exception(read_file: ReadFile) -> None:
    articles, bad = read_file("a.csv", b"title,body\nA\0,b\n\0\nC,d\n")
    assert articles[-1].title == "C"
    assert len(bad) == 1
