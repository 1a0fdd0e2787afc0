"""Pages compressed once and sent a million times: a page is split at its one gap, both sides deflated on their own.

What fills the gap goes in as a stored block, so a whole single-member gzip stream costs microseconds.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from struct import Struct

HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
STORED = Struct("<BHH")
TRAILER = Struct("<II")
SIXTEEN_BITS = 0xFFFF
LEVEL = 9


@dataclass(frozen=True, slots=True)
class CompressedPage:
    """A page with one gap. The long side comes first: its sum is kept, only the short tail is summed anew."""

    start: bytes
    start_crc: int
    start_size: int
    tail: bytes
    plain_tail: bytes

    def gzipped(self, filling: bytes) -> bytes:
        """Return the page under gzip with the gap filled."""
        total = zlib.crc32(self.plain_tail, zlib.crc32(filling, self.start_crc))
        size = self.start_size + len(filling) + len(self.plain_tail)
        block = STORED.pack(0, len(filling), len(filling) ^ SIXTEEN_BITS)
        return b"".join((HEAD, self.start, block, filling, self.tail, TRAILER.pack(total, size)))

    def plain(self, filling: bytes) -> bytes:
        """Return the page as it is, for the rare browser without gzip."""
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(self.start) + filling + self.plain_tail


def compress(page: bytes, gap: bytes) -> CompressedPage:
    """Split a page where `gap` stands (once) and compress both sides."""
    start, tail = page.split(gap)
    return CompressedPage(deflated(start, zlib.Z_FULL_FLUSH), zlib.crc32(start), len(start), deflated(tail), tail)


def deflated(part: bytes, end: int = zlib.Z_FINISH) -> bytes:
    """Deflate without a header; a part that others follow ends by a full flush, on a byte boundary."""
    press = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
    return press.compress(part) + press.flush(end)
