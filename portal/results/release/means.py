"""Releases by means in half steps: none is made any more; those there are stay as they were issued.

A place is twice the mean as released: 3 is «1,5» and all below 1.75, 9 is «4,5» and all from 4.25 on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask_babel import gettext as _

from portal.web.ui.formats import decimal

if TYPE_CHECKING:
    from collections.abc import Mapping

MEAN: Final = "mean"
"""What a release, and a request for one, said of its measure."""
LOWEST, HIGHEST = 3, 9


def is_by_mean(content: Mapping[str, Any]) -> bool:
    """Whether a release, or a request for one, tells of communes by means; the oldest say nothing and have bands."""
    return bool(content.get("measure") == MEAN)


def mean_in_words(place: int | None) -> str:
    """«khoảng 4,0 điểm», and how far it reaches."""
    if place is None:
        return _("Chưa đủ phiếu để công bố")
    low, high = decimal((2 * place - 1) / 4), decimal((2 * place + 1) / 4)
    if place == LOWEST:
        return _("dưới %(high)s điểm", high=high)
    if place == HIGHEST:
        return _("từ %(low)s điểm trở lên", low=low)
    return _("khoảng %(mean)s điểm (từ %(low)s đến dưới %(high)s)", mean=decimal(place / 2, 1), low=low, high=high)
