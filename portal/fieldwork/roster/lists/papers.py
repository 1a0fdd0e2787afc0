"""The duty lists as files: one desk's annex, the book of a district or of all desks, the table of all; by the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.errors import DomainError
from portal.extensions import db
from portal.fieldwork.roster.lists import duty_list, roster_annexes
from portal.fieldwork.roster.lists.roster_book import read_book
from portal.papers.paper import DocumentContent, Form, html_sheets, list_paper
from portal.papers.printing import print_copies
from portal.surveys import queries as surveys
from portal.surveys.points.posters import plain
from portal.units import queries as units
from portal.units.models import COMMUNE
from portal.web.jobs import jobs
from portal.web.media import sheets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.fieldwork.roster.lists.duty_list import DeskList, RoundFacts, SupervisorLine
    from portal.fieldwork.roster.lists.roster_book import RosterBook
    from portal.surveys.models import Round
    from portal.units.models import Unit
    from portal.web.jobs.jobs import Job, Progress

KIND = "rosters"
INTERNAL, PUBLIC, TABLE = ("internal", "public", "table")
PDF = "application/pdf"
LIST = Form("Danh sách, lịch phân công", "")


def titles(unit: Unit) -> dict[str, str]:
    """What can be made of a unit's rosters, as it stands on the page."""
    if unit.level == COMMUNE:
        return {
            PUBLIC: _("Bản niêm yết (không có số điện thoại)"),
            INTERNAL: _("Bản nội bộ (có số điện thoại)"),
        }
    return {
        INTERNAL: _("Danh sách, lịch phân công các điểm, bản nội bộ (PDF)"),
        PUBLIC: _("Danh sách, lịch phân công các điểm, không có số điện thoại (PDF)"),
        TABLE: _("Danh sách, lịch phân công các điểm (Excel)"),
    }


def start(round_: Round, unit: Unit, what: str, *, by: int) -> Job:
    """Ask the queue for a file; one of a kind is made at a time."""
    return jobs.start_once(KIND, job_args(round_, unit, what), by)


def latest(round_: Round, unit: Unit, what: str) -> Job | None:
    """The last time such a file was asked for."""
    return jobs.latest(KIND, job_args(round_, unit, what))


def job_args(round_: Round, unit: Unit, what: str) -> dict[str, Any]:
    """The arguments of the job."""
    return {"round": round_.slug, "unit": unit.code, "what": what}


@jobs.handler(KIND, _l("in danh sách, lịch phân công"))
def make(job: Job, progress: Progress) -> jobs.JobFile:
    """Make a file. The facts are read first and the transaction given back, then the pages are set."""
    what = str(job.args["what"])
    round_ = surveys.by_slug(job.args["round"])
    unit = units.by_code(round_.catalogue_year, job.args["unit"]) if round_ else None
    if round_ is None or unit is None:
        raise DomainError(_("Không còn đợt khảo sát này."))
    name = f"lich-phan-cong-{round_.slug}-{unit.code}-{plain(unit.title)}"
    book = read_book(round_, unit, internal=what != PUBLIC)
    db.session.rollback()
    if what == TABLE:
        return jobs.JobFile(f"{name}.xlsx", sheets.MIME, roster_workbook(book, progress))
    copy = "noi-bo" if what == INTERNAL else "niem-yet" if unit.level == COMMUNE else "cong-khai"
    return jobs.JobFile(f"{name}-{copy}.pdf", PDF, roster_pdf(book, progress, internal=what == INTERNAL))


def roster_pdf(book: RosterBook, progress: Progress, *, internal: bool) -> bytes:
    """A commune's own list, or those of a district or of all desks bound together, each with pages from one."""
    annexes = roster_annexes.desk_and_book_annexes(book, internal=internal)
    facts, enclosed = book.facts, book.enclosed
    if internal:
        enclosed += ";\nbản nội bộ" + (", không niêm yết" if book.is_single else "")
    elif book.is_single:
        enclosed = f"Thực hiện {facts.paper}\ncủa {facts.issuer}"
    subject = book.desks[0].full if book.is_single else book.unit
    head = list_paper(LIST, subject, enclosed, author=facts.provincial, simulated=facts.simulated)
    return print_copies([html_sheets(DocumentContent(head, annexes=annexes))], progress)[0]


def roster_workbook(book: RosterBook, progress: Progress) -> bytes:
    """All lists as an Excel file of three sheets."""
    progress(0, 1)
    workbook_sheets = [summary_sheet(book), people_sheet(book)]
    if book.sent:
        workbook_sheets.append(supervisor_sheet(book.sent))
    content = sheets.build_workbook(_("Danh sách, lịch phân công"), workbook_sheets)
    progress(1, 1)
    return content


def summary_sheet(book: RosterBook) -> sheets.Sheet:
    """A row a district, and the total."""
    header = (_("Đơn vị"), _("Số điểm"), _("Đã gửi"), _("Cán bộ, hội viên"), _("Lượt trực"))
    groups = [*(group for group in book.groups if group.title), book.total]
    rows = [(group.title, len(group.desks), len(group.handed_in), group.helpers, group.shifts) for group in groups]
    return sheets.Sheet(_("Tổng hợp"), header, rows, (None, 0, 0, 0, 0), {len(rows) - 1})


def people_sheet(book: RosterBook) -> sheets.Sheet:
    """A row a person; a desk without a list has one row that says so."""
    heads = [f"{half} {day}" for day in book.facts.day_heads for half in (_("Sáng"), _("Chiều"))]
    turns = heads if book.facts.is_matrix else [_("Ngày, buổi")]
    header = (
        *(_("TT"), _("Mã đơn vị"), _("Xã, phường, thị trấn"), _("Huyện"), _("Họ và tên"), _("Hội, đoàn thể")),
        *turns,
        *(_("Điện thoại"), _("Ghi chú")),
    )
    rows = [row for number, desk in enumerate(book.desks, start=1) for row in desk_rows(number, desk, book.facts)]
    return sheets.Sheet(_("Lịch phân công"), header, rows)


def desk_rows(number: int, desk: DeskList, facts: RoundFacts) -> list[tuple[sheets.Cell, ...]]:
    """The rows of one desk."""
    place = (number, desk.code, desk.title, desk.district)
    width = len(facts.half_days) if facts.is_matrix else 1
    if not desk.handed_in or not desk.people:
        return [(*place, _("chưa gửi danh sách, lịch phân công"), *([""] * (width + 3)))]
    return [
        (*place, person.name, person.association, *half_day_cells(person, facts), phone_of(person), person.remark)
        for person in desk.people
    ]


def phone_of(person: duty_list.PublicLine) -> str:
    """The telephone of an internal line; empty for a public one."""
    return person.phone if isinstance(person, duty_list.InternalLine) else ""


def half_day_cells(person: duty_list.PublicLine, facts: RoundFacts) -> tuple[str, ...]:
    """The half-days of a person: a column each, or in words."""
    return tuple("x" if mark else "" for mark in person.marks) if facts.is_matrix else (person.turns,)


def supervisor_sheet(supervisors: Sequence[SupervisorLine]) -> sheets.Sheet:
    """The supervisors."""
    header = (_("TT"), _("Họ và tên"), _("Chức vụ"), _("Đơn vị"), _("Địa bàn"), _("Ngày"))
    rows = [
        (number, supervisor.name, supervisor.post, supervisor.office, supervisor.area, supervisor.days)
        for number, supervisor in enumerate(supervisors, start=1)
    ]
    return sheets.Sheet(_("Kiểm tra, giám sát"), header, rows)
