"""Opening many accounts from an Excel file: read whole, refused whole, every bad row named with its reason."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from flask_babel import gettext as _
from sqlalchemy import select

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
MOST_ROWS = 3000
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
    units = {unit.code: unit for unit in db.session.scalars(select(Unit).where(within(top)))}
    taken = set(db.session.scalars(select(Account.username)))
    names = persons.names_by_identifier()
    entries: list[Entry] = []
    mistakes: list[str] = []
    for number, row in rows:
        entry = entry_of(row)
        wrong = [*mistakes_in(entry, units, taken), *name_mistakes(entry, names)]
        mistakes += [_("Dòng %(n)s: %(what)s", n=number, what=what) for what in wrong]
        taken.add(entry.username)  # two rows of one file must not ask for one name
        entries.append(entry)
    if mistakes:
        raise BadRows(mistakes)
    return entries


def rows_of(contents: Contents) -> list[Row]:
    """The filled rows of an Excel file that was read. Raises filled_sheets.Unreadable."""
    return filled_sheets.under_header(contents.first, COLUMNS, most=MOST_ROWS, fold=fold)


def entry_of(row: Sequence[str]) -> Entry:
    """A row as an entry; the user name is made of role and unit where none is given."""
    full_name, identifier, role, unit_code, username = row
    token = role_token(role)
    if not username and token:
        username = f"{PREFIXES[Role(token)]}.{unit_code}"
    return Entry(full_name, identifier, token, unit_code, username.lower())


def role_token(typed: str) -> str:
    """A role by its token or its Vietnamese name; empty for neither."""
    folded = fold(typed)
    return next((role.value for role in Role if folded in {fold(role.value), fold(role_title(role))}), "")


def mistakes_in(entry: Entry, units: dict[str, Unit], taken: set[str]) -> Iterator[str]:
    """What is wrong with an entry."""
    if not entry.full_name:
        yield _("thiếu họ và tên")
    if not entry.role:
        yield _("vai trò không đúng")
    if needs_two(entry.role):
        yield _("tài khoản cấp tỉnh này mở từng cái trên trang Tài khoản, cần người thứ hai đồng ý")
    unit = units.get(entry.unit_code)
    if unit is None:
        yield _("mã đơn vị “%(code)s” không có trong danh mục", code=entry.unit_code)
    elif entry.role and LEVEL_OF[Role(entry.role)] != unit.level:
        yield _("vai trò không thuộc cấp của %(unit)s", unit=unit.title)
    if not USERNAME.fullmatch(entry.username):
        yield _("tên đăng nhập “%(name)s” không hợp lệ", name=entry.username)
    elif entry.username in taken:
        yield _("tên đăng nhập “%(name)s” đã có", name=entry.username)


def name_mistakes(entry: Entry, names: dict[str, str]) -> Iterator[str]:
    """An identifier under two names, in the portal or further up in the file; `names` learns the entry's own."""
    number = persons.tidy_identifier(entry.identifier)
    known_name = names.setdefault(number, entry.full_name) if number else entry.full_name
    if not is_same_name(known_name, entry.full_name):
        yield persons.name_conflict(number, known_name, entry.full_name)


def as_json(entries: Sequence[Entry]) -> list[dict[str, str]]:
    """Entries as a job's arguments hold them."""
    return [asdict(entry) for entry in entries]
