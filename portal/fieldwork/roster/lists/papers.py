"""The duty lists as files made by the queue, and as annexes: those of the official papers are the same."""

from collections.abc import Iterable, Sequence
from itertools import count as counted
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.errors import DomainError
from portal.extensions import db
from portal.fieldwork.roster.lists import duty_list
from portal.papers.paper import DocumentContent, Form, list_paper
from portal.papers.printing import print_contents
from portal.papers.tables import Annex, Cell, Head, Row, Table, nothing, numbers
from portal.surveys import queries as surveys
from portal.surveys.models import Round
from portal.surveys.points.posters import plain
from portal.units import queries as units
from portal.units.models import COMMUNE, Unit
from portal.web.jobs import jobs
from portal.web.jobs.jobs import Job, Progress
from portal.web.media import sheets
from portal.web.ui import terms
from portal.web.ui.formats import capital, count, integer, lower_first

# stored with jobs: the words stay
KIND = "rosters"
INTERNAL, PUBLIC, TABLE = ("internal", "public", "table")
PDF = "application/pdf"
LIST = Form("Danh sách, lịch phân công", "")
NOT_HANDED_IN = "chưa gửi danh sách, lịch phân công"


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
    """Make a file."""
    what = str(job.args["what"])
    round_ = surveys.by_slug(job.args["round"])
    unit = units.by_code(round_.catalogue_id, job.args["unit"]) if round_ else None
    if round_ is None or unit is None:
        raise DomainError(_("Không còn đợt khảo sát này."))
    terms.speak_of(round_.plan_data.tongues)
    name = f"lich-phan-cong-{round_.slug}-{unit.code}-{plain(unit.title)}"
    book = duty_list.read_book(round_, unit, internal=what != PUBLIC)
    db.session.rollback()  # setting hundreds of pages takes minutes: no transaction waits for it
    if what == TABLE:
        return jobs.JobFile(f"{name}.xlsx", sheets.MIME, roster_workbook(book, progress))
    copy = "noi-bo" if what == INTERNAL else "niem-yet" if unit.level == COMMUNE else "cong-khai"
    return jobs.JobFile(f"{name}-{copy}.pdf", PDF, roster_pdf(book, progress, internal=what == INTERNAL))


def roster_pdf(book: duty_list.RosterBook, progress: Progress, *, internal: bool) -> bytes:
    """A commune's own list, or those of a district or of all desks bound together, each with pages from one."""
    annexes = desk_and_book_annexes(book, internal=internal)
    facts, enclosed = book.facts, book.enclosed
    if internal:
        enclosed += ";\nbản nội bộ" + (", không niêm yết" if book.is_single else "")
    elif book.is_single:
        enclosed = f"Thực hiện {facts.paper}\ncủa {facts.issuer}"
    subject = book.desks[0].full if book.is_single else book.unit
    head = list_paper(LIST, subject, enclosed, author=facts.provincial, simulated=facts.simulated)
    return print_contents([DocumentContent(head, annexes=annexes)], progress)[0]


def roster_workbook(book: duty_list.RosterBook, progress: Progress) -> bytes:
    """All lists as an Excel file of three sheets."""
    progress(0, 1)
    workbook_sheets = [summary_sheet(book), people_sheet(book)]
    if book.sent:
        workbook_sheets.append(supervisor_sheet(book.sent))
    content = sheets.build_workbook(_("Danh sách, lịch phân công"), workbook_sheets)
    progress(1, 1)
    return content


def summary_sheet(book: duty_list.RosterBook) -> sheets.Sheet:
    """A row a district, and the total."""
    header = (_("Đơn vị"), _("Số điểm"), _("Đã gửi"), _("%(Helpers)s"), _("Lượt trực"))
    groups = [*(group for group in book.groups if group.title), book.total]
    rows = [(group.title, *group.figures) for group in groups]
    return sheets.Sheet(_("Tổng hợp"), header, rows, (None, 0, 0, 0, 0), {len(rows) - 1})


def people_sheet(book: duty_list.RosterBook) -> sheets.Sheet:
    """A row a person; a desk without a list has one row that says so."""
    heads = [f"{half} {day}" for day in book.facts.day_heads for half in (_("Sáng"), _("Chiều"))]
    turns = heads if book.facts.is_matrix else [_("Ngày, buổi")]
    header = (
        *(_("TT"), _("Mã đơn vị"), _("%(Communes)s"), _("%(District)s"), _("Họ và tên"), _("Hội, đoàn thể")),
        *turns,
        *(_("Điện thoại"), _("Ghi chú")),
    )
    rows = [row for number, desk in enumerate(book.desks, start=1) for row in sheet_rows(number, desk, book.facts)]
    return sheets.Sheet(_("Lịch phân công"), header, rows)


def sheet_rows(number: int, desk: duty_list.DeskList, facts: duty_list.RoundFacts) -> list[tuple[sheets.Cell, ...]]:
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


def half_day_cells(person: duty_list.PublicLine, facts: duty_list.RoundFacts) -> tuple[str, ...]:
    """The half-days of a person: a column each, or in words."""
    return tuple("x" if mark else "" for mark in person.marks) if facts.is_matrix else (person.turns,)


def supervisor_sheet(supervisors: Sequence[duty_list.SupervisorLine]) -> sheets.Sheet:
    """The supervisors."""
    header = (_("TT"), _("Họ và tên"), _("Chức vụ"), _("Đơn vị"), _("Địa bàn"), _("Ngày"))
    rows = [(number, *sent) for number, sent in enumerate(supervisors, start=1)]
    return sheets.Sheet(_("Kiểm tra, giám sát"), header, rows)


def desk_and_book_annexes(book: duty_list.RosterBook, *, internal: bool) -> tuple[Annex, ...]:
    """What is printed of a subtree at the rosters' own page: a desk's list, a district's, or all, with a summary."""
    facts = book.facts
    if book.is_single:
        return (desk_annex(book.desks[0], facts, internal=internal),)
    if not book.is_whole:
        return (group_annex(book.groups[0], 0, 1, facts, internal=internal),)
    place, annex_numbers = f"tại {facts.desk} {facts.commune_level}, {book.unit}", counted(1)
    notes = (f"Danh sách, lịch phân công thực hiện {facts.plan}.", facts.duty)
    found = [summary_annex(book, next(annex_numbers), f"\n{place}", notes)]
    first = 1
    for group in book.groups:
        found.append(group_annex(group, next(annex_numbers), first, facts, internal=internal))
        first += len(group.desks)
    if book.sent:
        found.append(supervisors_annex(facts, book.sent, next(annex_numbers)))
    return tuple(found)


def group_annex(
    group: duty_list.Group, number: int, first: int, facts: duty_list.RoundFacts, *, internal: bool
) -> Annex:
    """A district's desks, the first of which has the number `first` among all."""
    place = f" {facts.commune_level}" + (f", {lower_first(group.title)}" if group.title else "")
    return desks_annex(facts, group.desks, number, place, first=first, internal=internal)


def summary_annex(book: duty_list.RosterBook, number: int, place: str, notes: tuple[str, ...]) -> Annex:
    """How many desks and people in each district."""
    people = capital(book.facts.helpers)
    heads = ("TT", "Đơn vị", "Số điểm", "Đã có danh sách, lịch phân công", people, "Lượt phân công (buổi)")
    groups = [group for group in book.groups if group.title]
    rows = [Row(str(n), group.title, numbers(*map(integer, group.figures))) for n, group in enumerate(groups, start=1)]
    total = Row("", "Tổng cộng", numbers(*map(integer, book.total.figures)), "total")
    table = Table(("tt", "area", *["figure"] * 4), (tuple(Head(text) for text in heads),), (*rows, total))
    return Annex(number, f"TỔNG HỢP {book.facts.title}{place}", "portrait", (table,), notes, style="roster")


def desks_annex(
    facts: duty_list.RoundFacts,
    desks: Sequence[duty_list.DeskList],
    number: int,
    place: str,
    *,
    first: int = 1,
    internal: bool = False,
) -> Annex:
    """Desk after desk: who stands there when; the internal copy has a column of telephones."""
    columns = ("tt", "name", "association", *turn_columns(facts), *(("phone",) if internal else ()), "remark")
    head = table_head(facts, "Điểm, họ và tên", *(("Điện thoại",) if internal else ()), "Ghi chú")
    rows = [row for n, desk in enumerate(desks, start=first) for row in desk_rows(n, desk, facts, internal=internal)]
    table = Table(columns, head, tuple(rows) or (nothing(len(columns) - 2),))
    notes = ("“x”: buổi có mặt tại bàn hỗ trợ; dòng của điểm ghi số người mỗi buổi.", facts.duty)
    title = f"{facts.title}\ntại {facts.desk}{place}"
    return Annex(number, title, "landscape", (table,), notes, style="roster internal" if internal else "roster")


def desk_annex(desk: duty_list.DeskList, facts: duty_list.RoundFacts, *, internal: bool) -> Annex:
    """One desk's list, as it is put up or kept: the people, then how many there are in each half-day."""
    more = (("phone", "Điện thoại"), ("remark", "Ghi chú")) if internal else ()
    columns = ("tt", "name", "association", *turn_columns(facts), *(column for column, _head in more))
    rows = [
        Row(str(n), *named_cells(person, facts, internal=internal)) for n, person in enumerate(desk.people, start=1)
    ]
    sums = (Cell("", "l"), *sum_cells(desk, facts), *(Cell("") for _column in more))
    head = table_head(facts, "Họ và tên", *(text for _column, text in more))
    hours = f"Giờ làm việc: {desk.hours}." if desk.hours else ""
    table = Table(columns, head, (*rows, Row("", "Số người mỗi buổi", sums, "total")), caption=hours)
    mark = ("“x” là buổi có mặt tại bàn hỗ trợ.",) if facts.is_matrix else ()
    title = f"{facts.title}\ntại {facts.desk_of(desk.full)}"
    style = "duty-list internal" if internal else "duty-list"
    return Annex(0, title, "landscape" if internal else "portrait", (table,), (*mark, facts.duty), style=style)


def named_cells(
    person: duty_list.PublicLine, facts: duty_list.RoundFacts, *, internal: bool
) -> tuple[str, tuple[Cell, ...]]:
    """A person's name and cells in a desk's own list: what the public copy has no column for stands with the name."""
    cells = (Cell(person.association, "l"), *turn_cells(person, facts))
    if not internal:
        return f"{person.name} ({person.remark})" if person.remark else person.name, cells
    return person.name, (*cells, *phone_cell(person), Cell(person.remark, "l"))


def table_head(facts: duty_list.RoundFacts, name: str, *last: str) -> tuple[tuple[Head, ...], ...]:
    """The heads of a list of people: a column each half-day, or one for all."""
    days = [Head(day, colspan=2) for day in facts.day_heads] if facts.is_matrix else [Head("Ngày, buổi")]
    rows = 2 if facts.is_matrix else 1
    before, after = (
        tuple(Head(text, rowspan=rows) for text in texts) for texts in (("TT", name, "Hội, đoàn thể"), last)
    )
    halves = tuple(Head(text) for _day in facts.day_heads for text in ("Sáng", "Chiều"))
    return ((*before, *days, *after), halves) if facts.is_matrix else ((*before, *days, *after),)


def turn_columns(facts: duty_list.RoundFacts) -> list[str]:
    return ["half"] * len(facts.half_days) if facts.is_matrix else ["turns"]


def turn_cells(person: duty_list.PublicLine, facts: duty_list.RoundFacts) -> list[Cell]:
    """When somebody stands at the desk."""
    if facts.is_matrix:
        return [Cell("x" if mark else "", "c") for mark in person.marks]
    return [Cell(person.turns.replace("; ", "\n"), "l")]


def sum_cells(desk: duty_list.DeskList, facts: duty_list.RoundFacts) -> list[Cell]:
    """How many people stand at the desk in each half-day, or in how many turns."""
    if facts.is_matrix:
        return [Cell(integer(n) if n else "-", "c") for n in desk.present]
    return [Cell(f"{integer(sum(desk.present))} lượt", "c")]


def phone_cell(person: duty_list.PublicLine) -> tuple[Cell, ...]:
    """The telephone of an internal line; nothing of a public one."""
    return (Cell(person.phone, "c"),) if isinstance(person, duty_list.InternalLine) else ()


def desk_rows(number: int, desk: duty_list.DeskList, facts: duty_list.RoundFacts, *, internal: bool) -> Iterable[Row]:
    """The desk with its people a half-day, then each person."""
    more = (Cell(""),) if internal else ()
    if not desk.handed_in or not desk.people:
        width = len(turn_columns(facts)) + 2 + len(more)
        yield Row(str(number), desk.capital, (Cell(NOT_HANDED_IN, "l", width),), "total")
        return
    people = f"{count(len(desk.people))} người"
    yield Row(str(number), desk.capital, (Cell("", "l"), *sum_cells(desk, facts), *more, Cell(people, "l")), "sum")
    for place, person in enumerate(desk.people, start=1):
        cells = (Cell(person.association, "l"), *turn_cells(person, facts), *phone_cell(person))
        yield Row(f"{number}.{place}", person.name, (*cells, Cell(person.remark, "l")))


def supervisors_annex(facts: duty_list.RoundFacts, sent: Sequence[duty_list.SupervisorLine], number: int) -> Annex:
    """Leaders and officers sent to direct, inspect, supervise."""
    heads = ("TT", "Họ và tên", "Chức vụ", "Đơn vị", "Địa bàn", "Ngày")
    rows = tuple(
        Row(str(n), name, (*(Cell(text, "l") for text in texts), Cell(days, "c")))
        for n, (name, *texts, days) in enumerate(sent, start=1)
    )
    columns = ("tt", "sent-name", "post", "office", "area-sent", "sent-days")
    table = Table(columns, (tuple(Head(text) for text in heads),), rows or (nothing(4),))
    title = "DANH SÁCH\nlãnh đạo, cán bộ phối hợp chỉ đạo, kiểm tra, giám sát"
    note = f"Phối hợp với {facts.issuer} chỉ đạo, kiểm tra, giám sát theo {facts.plan}."
    return Annex(number, title, "portrait", (table,), (note,), style="roster")
