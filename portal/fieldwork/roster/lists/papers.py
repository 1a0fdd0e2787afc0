"""The duty lists as files: one desk's annex, the book of a district or of all desks, the table of all; by the queue."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.errors import DomainError
from portal.extensions import db
from portal.fieldwork.roster import queries
from portal.fieldwork.roster.lists import duty_list
from portal.papers import pdf
from portal.surveys import queries as surveys
from portal.surveys.points.posters import plain
from portal.units import queries as units
from portal.units.models import COMMUNE, PROVINCE
from portal.web.jobs import jobs
from portal.web.media import sheets
from portal.web.ui.formats import integer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.fieldwork.roster.lists.duty_list import DeskList, RoundFacts, SupervisorLine
    from portal.surveys.models import Round
    from portal.units.models import Unit
    from portal.web.jobs.jobs import Job, Progress

KIND = "rosters"
INTERNAL, PUBLIC, TABLE = ("internal", "public", "table")
PDF = "application/pdf"


@dataclass(frozen=True)
class Group:
    """A district's desks, or all of them where there are no districts."""

    title: str
    desks: tuple[DeskList, ...]

    @property
    def handed_in(self) -> list[DeskList]:
        return [desk for desk in self.desks if desk.handed_in]

    @property
    def helpers(self) -> int:
        return sum(len(desk.people) for desk in self.handed_in)

    @property
    def shifts(self) -> int:
        return sum(sum(desk.present) for desk in self.handed_in)

    @property
    def row(self) -> list[str]:
        """The group's figures, written out."""
        return [integer(len(self.desks)), integer(len(self.handed_in)), integer(self.helpers), integer(self.shifts)]


@dataclass(frozen=True)
class RosterBook:
    """All that the lists of a subtree say."""

    facts: RoundFacts
    unit: str
    level: str
    groups: tuple[Group, ...]
    sent: tuple[SupervisorLine, ...]

    @property
    def desks(self) -> list[DeskList]:
        return [desk for group in self.groups for desk in group.desks]

    @property
    def is_single(self) -> bool:
        """Whether it is one commune's."""
        return self.level == COMMUNE

    @property
    def is_whole(self) -> bool:
        """Whether it is the province's."""
        return self.level == PROVINCE

    @property
    def enclosed(self) -> str:
        """To what the lists belong: the association's letter for all desks, the plan for a district's."""
        return self.facts.enclosed if self.is_whole else f"Thực hiện {self.facts.plan}"

    @property
    def total(self) -> Group:
        return Group("Tổng cộng", tuple(self.desks))


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
    """A commune's own list, or those of a district or of all desks bound together."""
    return desk_pdf(book, internal=internal) if book.is_single else bound_pdf(book, progress, internal=internal)


def read_book(round_: Round, unit: Unit, *, internal: bool) -> RosterBook:
    """The lists of a subtree as plain values."""
    plan = round_.plan_data
    days = queries.days_of(round_, plan)
    points = queries.points_in(unit, round_)
    groups: dict[str, list[DeskList]] = {}
    for desk in queries.desks(points, days, plan):
        title = desk.point.unit.district.capital if desk.point.unit.district else ""
        groups.setdefault(title, []).append(duty_list.desk_list(desk, internal=internal))
    supervisors = queries.supervisors(round_) if unit.level == PROVINCE else ()
    return RosterBook(
        facts=duty_list.round_facts(round_, plan, days),
        unit=unit.title,
        level=unit.level,
        groups=tuple(Group(title, tuple(desks)) for title, desks in groups.items()),
        sent=tuple(duty_list.supervisor_lines(supervisors, round_.days)),
    )


def desk_pdf(book: RosterBook, *, internal: bool) -> bytes:
    """One desk's list, as it is put up or kept."""
    values = {"facts": book.facts, "desk": book.desks[0], "internal": internal}
    return pdf.write(pdf.lay_out(pdf.fill("print/duty_list.html", values)))


def bound_pdf(book: RosterBook, progress: Progress, *, internal: bool) -> bytes:
    """The summary, an annex a district, the supervisors; laid out one by one, so that pages count from one."""
    annexes = annex_pages(book, internal=internal)
    fonts, pages, steps = pdf.new_fonts(), [], len(annexes) + 1
    for done, html in enumerate(annexes, start=1):
        pages.append(pdf.lay_out(html, fonts))
        progress(done, steps)
    content = pdf.write(pdf.join(pages))
    progress(steps, steps)
    return content


def annex_pages(book: RosterBook, *, internal: bool) -> Sequence[str]:
    """The annexes as HTML; a district's own list is a single one, without a number."""
    common = {"facts": book.facts, "unit": book.unit, "enclosed": book.enclosed, "internal": internal}
    if not book.is_whole:
        return [pdf.fill("print/roster_book.html", {**common, "group": book.groups[0], "number": 0, "start": 1})]
    numbers, start = itertools.count(1), 1
    pages = [pdf.fill("print/roster_summary.html", {**common, "book": book, "number": next(numbers)})]
    for group in book.groups:
        values = {**common, "group": group, "number": next(numbers), "start": start}
        pages.append(pdf.fill("print/roster_book.html", values))
        start += len(group.desks)
    if book.sent:
        pages.append(pdf.fill("print/supervisors.html", {**common, "sent": book.sent, "number": next(numbers)}))
    return pages


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
