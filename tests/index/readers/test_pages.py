"""Saved web pages: an article as good as from a file of its data, from each kind of file that browsers save."""

from __future__ import annotations

import gzip
import json
import quopri
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.readers import read as read_files
from index.readers.pages import article_of_page
from tests.index.readers.conftest import ReadFile
from tests.index.readers.pages import BODY, FRENCH, MARKUP, MENU, NEWS, ld, metas, page, read


def test_a_page_gives_what_its_json_ld_would_give_in_a_file(read_file: ReadFile) -> None:
    [record], _ = read_file("a.json", json.dumps(NEWS | {"articleBody": BODY}))
    article = read(page(ld(NEWS) + metas()))
    fields = ("title", "body", "source", "authors", "section", "published", "keywords", "language", "url")
    assert {name: getattr(article, name) for name in fields} == {name: getattr(record, name) for name in fields}


def test_a_page_cannot_name_another_article_by_its_id() -> None:
    assert read(page(ld(NEWS))).record_id is None


def test_a_page_without_any_metadata_is_an_article_if_it_has_a_text() -> None:
    article = read(f'<html lang="de"><title>Dockers - The Harbour Post</title>{MENU}<h1>Dockers</h1>{MARKUP}')
    assert (article.title, article.body, article.language, article.published) == ("Dockers", BODY, "de", None)


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.XHTML", "a.html.gz"])
def test_files_of_each_suffix_are_read(read_file: ReadFile, name: str) -> None:
    text = '<?xml version="1.0" encoding="utf-8"?>' + page(ld(NEWS)).replace("<html>", '<html xmlns="http://www.w3.org/1999/xhtml">')
    [article], bad = read_file(name, gzip.compress(text.encode()) if name.endswith("gz") else text)
    assert (article.title, article.body, bad) == ("Dockers stop work", BODY, [])
    assert article.origin.endswith(name)


MHTML = """From: <Saved by Blink>
Snapshot-Content-Location: https://post.example/dockers
Date: Tue, 2 Jun 2026 07:00:00 GMT
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html";
\tboundary="--parts--"

----parts--
Content-Type: {type}
Content-Transfer-Encoding: quoted-printable

{page}
----parts----
"""


@pytest.mark.parametrize("name", ["a.mhtml", "a.mht.gz", "a.html"])
def test_a_page_in_one_file_with_its_pictures_is_read(read_file: ReadFile, name: str) -> None:
    saved = quopri.encodestring(page("<meta charset=utf-8>", f"<p>{FRENCH}</p>{MARKUP}").encode()).decode()
    whole, empty = MHTML.format(type="text/html", page=saved).encode(), MHTML.encode()
    [article], _ = read_file(name, gzip.compress(whole) if name.endswith("gz") else whole)
    assert (article.body, article.url) == (f"{FRENCH}\n\n{BODY}", "https://post.example/dockers")
    assert article.file_time == datetime(2026, 6, 2, 7, tzinfo=UTC)
    _, [bad] = read_file(name, gzip.compress(empty) if name.endswith("gz") else empty)
    assert "no page is in this MHTML file" in bad.reason


def test_the_frames_that_a_browser_saves_beside_a_page_are_left_out(tmp_path: Path) -> None:
    for name in ("dockers.html", "dockers_files/frame.html", "other_files/rain.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(page(metas()))
    found = [Path(raw.origin).name for raw in read_files([tmp_path], pytest.fail)]
    assert found == ["dockers.html", "rain.html"]


def test_when_it_was_fetched_bounds_dates_without_a_year() -> None:
    seen = datetime(2026, 6, 2, tzinfo=UTC)
    assert article_of_page(page().encode(), origin="a", seen=seen).file_time == seen


def test_without_trafilatura_the_extra_is_named_and_no_command_loads_it() -> None:
    program = (
        "import sys; sys.modules['trafilatura'] = None\n"
        "from index.errors import BadRecord; from index.readers.pages import article_of_page\n"
        "import web.cli; assert 'lxml' not in sys.modules\n"
        "try: article_of_page(b'<p>x', origin='a.html')\n"
        "except BadRecord as bad: print(bad)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told.startswith("a.html: web pages need the extra `pages`: pip install 'broadsheet[pages]'")
