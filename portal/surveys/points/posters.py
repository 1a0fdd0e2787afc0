"""What is printed of a round's codes: the poster book, the attached list, the pictures, and the job that makes them.

Papers are made of plain facts alone: the rows are read first and their transaction is given back.
"""

import csv
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO
from itertools import groupby
from urllib.parse import urlsplit
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.errors import DomainError
from portal.extensions import db
from portal.papers import pdf
from portal.papers.paper import DocumentContent, Form, list_paper
from portal.papers.printing import print_contents
from portal.papers.tables import Annex, Cell, Head, Row, Table
from portal.surveys import queries
from portal.surveys.models import Point, Round
from portal.surveys.plan.plan import Plan
from portal.surveys.plan.reader import fill_placeholders
from portal.surveys.points import codes
from portal.web.http.languages import cached_per_language
from portal.web.jobs import jobs
from portal.web.ui import formats, qr, terms
from portal.web.ui.formats import capital, first_date, lower_first, weekday_within, window

Progress = Callable[[int, int], None]

JOB = "printing"
PDF, ZIP = "application/pdf", "application/zip"
KINDS = ("book", "annex", "images")
POSTER = "poster"
LIST = Form("Danh sách", "")
# Hundreds of pages laid out at once take too much memory.
PAGES_A_CHUNK = 11
NAME_SIZES = ((14, "short"), (18, "middling"), (99, "long"))
BYTE_ORDER_MARK = "\ufeff"
ZIP_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class RoundFacts:
    """What every poster and list of one round says alike; the last three are the plan's own words."""

    title: str
    organiser: str
    plan: str
    first_day: date
    last_day: date
    base_url: str
    steps: tuple[str, ...]
    without_phone: str
    only_here: str
    simulated: bool = False

    @property
    def domain(self) -> str:
        """The address people look for on their screen."""
        return domain_of(self.base_url)

    @property
    def dates(self) -> str:
        """«Từ thứ Tư, ngày 12/6 đến hết thứ Sáu, ngày 14/6/2024»."""
        last = f"{weekday_within(self.last_day)}, ngày {formats.short_date(self.last_day)}"
        first = f"{weekday_within(self.first_day)}, ngày {self.first_date}"
        return capital(last if self.first_day == self.last_day else f"từ {first} đến hết {last}")

    @property
    def window(self) -> str:
        """«từ ngày 12/6 đến hết ngày 14/6/2024»."""
        return window(self.first_day, self.last_day)

    @property
    def first_date(self) -> str:
        return first_date(self.first_day, self.last_day)


@dataclass(frozen=True)
class PointFacts:
    """One survey point: its commune, district (empty where there is none) and code."""

    unit_code: str
    kind: str
    name: str
    district: str
    code: str
    url: str

    @property
    def title(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def capital(self) -> str:
        return capital(self.title)

    @property
    def printed_code(self) -> str:
        return codes.pretty(self.code)

    @property
    def name_size(self) -> str:
        """Name the size at which the commune's name still fits on one line."""
        return next(name for limit, name in NAME_SIZES if len(self.title) <= limit)

    @property
    def symbol(self) -> qr.Symbol:
        return qr.symbol(self.url)


def no_progress(_done: int, _total: int) -> None:
    """Progress that is not shown."""


def poster_book(facts: RoundFacts, points: Sequence[PointFacts], progress: Progress = no_progress) -> bytes:
    """Bind a poster for each point into one PDF. Pages are laid out a few at a time, then drawn: half a step each."""
    fonts, parts, total = pdf.new_fonts(), [], len(points)
    for start in range(0, total, PAGES_A_CHUNK):
        chunk = points[start : start + PAGES_A_CHUNK]
        parts.append(pdf.lay_out(pdf.fill("print/poster.html", {"round": facts, "points": chunk}), fonts))
        progress((start + len(chunk)) // 2, total)
    return pdf.write(pdf.join(parts), lambda drawn: progress((total + drawn) // 2, total))


def code_list(facts: RoundFacts, points: Sequence[PointFacts]) -> bytes:
    """Set the list attached to the plan."""
    subject, enclosed = f"mã QR code kèm theo {facts.plan}", f"Kèm theo {facts.plan}"
    head = list_paper(LIST, subject, enclosed, author=facts.organiser, simulated=facts.simulated)
    return print_contents([DocumentContent(head, annexes=(code_annex(facts, points),))])[0]


def code_annex(facts: RoundFacts, points: Sequence[PointFacts]) -> Annex:
    """The list of codes by district, for this print and for the official paper."""
    heads = tuple(Head(text) for text in ("TT", "Đơn vị", "Mã QR", "Mã", "Địa chỉ truy cập"))
    table = Table(("tt", "unit-name", "symbol", "code", "address"), (heads,), tuple(code_rows(points)))
    title = f"DANH SÁCH MÃ QR CODE\n{lower_first(facts.title)}"
    note = f"Mã và địa chỉ dùng {facts.window}; người dân chỉ trả lời phiếu tại địa chỉ {facts.domain}."
    return Annex(0, title, "portrait", (table,), (note,), style="codes")


def code_rows(points: Sequence[PointFacts]) -> Iterator[Row]:
    for district, rows in groupby(enumerate(points, start=1), key=lambda row: row[1].district):
        district_rows = list(rows)
        if district:
            yield Row("", capital(district), (Cell(f"{formats.count(len(district_rows))} đơn vị", "l", 3),), "sum")
        for number, point in district_rows:
            code = Cell("", "c", address=point.url)
            yield Row(str(number), point.capital, (code, Cell(point.printed_code, "c"), Cell(point.url, "l")))
    yield Row("", "Tổng cộng", (Cell(f"{formats.count(len(points))} đơn vị", "l", 3),), "total")


def images(points: Sequence[PointFacts], progress: Progress = no_progress) -> bytes:
    """Pack an SVG and a PNG of each code, a folder a district, and a list that says which is whose."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        pack(archive, "danh-sach-ma-qr.csv", index(points).encode())
        for done, point in enumerate(points, start=1):
            pack(archive, f"{file_name(point)}.svg", point.symbol.svg(point.title).encode())
            pack(archive, f"{file_name(point)}.png", point.symbol.png())
            progress(done, len(points))
    return target.getvalue()


def pack(archive: ZipFile, name: str, content: bytes) -> None:
    """Add a file with a fixed date, so that the same codes give the same archive."""
    archive.writestr(ZipInfo(name, ZIP_DAY), content, ZIP_DEFLATED)


def index(points: Sequence[PointFacts]) -> str:
    """List the archive as CSV that a spreadsheet opens with its accents (hence the byte order mark)."""
    target = StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(("unit_code", "unit_name", "district_name", "code", "url", "file"))
    for point in points:
        writer.writerow((point.unit_code, point.title, point.district, point.code, point.url, file_name(point)))
    return BYTE_ORDER_MARK + target.getvalue()


def file_name(point: PointFacts) -> str:
    """Name a file by unit, commune and code, in plain letters that every machine unpacks alike."""
    own = f"{point.unit_code}-{plain(point.title)}-{point.code}"
    return f"{plain(point.district)}/{own}" if point.district else own


def domain_of(address: str) -> str:
    """Host (and port, where there is one) of an address."""
    return urlsplit(address).netloc


def plain(text: str) -> str:
    """«xã Lục Ngạn» as «xa-luc-ngan»."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "-".join("".join(letter for letter in letters if letter.isascii()).split())


@cached_per_language
def titles() -> Mapping[str, str]:
    """What can be made, as it stands on the page."""
    return {
        "book": _("Bộ tờ niêm yết mã QR"),
        "annex": _("Danh sách mã QR code kèm theo kế hoạch"),
        "images": _("Hình mã QR (SVG, PNG)"),
    }


def start(round_: Round, what: str, *, by: int, unit_code: str = "") -> jobs.Job:
    """Ask the queue for a paper; one of a kind is made at a time."""
    return jobs.start_once(JOB, {"round": round_.slug, "what": what, "unit": unit_code}, by)


def latest(round_: Round, what: str, unit_code: str = "") -> jobs.Job | None:
    """The last time such a paper was asked for."""
    return jobs.latest(JOB, {"round": round_.slug, "what": what, "unit": unit_code})


@jobs.handler(JOB, _l("in tờ niêm yết, danh sách mã"))
def make(job: jobs.Job, progress: jobs.Progress) -> jobs.JobFile:
    """Make the paper. The facts are read first and the transaction given back, then the pages are set."""
    what, unit_code = job.args["what"], job.args["unit"]
    round_ = queries.by_slug(job.args["round"])
    if round_ is None:
        raise DomainError(_("Không còn đợt khảo sát này."))
    terms.speak_of(round_.plan_data.tongues)
    rows = [row for row in queries.points_of(round_) if unit_code in {"", row.unit.code}]
    facts, points, slug = facts_of_round(round_), facts_of_points(rows), round_.slug
    # Typesetting takes minutes, over which no transaction may stand open.
    db.session.rollback()
    progress(0, len(points))
    return paper(what, slug, facts, points, progress)


def paper(
    what: str, slug: str, facts: RoundFacts, points: Sequence[PointFacts], progress: jobs.Progress
) -> jobs.JobFile:
    """One paper with its file name."""
    match what:
        case "annex":
            file = jobs.JobFile(f"danh-sach-ma-qr-{slug}.pdf", PDF, code_list(facts, points))
        case "images":
            file = jobs.JobFile(f"ma-qr-{slug}.zip", ZIP, images(points, progress))
        case _:
            whose = f"{points[0].unit_code}-{plain(points[0].title)}" if what == POSTER else slug
            file = jobs.JobFile(f"to-niem-yet-{whose}.pdf", PDF, poster_book(facts, points, progress))
    progress(len(points), len(points))
    return file


def facts_of_round(round_: Round) -> RoundFacts:
    """What all posters of a round say."""
    return facts_of_plan(round_.plan_data, round_.first_day, round_.last_day, simulated=round_.simulated)


def facts_of_plan(plan: Plan, first_day: date, last_day: date, *, simulated: bool = False) -> RoundFacts:
    """The same from a plan, of whatever state, over these days."""
    base_url = str(current_app.config["BASE_URL"])
    words = {"member": plan.helpers.member if plan.helpers else "", "domain": domain_of(base_url)}
    return RoundFacts(
        title=plan.title,
        organiser=plan.identity.issuer_full,
        plan=f"{plan.named} ngày {formats.short_date(plan.identity.issued_on)} của {plan.identity.issuer}",
        first_day=first_day,
        last_day=last_day,
        base_url=base_url,
        steps=tuple(fill_placeholders(step, words) for step in plan.poster.steps),
        without_phone=fill_placeholders(plan.poster.without_phone, words),
        only_here=fill_placeholders(plan.poster.domain, words),
        simulated=simulated,
    )


def facts_of_points(rows: Sequence[Point]) -> list[PointFacts]:
    """What each poster says of its own commune."""
    return [facts_of_point(row) for row in rows]


def facts_of_point(row: Point) -> PointFacts:
    unit = row.unit
    district = unit.district.title if unit.district else ""
    return PointFacts(unit.code, unit.kind, unit.name, district, row.code, address(row.code))


def address(code: str) -> str:
    """The address a code stands for: what the QR symbol says."""
    return f"{current_app.config['BASE_URL']}/p/{code}"
