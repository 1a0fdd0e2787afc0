"""The steps of a set-up: office, units, trial, persons. The last one ends it."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import delete, select

from portal.accounts import operations as accounts
from portal.accounts import persons
from portal.accounts.permissions import role_title
from portal.audit.operations import record
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.first_run import trial
from portal.first_run.forms import FIRST
from portal.first_run.models import FirstRun
from portal.surveys.models import Office
from portal.units import catalogue, positions, shipped
from portal.units.models import PROVINCE, Catalogue, Unit
from portal.units.shipped import Shipped
from portal.web.ui.formats import capital

EARLIEST, LATEST = 2000, 2100
MOST_BYTES = 2_000_000
CODE_DAYS = accounts.CODE_LIFE.days


class Slip(NamedTuple):
    """What a person is handed: with it the first sign-in is made."""

    full_name: str
    role: str
    unit: str
    username: str
    code: str


class Units(NamedTuple):
    """Units that were read and are not kept yet; `beside` is the file of their positions."""

    rows: Sequence[catalogue.Row]
    year: int
    beside: Path | None = None


def title_of(province: Shipped) -> str:
    """«Tỉnh Bắc Ninh, danh mục năm 2025»."""
    return capital(_("%(unit)s, danh mục năm %(year)s", unit=province.unit, year=province.year))


def to_choose_from() -> list[Shipped]:
    """The provinces that ship, the latest catalogue first, by name."""
    return sorted(shipped.provinces(), key=lambda one: (-one.year, title_of(one)))


def top() -> Unit | None:
    """The province whose units are loaded; None before."""
    return db.session.scalar(select(Unit).where(Unit.level == PROVINCE).order_by(Unit.id.desc()).limit(1))


def set_office(row: FirstRun, *, office: str, telephone: str) -> None:
    """Keep who runs the installation and whom people call."""
    row.office, row.telephone = office, telephone
    db.session.flush()


def read_shipped(name: str) -> Units:
    """A province of what ships, with its positions."""
    chosen = next((one for one in shipped.provinces() if one.name == name), None)
    if chosen is None:
        raise DomainError(_("Chọn một danh mục, hoặc đưa tệp danh mục riêng."), "shipped")
    rows = catalogue.parse(chosen.file.read_bytes(), chosen.province)
    return Units(rows, chosen.year, positions.file_beside(chosen.file))


def read_file(content: bytes, year: str) -> Units:
    """A file of one's own. Raises Mistakes with each line's."""
    if not (year.isascii() and year.isdigit() and EARLIEST <= int(year) <= LATEST):
        raise DomainError(_("Nhập năm của danh mục, ví dụ 2026."), "year")
    if len(content) > MOST_BYTES:
        raise DomainError(_("Tệp lớn quá 2 MB, không phải danh mục đơn vị."), "file")
    return Units(catalogue.parse(content), int(year))


def load(units: Units) -> Catalogue:
    """Keep the units; once, as everything that follows stands on them."""
    if top() is not None:
        raise Conflict(_("Danh mục đơn vị đã được nạp."))
    loaded = catalogue.load(catalogue.Name.of(units.year), units.rows)
    if units.beside is not None and units.beside.exists():
        positions.place(loaded, positions.parse(units.beside.read_bytes()))
    return loaded


def begin_trial(row: FirstRun) -> None:
    """Open the trial over the units, and have its first poster made."""
    province = top()
    if province is None:
        raise Conflict(_("Nạp danh mục đơn vị trước."))
    if trial.the_round() is None:
        trial.begin(province, row.office, row.telephone)
    point = trial.the_point()
    if point is not None:
        trial.print_poster(point)


def end_trial(row: FirstRun) -> None:
    """Erase the trial once its ballot has come."""
    point = trial.the_point()
    if point is None or not trial.answered(point):
        raise DomainError(_("Chưa nhận được phiếu thử nào. Quét mã hoặc mở phiếu thử, trả lời rồi bấm Gửi phiếu."))
    trial.erase()
    row.is_tried = True
    db.session.flush()


def open_accounts(row: FirstRun, **typed: str) -> list[Slip]:
    """Open the first accounts, each with a code of one use, and end the set-up."""
    province = top()
    if province is None or not row.is_tried:
        raise Conflict(_("Làm xong các bước trước đã."))
    refuse_same(typed)
    slips = []
    for n, (role, _offered, _words) in enumerate(FIRST):
        try:
            person = persons.person_of(typed[f"name_{n}"], typed[f"number_{n}"])
            account = accounts.create(typed[f"username_{n}"], person=person, role=role, unit=province, by=None)
        except DomainError as error:
            raise type(error)(error.message, FIELDS.get(error.field or "", "name").format(n=n)) from error
        code = accounts.issue_code(account, by=None)
        slips.append(Slip(account.full_name, role_title(role), province.full, account.username, code))
    db.session.add(Office(unit_id=province.id, name=row.office, telephone=row.telephone))
    db.session.execute(delete(FirstRun))
    record("first-run.finished", by=None, subject=("first-run", row.id), unit=province)
    db.session.flush()
    return slips


# Where the accounts' own rules say that something is wrong, by the fields of the form.
FIELDS = {"username": "username_{n}", "identifier": "number_{n}", "": "name_{n}"}


def refuse_same(typed: dict[str, str]) -> None:
    """Four accounts of four persons: else no second person could ever decide."""
    sentences = {
        "number": _("Số hiệu này đã ghi ở trên: bốn tài khoản phải của bốn người."),
        "name": _("Họ tên này đã ghi ở trên: bốn tài khoản phải của bốn người."),
        "username": _("Tên đăng nhập này đã ghi ở trên."),
    }
    for kind, sentence in sentences.items():
        seen: set[str] = set()
        for n in range(len(FIRST)):
            text = " ".join(typed[f"{kind}_{n}"].casefold().split())
            if text in seen:
                raise DomainError(sentence, f"{kind}_{n}")
            seen.add(text)
