"""Which kinds of papers a reader may make, for which round, unit and month."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.documents.kinds import KINDS
from portal.errors import DomainError, Refused
from portal.units.models import COMMUNE, DISTRICT, PROVINCE
from portal.units.queries import contains

if TYPE_CHECKING:
    from portal.accounts.models import Account
    from portal.documents.kinds import Kind
    from portal.documents.lifecycle.requests import Request
    from portal.units.models import Unit

ISSUED_BELOW = {"commune": COMMUNE, "district": DISTRICT}
"""Kinds that communes and districts issue, each about itself; every other kind is the province's."""
MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])", re.ASCII)


def level_of(kind: str) -> str:
    """The level that issues a kind."""
    return ISSUED_BELOW.get(kind, PROVINCE)


def kinds_for(unit: Unit) -> list[Kind]:
    """The kinds a unit issues."""
    return [kind for kind in KINDS.values() if level_of(kind.name) == unit.level]


def chooses_unit(kind: Kind) -> bool:
    """Whether its maker has to say which unit it is about; below the province it is the maker's own."""
    return kind.needs_unit and kind.name not in ISSUED_BELOW


def refuse_foreign_kind(kind: Kind, request: Request, by: Account) -> None:
    """Raises Refused for a kind of another level or a unit outside; DomainError if something needed is missing."""
    if level_of(kind.name) != by.unit.level:
        raise Refused(_("Đơn vị của đồng chí không ban hành loại văn bản này."))
    if request.unit is not None and not contains(by.unit, request.unit):
        raise Refused(_("Đơn vị này nằm ngoài phạm vi của đồng chí."))
    if kind.needs_round and request.round is None:
        raise DomainError(_("Chọn đợt khảo sát."), "round")
    if kind.needs_unit and request.unit is None:
        raise DomainError(_("Chọn đơn vị."), "unit")
    if kind.needs_month and not MONTH.fullmatch(request.month):
        raise DomainError(_("Nhập tháng của báo cáo."), "month")
    if kind.needs_day and request.day is None:
        raise DomainError(_("Chọn ngày."), "day")
