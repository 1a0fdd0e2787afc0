"""Correcting a catalogue: from a whole file or one unit at a time, only while no approved round uses it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.accounts.models import Account
from portal.audit.models import Event
from portal.audit.operations import record
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.surveys import operations
from portal.surveys.models import Point, Round
from portal.units import catalogue as files
from portal.units import positions, tiers
from portal.units.catalogue import Row
from portal.units.models import COMMUNE, Catalogue, Unit
from portal.units.names import fold, sort_key

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class Change:
    """What a file would do to one unit; `what` says in words how it changes."""

    kind: str
    code: str
    title: str
    what: str = ""


def approved_round(catalogue: Catalogue) -> Round | None:
    """The first approved round over a catalogue, which keeps it as it is; None where there is none."""
    query = select(Round).where(Round.catalogue_id == catalogue.id, Round.approved_at.is_not(None))
    return db.session.scalars(query.order_by(Round.approved_at).limit(1)).first()


def why_fixed(catalogue: Catalogue) -> str:
    """Why a catalogue may not be corrected, naming the round; empty where it may."""
    used_by = approved_round(catalogue)
    if used_by is None:
        return ""
    sentence = _(
        "Danh mục %(key)s không sửa được nữa: đợt “%(round)s” đã duyệt trên danh mục này. "
        "Có thay đổi thì nạp danh mục mới với khóa khác rồi lập đợt mới.",
        key=catalogue.key,
        round=used_by.title,
    )
    return str(sentence)


def refuse_fixed(catalogue: Catalogue) -> None:
    """Raise Conflict where an approved round uses the catalogue."""
    if sentence := why_fixed(catalogue):
        raise Conflict(sentence)


def units_of(catalogue: Catalogue) -> dict[str, Unit]:
    """The units of a catalogue by code, in its order."""
    query = select(Unit).where(Unit.catalogue_id == catalogue.id).order_by(Unit.position)
    return {unit.code: unit for unit in db.session.scalars(query)}


def changes(catalogue: Catalogue, rows: Sequence[Row]) -> list[Change]:
    """What a corrected file would change, in the file's order; what it leaves out comes last."""
    known = units_of(catalogue)
    codes = {unit.id: unit.code for unit in known.values()}
    found: list[Change] = []
    for row in rows:
        unit = known.get(row.code)
        if unit is None:
            found.append(Change(ADDED, row.code, f"{row.kind} {row.name}"))
        elif what := "; ".join(differences(unit, row, codes.get(unit.parent_id or 0, ""))):
            found.append(Change(CHANGED, row.code, unit.title, what))
    given = {row.code for row in rows}
    return found + [Change(REMOVED, code, unit.title) for code, unit in known.items() if code not in given]


def differences(unit: Unit, row: Row, parent_code: str) -> Iterator[str]:
    """How a row differs from the unit that is kept, in words."""
    if (unit.kind, unit.name) != (row.kind, row.name):
        yield _("tên: %(old)s → %(new)s", old=unit.title, new=f"{row.kind} {row.name}")
    if parent_code != row.parent_code:
        yield _("đơn vị cấp trên: %(old)s → %(new)s", old=parent_code or "–", new=row.parent_code or "–")
    if unit.search != row.search and (unit.kind, unit.name) == (row.kind, row.name):
        yield _("cách viết khác: %(names)s", names=", ".join(row.aliases) or "–")


def correct(catalogue: Catalogue, rows: Sequence[Row], *, by: Account | None) -> list[Change]:
    """Make a catalogue what a file says; draft rounds over it get points for its lowest units. Returns what changed."""
    refuse_fixed(catalogue)
    found, known = changes(catalogue, rows), units_of(catalogue)
    removed = [known.pop(one.code) for one in found if one.kind == REMOVED]
    refuse_in_use(removed)
    catalogue.levels = tiers.names_in_order(rows)
    files.add_units(catalogue, rows, known)
    rewrite(units_of(catalogue), rows, tiers.tiers(catalogue.levels))
    drafts = db.session.scalars(select(Round).where(Round.catalogue_id == catalogue.id)).all()
    lowest = select(Unit).where(Unit.catalogue_id == catalogue.id, Unit.level == COMMUNE)
    gone = {unit.id for unit in removed}
    for draft in drafts:
        operations.add_points(draft, [unit for unit in db.session.scalars(lowest) if unit.id not in gone])
    for unit in reversed(removed):  # those below first
        db.session.delete(unit)
    db.session.flush()
    detail = {kind: [one.code for one in found if one.kind == kind] for kind in (ADDED, CHANGED, REMOVED)}
    record("units.correct", by=by, subject=("catalogue", catalogue.key), detail=detail)
    return found


def obstacle(round_: Round, kind: str) -> str:
    """Why a draft is not approved as it is: its catalogue was corrected since, and has another number of units."""
    if kind != "approve" or (expected := round_.plan_data.catalogue.expected) == points_of(round_):
        return ""
    key = db.session.get_one(Catalogue, round_.catalogue_id).key
    corrected = select(Event.id).where(Event.action == "units.correct", Event.subject_id == key)
    if db.session.scalar(corrected.where(Event.at > round_.loaded_at).limit(1)) is None:
        return ""
    sentence = _(
        "Danh mục %(key)s đã sửa sau khi nạp kế hoạch: kế hoạch ghi %(expected)s đơn vị, nay có %(found)s. "
        "Sửa số đơn vị trong kế hoạch rồi nạp lại trước khi duyệt.",
        key=key,
        expected=expected,
        found=points_of(round_),
    )
    return str(sentence)


def points_of(round_: Round) -> int:
    """How many points a round has."""
    return db.session.scalar(select(func.count()).where(Point.round_id == round_.id)) or 0


def rewrite(units: Mapping[str, Unit], rows: Sequence[Row], tier: Mapping[str, str]) -> None:
    """Give every unit the name, parent, path and place that its row has, the upper ones first."""
    order = files.positions(rows)
    for row in rows:
        unit, parent = units[row.code], units.get(row.parent_code)
        unit.name, unit.kind, unit.level, unit.parent = row.name, row.kind, tier[row.level], parent
        unit.path = f"{parent.path if parent else '/'}{row.code}/"
        unit.sort_key, unit.search, unit.position = sort_key(row.name), row.search, order[row.code]
    db.session.flush()


def refuse_in_use(units: Sequence[Unit]) -> None:
    """Raise Conflict where a unit that would go has accounts, or a point of a draft with something entered."""
    ids = [unit.id for unit in units]
    query = select(Unit, func.count()).join(Account, Account.unit_id == Unit.id).where(Unit.id.in_(ids))
    held = [f"{unit.title} ({number})" for unit, number in db.session.execute(query.group_by(Unit.id))]
    if held:
        raise Conflict(_("Chưa bỏ được đơn vị còn tài khoản: %(units)s. Chưa sửa gì.", units=", ".join(held)))
    edited = select(Unit).join(Point, Point.unit_id == Unit.id).where(Unit.id.in_(ids))
    edited = edited.where((Point.desk_name != "") | Point.tenures.any())
    if held := [unit.title for unit in db.session.scalars(edited)]:
        sentence = _("Chưa bỏ được đơn vị đã nhập bàn hoặc chức danh ở đợt dự thảo: %(units)s. Chưa sửa gì.")
        raise Conflict(sentence % {"units": ", ".join(held)})


def correct_unit(unit: Unit, *, name: str, kind: str, aliases: str, position: str, by: Account | None) -> None:
    """Correct one unit: its name, kind, other spellings (parted by «;») and place («lat, lon», empty for none)."""
    catalogue = db.session.get_one(Catalogue, unit.catalogue_id)
    refuse_fixed(catalogue)
    others = tuple(part.strip() for part in aliases.split(";") if part.strip())
    row = Row(unit.code, name, kind, unit.parent.code if unit.parent else "", word_of(unit, catalogue), others)
    wrong = list(files.wrong_in(row, of_the_state=set(catalogue.levels) <= tiers.STATE_LEVELS.keys()))
    if wrong:
        raise DomainError(" ".join(wrong), "name")
    before = {"name": unit.title, "position": place_in_words(unit)}
    unit.latitude, unit.longitude = point_of(position)
    unit.name, unit.kind, unit.search, unit.sort_key = name, kind, row.search, sort_key(name)
    renumber(catalogue)
    after = {"name": unit.title, "position": place_in_words(unit)}
    detail = {"before": before, "after": after}
    record("units.correct_one", by=by, subject=("catalogue", catalogue.key), unit=unit, detail=detail)


def renumber(catalogue: Catalogue) -> None:
    """Put the units of a catalogue in order again: a name decides where a unit stands."""
    units = units_of(catalogue)
    codes = {unit.id: unit.code for unit in units.values()}
    rows = [
        Row(unit.code, unit.name, unit.kind, codes.get(unit.parent_id or 0, ""), word_of(unit, catalogue))
        for unit in units.values()
    ]
    for code, place in files.positions(rows).items():
        units[code].position = place
    db.session.flush()


def word_of(unit: Unit, catalogue: Catalogue) -> str:
    """The catalogue's own word for a unit's level."""
    if set(catalogue.levels) <= tiers.STATE_LEVELS.keys():
        return unit.level
    return catalogue.levels[unit.path.count("/") - 2]


def aliases_of(unit: Unit) -> str:
    """The other spellings as the search keeps them: without accents."""
    own, *others = unit.search.split(" / ")
    return "; ".join(other.removeprefix(f"{fold(unit.kind)} ") for other in others) if own else ""


def place_in_words(unit: Unit) -> str:
    """«21.35, 106.55»; empty where a unit has no place."""
    return "" if unit.latitude is None else f"{unit.latitude}, {unit.longitude}"


def point_of(typed: str) -> tuple[float, float] | tuple[None, None]:
    """A place as typed. Raises DomainError where it is no point of the country."""
    cells = [part.strip() for part in typed.split(",")] if typed.strip() else ["", ""]
    wrong = positions.wrong_in(["", *cells])
    if wrong:
        raise DomainError(_("Vị trí là hai số thập phân cách nhau bằng dấu phẩy, trong lãnh thổ Việt Nam."), "position")
    return (float(cells[0]), float(cells[1])) if cells[0] else (None, None)
