"""A PDF's objects written down in object streams of a few each, as stock checkers of signatures read them fast.

pydyf packs all small objects into one stream, and pyHanko reads a stream's whole index for every object it wants: for
a report's thousands of tags that took minutes.
"""

from collections.abc import Iterator, Sequence
from hashlib import md5
from typing import Any, BinaryIO

import pydyf

OBJECTS_A_STREAM = 60
WIDTHS = (1, 4, 2)  # bytes of a place in the table: its kind, where it is, which one there
FREE, PLAIN, PACKED = 0, 1, 2
Place = tuple[int, int, int]


def write(paper: pydyf.PDF, output: BinaryIO, version: str | bytes, *_settings: object) -> None:
    """Stands in for `pydyf.PDF.write`: always packed and with an identifier, every object put into bytes once."""
    paper.add_object(paper.info)
    written = {one.number: one.data for one in paper.objects if one.free != "f"}
    digest = md5(b"".join(written.values()), usedforsecurity=False).hexdigest()
    file = Writing(output, version if isinstance(version, bytes) else version.encode())
    small = [one.number for one in paper.objects if one.number in written and one.compressible]
    for number in [one.number for one in paper.objects if one.number in written and not one.compressible]:
        file.add(number, written[number])
    for number, stream in enumerate(packed(written, small, file.places, len(paper.objects)), start=len(paper.objects)):
        file.add(number, stream.data)
    file.close({"Root": paper.catalog.reference, "Info": paper.info.reference}, digest)


def packed(
    written: dict[int, bytes], small: Sequence[int], places: dict[int, Place], first: int
) -> Iterator[pydyf.Stream]:
    """The object streams, numbered from `first`; where each object is goes into the table."""
    for stream, start in enumerate(range(0, len(small), OBJECTS_A_STREAM), start=first):
        chunk = small[start : start + OBJECTS_A_STREAM]
        index, position = [], 0
        for place, number in enumerate(chunk):
            places[number] = (PACKED, stream, place)
            index += [number, position]
            position += len(written[number]) + 1
        head = " ".join(map(str, index))
        extra = {"Type": "/ObjStm", "N": len(chunk), "First": len(head) + 1}
        yield pydyf.Stream([head, *(written[number] for number in chunk)], extra, compress=True)


class Writing:
    """A file being written: what stands at which byte."""

    def __init__(self, output: BinaryIO, version: bytes) -> None:
        self.output, self.position = output, 0
        self.places: dict[int, Place] = {0: (FREE, 0, 65535)}
        self.line(b"%PDF-" + version)
        self.line(b"%\xf0\x9f\x96\xa4")  # signs above 127 tell that the file is no plain text

    def line(self, content: bytes) -> None:
        self.output.write(content + b"\n")
        self.position += len(content) + 1

    def add(self, number: int, data: bytes) -> None:
        """An object that stands by itself."""
        self.places[number] = (PLAIN, self.position, 0)
        self.line(b"%d 0 obj\n%b\nendobj" % (number, data))

    def close(self, trailer: dict[str, Any], digest: str) -> None:
        """The table of places, then where it begins."""
        number, start = len(self.places), self.position
        self.places[number] = (PLAIN, start, 0)
        rows = (zip(self.places[one], WIDTHS, strict=True) for one in sorted(self.places))
        table = b"".join(value.to_bytes(wide, "big") for row in rows for value, wide in row)
        name = pydyf.String(digest).data
        shape = {"Type": "/XRef", "W": pydyf.Array(WIDTHS), "Size": len(self.places), "ID": pydyf.Array((name, name))}
        self.add(number, pydyf.Stream([table], {**shape, **trailer}, compress=True).data)
        self.line(b"startxref\n%d\n%%%%EOF" % start)
