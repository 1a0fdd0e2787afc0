from __future__ import annotations

import gzip
import zlib
from random import Random

import pytest

from portal.ballots.form import page_cache

GAP = b"[[here]]"


@pytest.mark.parametrize("filling", [b"x", "mã".encode(), b"A" * 60, b"\xff" * 65_535])
def test_the_gzip_stream_unpacks_to_the_page_with_its_gap_filled(filling: bytes) -> None:
    gap = b"@" * len(filling)
    page = "Đến câu hỏi ".encode() * 400 + gap + "Gửi phiếu".encode()
    sealed = page_cache.compress(page, gap)
    assert gzip.decompress(sealed.gzipped(filling)) == page.replace(gap, filling)
    assert sealed.plain(filling) == page.replace(gap, filling)


def test_random_pages_unpack_too() -> None:
    dice = Random(1)  # noqa: S311 - the same pages every time
    for _page in range(50):
        start, tail = dice.randbytes(dice.randint(0, 5000)), dice.randbytes(dice.randint(0, 500))
        filling = dice.randbytes(len(GAP))
        packed = page_cache.compress(start + GAP + tail + start, GAP).gzipped(filling)
        assert gzip.decompress(packed) == start + filling + tail + start


def test_what_stands_before_the_gap_is_not_sent_again_behind_it() -> None:
    said = Random(1).randbytes(500)  # noqa: S311 - the same bytes every time
    assert len(page_cache.compress(said + GAP + said, GAP).tail) < 20


def test_it_is_one_member_without_a_name_or_time() -> None:
    packed = page_cache.compress(b"a" + GAP + b"b", GAP).gzipped(b"--------")
    reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
    assert reader.decompress(packed) == b"a--------b"
    assert reader.eof
    assert reader.unused_data == b""


@pytest.mark.parametrize("filling", [b"", b"-", b"-" * 9])
def test_what_is_longer_or_shorter_than_the_gap_is_refused_and_not_told(filling: bytes) -> None:
    with pytest.raises(ValueError, match=r"^\d bytes for a gap of 8$"):
        page_cache.compress(b"a" + GAP + b"b", GAP).gzipped(filling)


@pytest.mark.parametrize("page", [b"no gap", GAP + GAP])
def test_a_page_without_its_one_gap_is_refused(page: bytes) -> None:
    with pytest.raises(ValueError, match="unpack"):
        page_cache.compress(page, GAP)
