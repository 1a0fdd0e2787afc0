"""Whom to telephone: the numbers that a round's plan gives for the province, its districts and its communes."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from portal.extensions import db
from portal.surveys import queries
from portal.surveys.models import Office, Round
from portal.surveys.plan.plan import Plan
from portal.surveys.plan.reader import fill_placeholders
from portal.units import queries as units
from portal.units.models import DISTRICT, PROVINCE, Unit


class Contact(NamedTuple):
    """Who answers, and the number as the plan writes it; None where the plan gives none."""

    name: str
    number: str | None

    @property
    def url(self) -> str | None:
        """The address of a link that calls: «tel:02043854000»; None without a number."""
        return f"tel:{re.sub(r'[^0-9+]', '', self.number)}" if self.number else None


def contact_of(round_: Round | None, unit: Unit) -> Contact | None:
    """Whom somebody of a unit calls for help: the nearest level above that has a number, of the province its own.

    Without a round the newest of the unit's catalogue answers, else the office; None where nobody told of one.
    """
    found = round_ or newest(unit)
    if found is None:
        return of_office(unit)
    above = unit.parent
    while above is not None:
        contact = number_of(found, above)
        if contact.number:
            return contact
        above = above.parent
    return of_province(found.plan_data)


def of_office(unit: Unit) -> Contact | None:
    """The office as it was told when the installation was set up, before any round; None where it was not."""
    told = db.session.scalar(
        select(Office).join(Unit, Unit.id == Office.unit_id).where(Unit.catalogue_id == unit.catalogue_id)
    )
    return Contact(told.name, told.telephone or None) if told else None


def number_of(round_: Round, unit: Unit) -> Contact:
    """The unit itself, as others call it."""
    plan = round_.plan_data
    if unit.level == PROVINCE:
        return of_province(plan)
    given = plan.phone_by_code.get(unit.code)
    body = plan.bodies.district if unit.level == DISTRICT else plan.bodies.commune
    above = unit.parent or unit
    words = {
        "unit": unit.title,
        "name": unit.name,
        "parent": above.title,
        "committee": plan.bodies.committee(above.kind),
    }
    name = (given and given.name) or fill_placeholders(body, words)
    return Contact(name, given.telephone if given else None)


def of_province(plan: Plan) -> Contact:
    """The province's office."""
    return Contact(plan.contact.name.vi, plan.contact.telephone or None)


def newest(unit: Unit) -> Round | None:
    """The approved round of a unit's catalogue whose window is the latest."""
    return db.session.scalar(queries.rounds(unit).where(Round.approved_at.is_not(None)).limit(1))


def lacking(body: Mapping[str, Any], top: Unit) -> list[Unit]:
    """The units whose number approval asks for and a plan's body (JSON's values) lacks.

    The province and every district have one; a commune may.
    """
    given = {phone.get("unit") for phone in body.get("phones") or ()}
    of_province = [] if (body.get("contact") or {}).get("telephone") else [top]
    return [*of_province, *(district for district in units.districts(top) if district.code not in given)]


def missing_numbers(round_: Round) -> str:
    """Which fields of the plan lack a number that approval asks for, in a sentence; empty where none does."""
    top = units.province(round_.catalogue_id)
    fields = [
        _("[contact].telephone (%(province_level)s)")
        if unit.level == PROVINCE
        else _("[[phones]] unit = “%(code)s” (%(unit)s)", code=unit.code, unit=unit.title)
        for unit in (lacking(round_.plan, top) if top else ())
    ]
    if not fields:
        return ""
    return _(
        "Kế hoạch chưa có số điện thoại để gọi khi cần giúp: %(fields)s. Điền ở phần “Liên hệ” của kế hoạch, hoặc ở "
        "tệp kế hoạch rồi nạp lại, trước khi duyệt.",
        fields="; ".join(fields),
    )
