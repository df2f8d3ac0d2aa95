"""WACZ: the web archives of a crawl in a ZIP file, as Browsertrix and ArchiveWeb.page write it (1.1.1, specs.webrecorder.net).

The archives are read where they stand, one after the other; what else is in it, indexes and lists of pages, is for who replays a crawl.
Of a crawl with several crawlers Browsertrix puts several WACZs into one ("multi-WACZ"), and these are read too.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from zipfile import ZIP_STORED, ZipInfo

from index.article import RawArticle
from index.errors import BadRecord
from index.readers.archives import read_archives
from index.readers.source import Source, stored
from index.readers.zip_members import listed, member


def read_wacz(source: Source) -> Iterator[RawArticle]:
    """The articles of the archives in a WACZ, in the order of their names, as of one archive.

    What cannot be read is reported under its name in the file, and the rest is read. Raises `BadRecord` if the file is no WACZ, or what
    reads archives is not installed.
    """
    with stored(source.silent()) as file:
        left = file.seek(0, io.SEEK_END)

    def count(taken: int) -> None:
        nonlocal left
        left -= taken
        source.on_bytes(taken)

    try:
        yield from read_archives(source, _archives(replace(source, on_bytes=count)))
    finally:  # nobody had to look at the rest
        source.on_bytes(left)


def _archives(wacz: Source, nested: bool = False) -> Iterator[Source]:
    """The archives in a WACZ, and in the WACZs in it. Raises `BadRecord` if it is none."""
    members = sorted(filter(_is_read, listed(wacz)), key=lambda info: info.filename)
    if not members:
        raise BadRecord(str(wacz.path), None, "no WACZ: in the ZIP file there is no folder archive/ with WARC files in it")
    for info in members:
        try:
            if _is_wacz(info):
                yield from _nested(wacz, info, nested)
            else:
                yield member(wacz, info)
        except BadRecord as bad:
            wacz.on_bad(bad)


def _nested(wacz: Source, info: ZipInfo, nested: bool) -> Iterator[Source]:
    """The archives in a WACZ that is in another. Raises `BadRecord` if it cannot be read there."""
    inner = member(wacz, info)
    if nested or info.compress_type != ZIP_STORED:
        how = "a WACZ in a WACZ in a WACZ" if nested else "a WACZ that is compressed in another"
        raise BadRecord(str(inner.path), None, f"{how} is not read; add it on its own")
    yield from _archives(inner, nested=True)


def _is_read(info: ZipInfo) -> bool:
    """Whether it is an archive, or a WACZ. Who packs a crawl's folder by hand may have that folder above `archive`, or backslashes."""
    *folders, name = PurePosixPath(info.filename.replace("\\", "/")).parts or [""]
    hidden = any(part.startswith(".") for part in (*folders, name))
    archive = "archive" in [folder for folder in folders if folder != "/"][:2]
    is_folder = info.filename.endswith("/")  # `is_dir` fails where there is no name
    return (_is_wacz(info) or (archive and not is_folder)) and not hidden


def _is_wacz(info: ZipInfo) -> bool:
    return info.filename.lower().endswith(".wacz")
