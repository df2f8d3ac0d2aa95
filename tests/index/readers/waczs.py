"""WACZ files to read in tests, made as the specification says (1.1.1, specs.webrecorder.net)."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from hashlib import sha256
from zipfile import ZIP_STORED, ZipFile, ZipInfo

PAGES = b'{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}\n'


def wacz(archives: Mapping[str, bytes], method: int = ZIP_STORED) -> bytes:
    """A WACZ with these files under `archive/`, in the order in which they are given."""
    files = {"pages/pages.jsonl": PAGES, "indexes/index.cdx": b" CDX\n"}
    files |= {f"archive/{name}": content for name, content in archives.items()}
    return zipped(files | {"datapackage.json": _package("data-package", files)}, method)


def multi_wacz(waczs: Mapping[str, bytes], method: int = ZIP_STORED) -> bytes:
    """WACZs in one, as Browsertrix gives them out."""
    return zipped({**waczs, "datapackage.json": _package("multi-wacz-package", waczs)}, method)


def zipped(files: Mapping[str, bytes], method: int = ZIP_STORED) -> bytes:
    """A ZIP file."""
    file = io.BytesIO()
    with ZipFile(file, "w") as zip_file:
        for name, content in files.items():
            zip_file.writestr(ZipInfo(name), content, method)  # all of 1980: tests have the same bytes each time
    return file.getvalue()


def _package(profile: str, files: Mapping[str, bytes]) -> bytes:
    resources = [
        {"name": name.rpartition("/")[2], "path": name, "hash": f"sha256:{sha256(content).hexdigest()}", "bytes": len(content)}
        for name, content in files.items()
    ]
    return json.dumps({"profile": profile, "wacz_version": "1.1.1", "resources": resources}).encode()
