"""Units told in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.web.ui.formats import integer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.units.models import Unit

KINDS = ("xã", "phường", "thị trấn", "đặc khu")


def communes_in_words(units: Sequence[Unit]) -> str:
    """«29 xã, thị trấn»: a number and the kinds there are."""
    there = {unit.kind for unit in units}
    return f"{integer(len(units))} {', '.join(kind for kind in KINDS if kind in there)}"
