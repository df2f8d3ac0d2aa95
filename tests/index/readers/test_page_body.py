"""The text of a page: all of it, in its paragraphs and lines, and nothing of what stands beside it."""

from __future__ import annotations

from index.readers.pages import LARGEST_MARKUP
from tests.index.readers.conftest import ReadFile
from tests.index.readers.pages import BODY, FIRST, MARKUP, NEWS, SECOND, THIRD, ld, metas, page, read


def test_a_text_that_scripts_show_is_taken_from_json_ld() -> None:
    text = NEWS | {"articleBody": f"{BODY} The port authority counts the ships every hour, and the captains are told by radio."}
    assert read(page(ld(text), f"<p>{FIRST}</p>")).body == text["articleBody"]
    titled = text | {"articleBody": f"Dockers stop work\n\n{text['articleBody']}"}
    assert read(page(ld(titled), f"<p>{FIRST}</p>")).body == text["articleBody"]
    assert read(page(ld(NEWS | {"articleBody": f"Another story. {'It has nothing to do with this one. ' * 30}"}))).body == BODY


def test_an_article_in_what_looks_like_something_beside_it_is_found() -> None:
    assert read(page(body=f'<p>{FIRST}</p><div class="liveblog widget"><p>{SECOND}</p><p>{THIRD}</p></div>')).body == BODY


def test_an_article_in_parts_between_advertisements_is_one() -> None:
    part = f'<div class="grid"><div class="article__body">{MARKUP * 4}</div><aside>Buy a boat.</aside></div>'
    assert read(page(metas(), f"<article>{part * 3}</article>")).body == "\n\n".join([BODY] * 12)


def test_lists_of_links_to_other_articles_are_left_out() -> None:
    links = "".join(f'<li><a href="/{n}">Harbour news, part {n}</a></li>' for n in range(3))
    assert read(page(body=f"<p>{FIRST}</p><ul>{links}</ul><p>{SECOND}</p><p>{THIRD}</p>")).body == BODY


def test_lines_of_a_table_and_of_a_poem_stay_lines() -> None:
    table = "<table><tr><th>Port</th><th>Ships</th></tr><tr><td>Rotterdam</td><td>90</td></tr></table>"
    body = read(page(metas(), f"{MARKUP}{table}<p>Who waits<br>for the tide, waits.</p>{MARKUP}")).body
    assert "\n\nPort Ships\n\nRotterdam 90\n\nWho waits\nfor the tide, waits.\n\n" in body


def test_html_that_is_broken_gives_its_text() -> None:
    assert read(f"<div><p>{FIRST}<p>{SECOND}</div></div></p><p>{THIRD}<div").body == BODY


def test_pictures_inside_a_page_are_no_text_of_it(read_file: ReadFile) -> None:
    picture = f'<img src="data:image/jpeg;base64,{"QUJD" * (LARGEST_MARKUP // 4)}">'
    [article], bad = read_file("a.html", page(metas(), picture + MARKUP))
    assert (article.body, bad) == (BODY, [])
