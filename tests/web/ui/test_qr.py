"""web/ui/qr.py: the symbol of an address."""

from __future__ import annotations

from io import BytesIO
from xml.etree import ElementTree as ET

from PIL import Image
from pyzbar.pyzbar import ZBarSymbol, decode

from portal.web.ui import qr

URL = "https://ydan.example.vn/p/K7QM2XPA"


def test_the_picture_says_the_address() -> None:
    read = decode(Image.open(BytesIO(qr.symbol(URL).png())).convert("L"), symbols=[ZBarSymbol.QRCODE])
    assert [found.data.decode() for found in read] == [URL]


def test_four_modules_around_it_are_white() -> None:
    rows = qr.symbol(URL).rows
    edges = [*rows[:4], *rows[-4:], *(row[:4] for row in rows), *(row[-4:] for row in rows)]
    assert not any(any(edge) for edge in edges)
    assert all(any(line) for line in (rows[4], rows[-5], [row[4] for row in rows], [row[-5] for row in rows]))


def test_the_path_draws_each_dark_module_once() -> None:
    symbol = qr.symbol(URL)
    drawn = {(int(x) + step, int(y)) for x, y, length in moves(symbol.path) for step in range(int(length))}
    assert drawn == {(x, y) for y, row in enumerate(symbol.rows) for x, dark in enumerate(row) if dark}


def test_the_drawing_stands_on_white_and_bears_its_name() -> None:
    root = ET.fromstring(qr.symbol(URL).svg("xã <Thanh Hải>"))  # noqa: S314 - our own drawing
    space = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{space}title") == "xã <Thanh Hải>"
    assert [path.get("fill") for path in root.findall(f"{space}path")] == ["#fff", "#000"]


def test_a_symbol_made_once_is_kept() -> None:
    assert qr.symbol(URL) is qr.symbol(URL)


def moves(path: str) -> list[tuple[str, str, str]]:
    """Start and length of each rectangle of a path."""
    parts = [run.split("h") for run in path.removeprefix("M").split("M")]
    return [(*start.split(" "), length.removesuffix("v1")) for start, length, _back in parts]
