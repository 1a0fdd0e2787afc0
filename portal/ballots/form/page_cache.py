"""Keeps the citizen's pages: each printed and compressed once for a point's version, language and kind.

A page is split at its one gap and deflated up to it and after it. What fills the gap goes in as a stored block, so a
whole single-member gzip stream (RFC 1951, 1952) costs microseconds however often it is sent. The tail points back into
the start, across the gap: a filling is as long as the gap that stood for it.
"""

import zlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from struct import Struct
from typing import TypeVar, cast

from portal.ballots.form import form_view, pages
from portal.ballots.form.form_view import FormVersion, FormView, RoundSnapshot
from portal.ballots.form.pages import FormPage
from portal.ballots.form.point_cache import PointSnapshot
from portal.ballots.intake import receipts, tokens
from portal.ballots.intake.receipts import Thanks
from portal.surveys.models import Round
from portal.surveys.questionnaire.wording import Language
from portal.web.ui import terms

MOST_CACHED = 4096
NONCE_GAP = "@" * tokens.TEXT_SIZE
RECEIPT_GAP = receipts.pretty("@" * receipts.LENGTH)
HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"  # no name and no moment in it: the same page is the same bytes
STORED = Struct("<BHH")
TRAILER = Struct("<II")
SIXTEEN_BITS = 0xFFFF
LEVEL, MOST_MEMORY = 9, 9
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CompressedPage:
    """A page with one gap. The long side comes first: its sum is kept, only the short tail is summed anew."""

    start: bytes
    start_crc: int
    start_size: int
    gap_size: int
    tail: bytes
    plain_tail: bytes

    def gzipped(self, filling: bytes) -> bytes:
        """Return the page under gzip with the gap filled. Raises ValueError for a filling of another length."""
        if len(filling) != self.gap_size:
            # never what fills it: a receipt belongs in no log
            message = f"{len(filling)} bytes for a gap of {self.gap_size}"
            raise ValueError(message)
        total = zlib.crc32(self.plain_tail, zlib.crc32(filling, self.start_crc))
        size = self.start_size + len(filling) + len(self.plain_tail)
        block = STORED.pack(0, len(filling), len(filling) ^ SIXTEEN_BITS)
        return b"".join((HEAD, self.start, block, filling, self.tail, TRAILER.pack(total, size)))

    def plain(self, filling: bytes) -> bytes:
        """Return the page as it is, for the rare browser without gzip."""
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(self.start) + filling + self.plain_tail


def compress(page: bytes, gap: bytes) -> CompressedPage:
    """Split a page where `gap` (64 KB at most) stands and compress both sides.

    Raises ValueError unless it stands there once.
    """
    start, tail = page.split(gap)
    # a full flush ends on a byte boundary, where the stored block can follow
    before, after = deflate(start, zlib.Z_FULL_FLUSH), deflate(tail, zlib.Z_FINISH, start + gap)
    return CompressedPage(before, zlib.crc32(start), len(start), len(gap), after, tail)


def deflate(part: bytes, end: int, seen: bytes = b"") -> bytes:
    """Deflate without a header, after what the reader has `seen` by then."""
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, MOST_MEMORY, zdict=seen)
    return compressor.compress(part) + compressor.flush(end)


class PageCache:
    """The pages of one process, by what they were made from. `wait`: least seconds between opening and sending."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        self.entries: dict[Hashable, object] = {}

    def forget(self) -> None:
        self.entries.clear()

    def cached(self, make: Callable[[], T], *key: Hashable) -> T:
        """Return the entry of a key, made now where there is none."""
        entry = self.entries.get(key)
        if entry is None:
            # emptied whole: keys hold versions, so what is old is never asked for again and would stay for good
            if len(self.entries) >= MOST_CACHED:
                self.entries.clear()
            entry = self.entries[key] = make()
        return cast("T", entry)  # the first part of a key tells what its entry is

    def round(self, row: Round) -> RoundSnapshot:
        return self.cached(lambda: RoundSnapshot.of(row), "round", row.id, row.version)

    def form_version(self, point: PointSnapshot) -> FormVersion:
        version = self.cached(lambda: form_view.load_version(point.code, self.round), "version", point.page_key)
        terms.speak_of(version.round.plan.tongues)
        return version

    def form_view(self, point: PointSnapshot, language: Language) -> FormView:
        return self.cached(
            lambda: form_view.build(self.form_version(point), language), "view", point.page_key, language
        )

    def form_page(self, point: PointSnapshot, language: Language, nonce: str, kind: int = tokens.OWN) -> FormPage:
        """What an empty form's page is made from."""
        view, simulated = self.form_view(point, language), self.form_version(point).round.simulated
        return FormPage(view, point.code, language, nonce, self.wait, simulated, kind)

    def form(self, point: PointSnapshot, language: Language, kind: int, used: str = "") -> CompressedPage:
        """Return an empty form with a gap in the nonce's stead."""

        def make() -> CompressedPage:
            page = replace(self.form_page(point, language, NONCE_GAP, kind), used=used)
            return compress(pages.form(page).encode(), NONCE_GAP.encode())

        return self.cached(make, "form", point.page_key, language, kind, used)

    def thanks(self, point: PointSnapshot, language: Language, thanks: Thanks) -> CompressedPage:
        """Return a thank-you page with a gap in the receipt's stead."""

        def make() -> CompressedPage:
            page = pages.thanks(self.form_version(point), point.code, language, thanks, RECEIPT_GAP)
            return compress(page.encode(), RECEIPT_GAP.encode())

        return self.cached(make, "thanks", point.page_key, language, thanks.repeated, thanks.hidden, thanks.full)


class NotPrinted(Exception):
    """A page is asked for that was not printed yet."""


class PrintedPages(PageCache):
    """The same pages for the fast path, which cannot print. Raises NotPrinted for a page that is not there yet."""

    def __init__(self, pages: PageCache) -> None:
        self.wait, self.entries = pages.wait, pages.entries

    def cached(self, _make: Callable[[], T], *key: Hashable) -> T:
        """Return the entry of a key."""
        entry = self.entries.get(key)
        if entry is None:
            raise NotPrinted
        return cast("T", entry)
