"""Opening many accounts from an Excel file: read whole, refused whole, every bad row named with its reason."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts import persons
from portal.accounts.approvals import needs_two
from portal.accounts.models import Account
from portal.accounts.operations import USERNAME
from portal.accounts.permissions import LEVEL_OF, Role, role_title
from portal.errors import DomainError
from portal.extensions import db
from portal.units.models import Unit
from portal.units.names import fold, is_same_name
from portal.units.queries import within
from portal.web.media import filled_sheets
from portal.web.media.filled_sheets import Contents, Row, Shape

COLUMNS = ("Họ và tên", "Số hiệu cán bộ", "Vai trò", "Mã đơn vị", "Tên đăng nhập")
PREFIXES = {
    Role.COMMUNE_OFFICER: "cb",
    Role.COMMUNE_LEAD: "tt",
    Role.DISTRICT_MONITOR: "huyen",
    Role.VETERANS_OFFICE: "ccb",
    Role.PROVINCE_EDITOR: "chuyenvien",
    Role.PROVINCE_APPROVER: "lanhdao",
    Role.AUDITOR: "giamsat",
    Role.ACCOUNT_ADMIN: "quantri",
}
EARLIER_FILE: Final = Path(__file__).parents[3] / "plans" / "earlier" / "roles.toml"
EARLIER_TITLES: Final = {fold(title): role for role, title in tomllib.loads(EARLIER_FILE.read_text("utf-8")).items()}
"""Roles by what templates offered before plans named them: a file filled in then is read as it was meant."""
MOST_ROWS, MOST_NAMED = 3000, 4
BETWEEN = " · "
"""What parts code and name in the file's list."""
TOPIC = "accounts"
SHAPE = Shape(filled_sheets.TABLE, len(COLUMNS), MOST_ROWS + 1)


@dataclass(frozen=True)
class Entry:
    """One account to open."""

    full_name: str
    identifier: str
    role: str
    unit_code: str
    username: str


class BadRows(DomainError):
    """A file with mistakes: `mistakes` holds a sentence a row; nothing was opened."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__(_("Tệp có %(n)s chỗ sai, chưa mở tài khoản nào.", n=len(mistakes)), "file")
        self.mistakes = list(mistakes)


def read(rows: Sequence[Row], top: Unit) -> list[Entry]:
    """The entries of a table for units in the subtree of `top`. Raises BadRows with every mistake."""
    units = units_in(top)
    taken = set(db.session.scalars(select(Account.username)))
    names = persons.names_by_identifier()
    hidden = persons.elsewhere(top)
    entries: list[Entry] = []
    mistakes: list[str] = []
    for number, row in rows:
        entry = entry_of(row, units)
        wrong = [*mistakes_in(entry, row, units, taken), *name_mistakes(entry, names, hidden)]
        mistakes += [_("Dòng %(n)s: %(what)s", n=number, what=what) for what in wrong]
        taken.add(entry.username)  # two rows of one file must not ask for one name
        entries.append(entry)
    if mistakes:
        raise BadRows(mistakes)
    return entries


def units_in(top: Unit) -> dict[str, Unit]:
    """The units of a subtree by code, in the catalogue's order."""
    query = select(Unit).where(within(top)).options(joinedload(Unit.parent)).order_by(Unit.position)
    return {unit.code: unit for unit in db.session.scalars(query)}


def unit_words(top: Unit) -> list[str]:
    """What the file's list offers for a unit: «07507 · xã Thanh Hải, thị xã Chũ»; the top has no role to import."""
    return [f"{unit.code}{BETWEEN}{unit.full}" for unit in units_in(top).values() if unit.id != top.id]


def role_words() -> list[str]:
    """The roles that may be imported, as the file's list offers them."""
    return [role_title(role) for role in Role if not needs_two(role)]


def units_meant(typed: str, units: Mapping[str, Unit]) -> list[Unit]:
    """The units that a cell may mean: by code, a row of the list, or name, with or without accents, kind, district."""
    code = typed.split(BETWEEN.strip(), maxsplit=1)[0].strip()
    if code in units:
        return [units[code]]
    folded = fold(typed)
    return [unit for unit in units.values() if folded and folded in names_of(unit)]


def names_of(unit: Unit) -> set[str]:
    """How a unit may be written: name or kind and name, its other spellings, each with the district or without."""
    spelt = {fold(unit.name), fold(unit.title), *unit.search.split(" / ")}
    district = unit.district
    if district is None or district is unit:
        return spelt
    ends = {fold(district.name), fold(district.title)}
    return spelt | {f"{one} {end}" for one in spelt for end in ends}


def rows_of(contents: Contents) -> list[Row]:
    """The filled rows of an Excel file that was read. Raises filled_sheets.Unreadable."""
    return filled_sheets.under_header(contents.first, COLUMNS, most=MOST_ROWS, fold=fold)


def entry_of(row: Sequence[str], units: Mapping[str, Unit]) -> Entry:
    """A row as an entry, its unit found by code or name; the user name is made of both where none is given."""
    full_name, identifier, role, typed, username = row
    token = role_token(role)
    meant = fitting(units_meant(typed, units), token)
    unit_code = meant[0].code if len(meant) == 1 else typed
    if not username and token:
        username = f"{PREFIXES[Role(token)]}.{unit_code}"
    return Entry(full_name, identifier, token, unit_code, username.lower())


def fitting(meant: Sequence[Unit], role: str) -> list[Unit]:
    """Of the units that a name may mean, those of the role's level, if there are any: «Lục Ngạn» names two."""
    of_level = [unit for unit in meant if role and unit.level == LEVEL_OF[Role(role)]]
    return of_level or list(meant)


def role_token(typed: str) -> str:
    """A role by its token, its name on pages or an earlier one; empty for none of these."""
    folded = fold(typed)
    found = (role.value for role in Role if folded in {fold(role.value), fold(role_title(role))})
    return next(found, EARLIER_TITLES.get(folded, ""))


def mistakes_in(entry: Entry, row: Sequence[str], units: Mapping[str, Unit], taken: set[str]) -> Iterator[str]:
    """What is wrong with an entry of a row as it was typed."""
    _name, _number, typed_role, typed_unit, _username = row
    if not entry.full_name:
        yield _("thiếu họ và tên")
    if not entry.role:
        words = "; ".join(role_words())
        yield _("vai trò “%(typed)s” không đúng, ghi một trong: %(words)s", typed=typed_role, words=words)
    elif needs_two(entry.role):
        yield _("tài khoản %(province_level)s này mở từng cái trên trang Tài khoản, cần người thứ hai đồng ý")
    unit = units.get(entry.unit_code)
    if unit is None:
        yield unknown_unit(typed_unit, units)
    elif entry.role and LEVEL_OF[Role(entry.role)] != unit.level:
        yield _("vai trò không thuộc cấp của %(unit)s", unit=unit.title)
    if not USERNAME.fullmatch(entry.username):
        yield _("tên đăng nhập “%(name)s” không hợp lệ", name=entry.username)
    elif entry.username in taken:
        yield _("tên đăng nhập “%(name)s” đã có", name=entry.username)


def unknown_unit(typed: str, units: Mapping[str, Unit]) -> str:
    """Which unit is not found, or not told apart from others, with the words that would do."""
    meant = units_meant(typed, units)
    if meant:
        several = "; ".join(f"{unit.code}{BETWEEN}{unit.full}" for unit in meant[:MOST_NAMED])
        return _("“%(typed)s” có %(n)s đơn vị, ghi mã: %(units)s", typed=typed, n=len(meant), units=several)
    near = get_close_matches(fold(typed), {fold(unit.name): unit for unit in units.values()}, 1, 0.75)
    found = next((unit for unit in units.values() if near and fold(unit.name) == near[0]), None)
    if found is None:
        return _("đơn vị “%(typed)s” không có trong danh mục, ghi mã hoặc tên ở trang “Danh sách” của mẫu", typed=typed)
    return _(
        "đơn vị “%(typed)s” không có trong danh mục, gần nhất là %(unit)s",
        typed=typed,
        unit=f"{found.code}{BETWEEN}{found.full}",
    )


def name_mistakes(entry: Entry, names: dict[str, str], hidden: frozenset[str]) -> Iterator[str]:
    """An identifier under two names, in the portal or further up in the file; `names` learns the entry's own.

    The names of `hidden` identifiers are not told.
    """
    number = persons.tidy_identifier(entry.identifier)
    known_name = names.setdefault(number, entry.full_name) if number else entry.full_name
    if not is_same_name(known_name, entry.full_name):
        yield persons.name_conflict(number, "" if number in hidden else known_name, entry.full_name)


def as_json(entries: Sequence[Entry]) -> list[dict[str, str]]:
    """Entries as a job's arguments hold them."""
    return [asdict(entry) for entry in entries]
