"""Rows for tests: plain functions with sensible defaults; a test names only what it is about."""

from __future__ import annotations

import json
import os
import random
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from portal.accounts import operations as accounts
from portal.accounts.models import Account, Person
from portal.accounts.permissions import LEVEL_OF, Role
from portal.audit.operations import new_event
from portal.ballots import counting
from portal.ballots.models import arrivals
from portal.ballots.sealing import cipher, payload
from portal.ballots.sealing.sealable_tables import BALLOTS, RECEIPTS
from portal.extensions import db
from portal.surveys.models import Point, Questionnaire, Round
from portal.surveys.plan import plan, public_parts
from portal.surveys.points import codes
from portal.units import catalogue, tiers
from portal.units.models import Catalogue, Unit
from portal.web.data import clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import MetaData, Table

    from portal.ballots.sealing.sealable_tables import SealableTable

PLANS = Path(__file__).parent.parent / "plans"
FIRST_DAY, LAST_DAY = date(2024, 6, 12), date(2024, 6, 14)

SMALL = """code,name,kind,parent_code,level
24,Bắc Giang,tỉnh,,province
219,Lục Ngạn,huyện,24,district
213,Bắc Giang,thành phố,24,district
07507,Thanh Hải,xã,219,commune
07519,Chũ,thị trấn,219,commune
07534,Phúc Sơn,xã,219,commune
07210,Thọ Xương,phường,213,commune
"""

_numbers = 0
_unit_ids: dict[tuple[str, int], int] = {}
"""Code and year to the row's number: tests ask for the same few units again and again."""


def forget(numbers: int = 0) -> None:
    """Start counting names anew, or after as many as are there."""
    global _numbers  # noqa: PLW0603
    _numbers = numbers
    _unit_ids.clear()


def numbers_given() -> int:
    """How many names are given out."""
    return _numbers


def next_number() -> int:
    global _numbers  # noqa: PLW0603
    _numbers += 1
    return _numbers


@cache
def tables(metadata: MetaData) -> list[Table]:
    """The tables of a database, those that others refer to first."""
    return metadata.sorted_tables


def units_small(year: int = 2024) -> Unit:
    """One province, two districts, four communes. Returns the province."""
    load_units(year, SMALL.encode())
    return unit("24", year)


def units_of(year: int) -> Unit:
    """All units of 2024 (209 communes) or 2025 (99, no district). Returns the province."""
    name = {2024: "units-bac-giang-2024.csv", 2025: "units-bac-ninh-2025.csv"}[year]
    load_units(year, (PLANS / name).read_bytes())
    return unit("24", year)


def load_units(year: int, content: bytes, number: int = 0, office: str = "") -> None:
    """What `catalogue.load` keeps of a file, in as few statements as can be: half of all tests begin with it.

    `number` is the catalogue's where it is another than the first of its year.
    """
    number = number or year
    rows = catalogue_rows(content)
    before = db.session.scalar(select(func.max(Unit.id))) or 0
    ids = {columns["path"]: before + place for place, columns in enumerate(rows, start=1)}
    kept = [
        {"id": ids[path], "parent_id": ids.get(f"{path.rsplit('/', 2)[0]}/"), "catalogue_id": number, **columns}
        for columns in rows
        for path in [columns["path"]]
    ]
    title = f"{rows[0]['kind']} {rows[0]['name']}"
    columns = {"key": str(number), "office": office or rows[0]["code"], "levels": levels_of(content)}
    db.session.execute(insert(Catalogue).values(id=number, year=year, title=title, loaded_at=clock.now(), **columns))
    db.session.execute(insert(Unit), kept)
    if db.engine.dialect.name == "postgresql":  # numbers that were given do not move the sequence
        db.session.execute(select(func.setval("unit_id_seq", before + len(rows))))
    db.session.add(new_event("units.load", by=None, subject=("catalogue", number), detail={"units": len(rows)}))
    _unit_ids.update({(columns["code"], number): columns["id"] for columns in kept})


@cache
def catalogue_rows(content: bytes) -> list[dict[str, Any]]:
    """The columns of each unit of a file as `catalogue.load` would fill them, the province first."""
    rows = catalogue.parse(content)
    order, made, tier = catalogue.positions(rows), dict[str, Unit](), tiers.tiers(levels_of(content))
    for row in rows:
        made[row.code] = catalogue.unit_of(0, row, made.get(row.parent_code), order[row.code], tier[row.level])
    columns = ("code", "name", "kind", "level", "path", "sort_key", "search", "position")
    return [{name: getattr(unit, name) for name in columns} for unit in made.values()]


@cache
def levels_of(content: bytes) -> list[str]:
    """A file's words for its levels, from the top."""
    return tiers.names_in_order(catalogue.parse(content))


def unit(code: str, year: int = 2024) -> Unit:
    """A unit by its code; the small catalogue is loaded if none is."""
    known = db.session.get(Unit, _unit_ids.get((code, year), 0))
    if known is not None and (known.code, known.catalogue_id) == (code, year):
        return known
    found = db.session.scalar(select(Unit).where(Unit.code == code, Unit.catalogue_id == year))
    if found is None:
        units_small(year)
        return unit(code, year)
    _unit_ids[code, year] = found.id
    return found


def account(role: str = Role.COMMUNE_OFFICER, at: Unit | None = None, **changes: Any) -> Account:
    """An account of a role, at a unit of its level."""
    place = at or unit({"commune": "07507", "district": "219", "province": "24"}[LEVEL_OF[Role(role)]])
    number = next_number()
    made = Account(
        username=changes.pop("username", f"{role}.{number}".replace("_", "-")),
        person=changes.pop("person", None) or Person(full_name=changes.pop("full_name", f"Nguyễn Văn {number}")),
        role=role,
        unit=place,
        created_at=clock.now(),
        simulated=True,
    )
    accounts.set_password(made, changes.pop("password", "một mật khẩu dài đủ dùng"))
    for name, value in changes.items():
        setattr(made, name, value)
    db.session.add(made)
    db.session.flush()
    opened = {"subject": ("account", made.id), "unit": place, "detail": {"role": role}}
    db.session.add(new_event("accounts.create", by=None, **opened))
    return made


@cache
def plan_198() -> Any:
    """Plan 198 as data, with the numbers that approval asks for over the small catalogue."""
    return with_numbers(plan.parse((PLANS / "198-kh-bdvtu.toml").read_text()), ["213", "219"])


def with_numbers(of: Any, districts: Iterable[str]) -> Any:
    """A plan with a number for the province and for these districts."""
    numbers = tuple(public_parts.Phone(code, f"0000 {code}") for code in districts)
    return replace(of, contact=replace(of.contact, telephone="0000 24"), phones=numbers)


@cache
def plan_198_as_kept() -> str:
    """Plan 198 as a round keeps it."""
    return json.dumps(plan_198().to_json())


@cache
def default_form() -> dict[str, Any]:
    """The default questionnaire as data."""
    return json.loads((PLANS / "pks02-md-1.json").read_text())


def questionnaire(**changes: Any) -> Questionnaire:
    """The default questionnaire as a row."""
    found = db.session.scalar(select(Questionnaire).where(Questionnaire.code == "PKS02-MD-1"))
    if found:
        return found
    row = Questionnaire(code="PKS02-MD-1", version=default_form()["version"], body=default_form(), digest="0" * 64)
    for name, value in changes.items():
        setattr(row, name, value)
    db.session.add(row)
    db.session.flush()
    return row


def survey_round(slug: str = "198-kh-bdvtu", **changes: Any) -> Round:
    """Plan 198 over the loaded catalogue, approved, with a point for every commune."""
    year = changes.pop("catalogue_id", 2024)
    unit("24", year)
    first, last = changes.pop("first_day", FIRST_DAY), changes.pop("last_day", LAST_DAY)
    row = Round(
        slug=slug,
        catalogue_id=year,
        title=plan_198().title,
        plan=json.loads(plan_198_as_kept()),
        questionnaire=questionnaire(),
        preset="H",
        opens_at=clock.start_of(first),
        closes_at=clock.end_of(last),
        loaded_at=clock.start_of(first),
        approved_at=clock.start_of(first),
    )
    for name, value in changes.items():
        setattr(row, name, value)
    if "title" in changes and "plan" not in changes:
        row.plan = {**row.plan, "identity": {**row.plan["identity"], "short_name": changes["title"]}}
    db.session.add(row)
    db.session.flush()
    communes = db.session.scalars(select(Unit.id).where(Unit.catalogue_id == year, Unit.level == "commune"))
    points = [
        {"round_id": row.id, "unit_id": commune, "code": code_for(commune + 10_000 * (row.id - 1))}
        for commune in communes
    ]
    if points:
        db.session.execute(insert(Point), points)
    return row


@cache
def code_for(number: int) -> str:
    """A valid point code, the same for the same number."""
    return codes.new_code(random.Random(number))  # noqa: S311 - the same code every time


def point(code: str = "07507", of: Round | None = None) -> Point:
    """The point of a commune in a round."""
    of = of or db.session.scalar(select(Round)) or survey_round()
    found = select(Point).join(Unit, Unit.id == Point.unit_id).where(Point.round_id == of.id, Unit.code == code)
    return db.session.scalars(found).one()


def ballots(
    at: Point,
    answers: list[dict[str, int]],
    day: date = FIRST_DAY,
    hour: int = 9,
    channel: str = "home",
    minute: int = 0,
    **how: Any,
) -> None:
    """Accepted ballots of a point with their receipts, in the pools, counted in the arrivals of a day and hour.

    They are sealed to the round's key where it has one.
    """
    key = db.session.get_one(Round, at.round_id).ballot_key
    for given in answers:
        written = payload.encode(payload.Ballot("PKS02-MD-1/2", given, channel, **how))
        waits(BALLOTS, at, payload=cipher.ballot(key, at.round_id, at.id, written))
        waits(RECEIPTS, at)
    arrive(at, len(answers), day, hour, channel, minute)


def waits(load: SealableTable, at: Point, **content: Any) -> bytes:
    """A row that waits in a pool, under the portal's mark. Returns its random name."""
    name = os.urandom(32 if load is RECEIPTS else 16)
    row = {"round_id": at.round_id, "point_id": at.id, load.key_name: name, **content}
    db.session.execute(insert(load.pool).values(**load.with_mac(row)))
    return name


def arrive(at: Point, n: int, day: date = FIRST_DAY, hour: int = 9, channel: str = "home", minute: int = 0) -> None:
    """Only the counters: `n` ballots came in the ten minutes of a day around a moment, the first of an hour by default.

    No real ballot comes in the past; what the process remembers of it is forgotten.
    """
    bucket = int(clock.at(day, hour, minute).timestamp()) // 600
    db.session.execute(insert(arrivals).values(point_id=at.id, bucket=bucket, channel=channel, n=n))
    db.session.flush()
    counting.memory_of.cache_clear()
