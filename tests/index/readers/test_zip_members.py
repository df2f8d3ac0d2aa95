"""The members of a ZIP file as files: where they stand, and unpacked."""

from __future__ import annotations

import io
import os
import random
import zlib
from datetime import UTC, datetime
from errno import ENOSPC
from functools import partial
from pathlib import Path

import pytest

from index.errors import BadRecord
from index.readers.source import Raw, Source
from index.readers.zip_members import PIECE, Window, unpacked


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def inflated(packed: bytes, size: int, damage: list[BadRecord]) -> Raw:
    return unpacked(Source(Path("x"), datetime(2026, 1, 1, tzinfo=UTC), damage.append, lambda _: None, partial(io.BytesIO, packed)), size)


def varied(size: int, seed: int) -> bytes:
    """Bytes of which some are packed well and some are not."""
    chance, content = random.Random(seed), bytearray()
    while len(content) < size:
        content += chance.randbytes(chance.randrange(9_000)) + bytes(chance.randrange(20_000))
    return bytes(content[:size])


@pytest.mark.parametrize("seed", range(4))
def test_a_window_is_read_as_a_file_is(seed: int) -> None:
    size, chance = 300_000, random.Random(seed)
    content = varied(size, seed)
    whole, window = io.BytesIO(content), io.BufferedReader(Window(io.BytesIO(b"before" + content + b"behind"), 6, size))
    for _ in range(100):
        at, most = chance.randrange(size + 10), chance.choice((1, 10, 5_000, 200_000))
        assert whole.seek(at) == window.seek(at)
        assert whole.read(most) == window.read(most)
        assert whole.tell() == window.tell()
    assert window.seek(0, io.SEEK_END) == size


@pytest.mark.parametrize("behind", [b"", b"behind"])
@pytest.mark.parametrize("content", [b"", b"a", bytes(PIECE), bytes(PIECE + 1), bytes(20 * PIECE), varied(3_000_000, 0)], ids=len)
def test_what_is_deflated_is_unpacked_to_its_end(content: bytes, behind: bytes) -> None:
    damage: list[BadRecord] = []
    with inflated(deflated(content) + behind, len(content), damage) as file:
        assert file.read() == content
    assert damage == []


def test_nobody_seeks_before_the_beginning() -> None:
    window = Window(io.BytesIO(b"before" + b"content"), 6, 7)
    with pytest.raises(OSError, match="Invalid argument"):
        window.seek(-8, io.SEEK_END)
    assert window.read() == b"content"


@pytest.mark.parametrize("rest", [b"", b"\xff" * 1_000])
def test_where_packing_is_damaged_a_member_ends_and_that_is_told(rest: bytes) -> None:
    content = b"".join(b"line %d\n" % number for number in range(100_000))
    packed = deflated(content)
    damage: list[BadRecord] = []
    with inflated(packed[: len(packed) // 2] + rest, len(content), damage) as file:
        whole = file.read()
    assert content.startswith(whole[:400_000])
    assert 400_000 < len(whole) < len(content)
    [told] = damage
    assert f"all behind byte {len(whole):,} is lost" in told.reason


def test_no_more_is_unpacked_than_was_said() -> None:
    damage: list[BadRecord] = []
    with inflated(deflated(bytes(1_000_000)), 1_000, damage) as file:
        assert file.read() == bytes(1_000)
    assert [one.reason for one in damage] == [
        "its compression is damaged, and all behind byte 1,000 is lost: it is longer than the list of members says"
    ]


def test_where_there_is_no_room_to_unpack_that_is_told_with_what_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.BytesIO):
        def write(self, _content: object) -> int:
            raise OSError(ENOSPC, os.strerror(ENOSPC))

    monkeypatch.setattr("index.readers.zip_members.TemporaryFile", lambda **_: Full())
    with pytest.raises(BadRecord, match=r"No space left on device; name a folder with more room in TMPDIR"):
        inflated(deflated(b"content"), 7, [])
