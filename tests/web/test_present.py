"""Marked text as HTML."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from search.results import Marked
from web.present import html


class Reader(HTMLParser):
    """The text of some HTML, the marked parts of it, and the tags that occur."""

    def __init__(self, written: str) -> None:
        super().__init__()
        self.text, self.marked, self.tags, self._inside = "", [""], set[str](), False
        self.feed(written)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        self._inside = True
        self.marked.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._inside:
            self.marked[-1] += data


@st.composite
def marked_texts(draw: st.DrawFn) -> Marked:
    text = draw(st.text(alphabet="ab <>&\"'/scriptmark;é中", max_size=40))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = tuple(zip(cuts[::2], cuts[1::2], strict=False))
    return Marked(text, pairs)


@given(marked_texts())
def test_marks_never_change_the_text_and_no_other_tag_gets_in(marked: Marked) -> None:
    read = Reader(str(html(marked)))
    assert read.text == marked.text
    assert read.marked[1:] == [marked.text[start:end] for start, end in marked.marks]
    assert read.tags <= {"mark"}


def test_text_is_escaped_before_it_is_marked() -> None:
    assert html(Marked("<b>x</b>", ((3, 4),))) == "&lt;b&gt;<mark>x</mark>&lt;/b&gt;"


def test_a_passage_from_the_middle_says_so() -> None:
    assert html(Marked("x", (), True, True)) == "… x …"
