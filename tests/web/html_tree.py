"""HTML as a tree, read by the standard parser, so that tests look at elements and not at strings."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

VOID = frozenset({"meta", "link", "input", "br", "hr", "img"})


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tree = TreeBuilder()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.tree.end(tag)
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"
        self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        if self.open:
            self.tree.data(data)


def tree(html: str) -> Element:
    """The document; fails where elements are not closed in order."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert not builder.open, f"never closed: {builder.open}"
    return builder.tree.close()


def having(root: Element, tag: str, class_: str | None = None, **attributes: str) -> list[Element]:
    """All elements of a tag, with a class and attributes."""
    return [
        each
        for each in root.iter(tag)
        if (class_ is None or class_ in each.get("class", "").split())
        and all(each.get(name) == value for name, value in attributes.items())
    ]


def one(root: Element, tag: str, class_: str | None = None, **attributes: str) -> Element:
    """The only such element."""
    found = having(root, tag, class_, **attributes)
    assert len(found) == 1, f"{len(found)} of {tag} {class_ or ''} {attributes or ''}"
    return found[0]


def text(element: Element) -> str:
    """What is read of an element, white space as one blank."""
    return " ".join("".join(element.itertext()).split())


def links(root: Element) -> Iterator[str]:
    """Where everything in the document leads to or loads from."""
    for each in root.iter():
        for name in ("href", "src", "action"):
            if each.get(name) is not None:
                yield each.get(name, "")
