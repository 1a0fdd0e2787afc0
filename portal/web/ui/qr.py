"""The QR symbol of an address: level Q, a quiet zone of four modules, as one path or as a black-and-white picture."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from io import BytesIO
from itertools import groupby

from markupsafe import escape
from PIL import Image
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode

QUIET_ZONE = 4
PIXELS_A_MODULE = 24

Rows = tuple[tuple[bool, ...], ...]


@dataclass(frozen=True)
class Symbol:
    """One symbol; `rows` are its modules (dark is true), quiet zone included."""

    rows: Rows

    @property
    def side(self) -> int:
        """Modules a side, quiet zone included."""
        return len(self.rows)

    @cached_property
    def path(self) -> str:
        """All dark modules as one SVG path, a rectangle for each run of a row."""
        return "".join(
            f"M{start} {y}h{length}v1h-{length}z" for y, row in enumerate(self.rows) for start, length in runs(row)
        )

    def svg(self, title: str) -> str:
        """Draw a picture of its own, white ground included so that it also reads on a dark screen."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.side} {self.side}" role="img">'
            f"<title>{escape(title)}</title>"
            f'<path fill="#fff" d="M0 0h{self.side}v{self.side}h-{self.side}z"/>'
            f'<path fill="#000" shape-rendering="crispEdges" d="{self.path}"/></svg>\n'
        )

    def png(self, pixels: int = PIXELS_A_MODULE) -> bytes:
        """Draw a one-bit picture, each module a square of `pixels`."""
        picture = Image.new("1", (self.side, self.side))
        picture.putdata([0 if dark else 1 for row in self.rows for dark in row])
        target = BytesIO()
        picture.resize((self.side * pixels, self.side * pixels), Image.Resampling.NEAREST).save(target, "PNG")
        return target.getvalue()


@lru_cache(maxsize=1024)
def symbol(url: str) -> Symbol:
    """Make the symbol of an address."""
    # kept, since the search for the best mask is all the cost
    code: QRCode = QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET_ZONE)
    code.add_data(url)
    code.make(fit=True)
    return Symbol(tuple(tuple(bool(dark) for dark in row) for row in code.get_matrix()))


def runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Start and length of each run of dark modules in a row."""
    found, start = [], 0
    for dark, group in groupby(row):
        length = len(list(group))
        if dark:
            found.append((start, length))
        start += length
    return found
