"""Characters come right, whoever names their encoding, or names a wrong one."""

from __future__ import annotations

import pytest

from tests.index.readers.pages import CHINESE, FIRST, FRENCH, MARKUP, metas, page, read

RUSSIAN = "Докеры семи терминалов прекратили работу в понедельник, и к вечеру у порта ждали девяносто судов из двенадцати стран."


@pytest.mark.parametrize(
    ("encoding", "text"), [("utf-8", CHINESE), ("big5", CHINESE), ("koi8-r", RUSSIAN), ("windows-1251", RUSSIAN), ("windows-1252", FRENCH)]
)
@pytest.mark.parametrize("said", ["by the page", "by the server", "by nobody", "wrongly"])
def test_characters_come_right(encoding: str, text: str, said: str) -> None:
    declared = {"by the page": encoding, "wrongly": "utf-8"}.get(said)
    content = page(f"<meta charset={declared}>" if declared else "", f"<p>{text}</p>{MARKUP}").encode(encoding)
    assert text in read(content, charset=encoding if said == "by the server" else None).body


def test_a_byte_order_mark_goes_before_all_else() -> None:
    content = page("<meta charset=koi8-r>", f"<p>{FRENCH}</p>{MARKUP}")
    assert FRENCH in read(content.encode("utf-16"), charset="koi8-r").body
    assert FRENCH in read(b"\xef\xbb\xbf" + content.encode(), charset="koi8-r").body


def test_what_looks_like_ascii_and_is_not_is_read_as_it_is_said() -> None:
    japanese = "七つの埠頭で作業員が月曜日に仕事を止め、夕方までに九十隻の船が港の外で待っていた。"
    assert japanese in read(page("<meta charset=iso-2022-jp>", f"<p>{japanese}</p>{MARKUP}").encode("iso-2022-jp")).body
    for encoding in ("utf-16-le", "utf-16-be"):
        assert japanese in read(page(metas(), f"<p>{japanese}</p>{MARKUP}").encode(encoding)).body


def test_a_page_is_read_as_it_is_said_though_its_end_is_cut() -> None:
    assert FRENCH in read(page("<meta charset=utf-8>", f"<p>{FRENCH}</p>{MARKUP}").encode() + b"\xe2\x80").body


def test_a_few_letters_that_are_no_utf_8_are_of_western_europe() -> None:
    assert "naïve café" in read(page("<meta charset=utf-8>", f"<p>A naïve café. {FIRST}</p>{MARKUP}").encode("cp1252")).body


def test_a_broken_byte_is_one_broken_letter() -> None:
    assert read(page("<meta charset=utf-8>", f"<p>{FRENCH}</p>{MARKUP}" * 3).encode() + b"\xff").body.startswith(FRENCH)
