"""The body of a decision or notice, which has articles and points in place of headings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from portal.web.ui import qr

if TYPE_CHECKING:
    from portal.web.ui.qr import Symbol


@dataclass(frozen=True)
class Block:
    """A piece of the body: how it is set, its words, the bold ones before them.

    In a `code` the words stand beside the QR symbol of `url`, and the bold ones, the code itself, after them.
    """

    kind: Literal["base", "text", "centre", "item", "code"]
    text: str
    strong: str = ""
    url: str = ""

    @property
    def symbol(self) -> Symbol:
        return qr.symbol(self.url)
