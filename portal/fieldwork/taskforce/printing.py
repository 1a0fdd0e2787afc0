"""The queue's part of a commune's first-day papers: asked for one at a time, made as PDF or for Word."""

from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.errors import DomainError
from portal.extensions import db
from portal.fieldwork.help import desk_sheets
from portal.fieldwork.taskforce import texts
from portal.fieldwork.taskforce.commune_profile import CommuneProfile, read_profile
from portal.papers import pdf
from portal.papers.paper import DocumentContent
from portal.papers.printing import print_contents
from portal.papers.word import DocxBuilder, build_docx
from portal.surveys.models import Point
from portal.surveys.points.posters import plain
from portal.units.models import Unit
from portal.web.jobs import jobs
from portal.web.ui import terms

JOB = "day-one"  # stored with jobs, as are the names of papers below
PDF, DOCX = "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Kind(NamedTuple):
    """A paper that can be made, how its file's name begins, and in which formats it comes."""

    title: str
    text: str
    stem: str
    formats: tuple[str, ...] = ("pdf",)


def kinds() -> dict[str, Kind]:
    """What can be made for a commune, as it stands on the page."""
    decision = _("Điền sẵn thành viên, số, ngày đã đăng ký; in, ký, đóng dấu.")
    notice = _("Thời gian, địa điểm, cách trả lời, mã QR của đơn vị.")
    return {
        "decision": Kind(_("Quyết định thành lập %(Task_force)s"), decision, "quyet-dinh-to-cong-tac", ("pdf", "docx")),
        "notice": Kind(_("Thông báo niêm yết"), notice, "thong-bao-niem-yet", ("pdf", "docx")),
        "loudspeaker": Kind(
            _("Bài phát trên loa truyền thanh"), _("Đọc trên loa %(commune)s, thôn."), "bai-phat-loa", ("pdf", "docx")
        ),
        "card": Kind(_("Thẻ của người hỗ trợ"), _("Một trang A4 chữ lớn, để tại bàn hỗ trợ."), "the-nguoi-ho-tro"),
        "questions": Kind(
            _("Tờ câu hỏi chữ lớn"), _("Người hỗ trợ đọc cho người dân nghe từ tờ này."), "to-cau-hoi-chu-lon"
        ),
    }


def is_known(what: str, form: str) -> bool:
    """Whether there is such a paper in such a format."""
    return what in kinds() and form in kinds()[what].formats


def start(point: Point, what: str, form: str, *, by: int) -> jobs.Job:
    """Ask the queue for a paper; one of a kind is made at a time."""
    return jobs.start_once(JOB, job_args(point, what, form), by)


def latest(point: Point, what: str, form: str) -> jobs.Job | None:
    """The last time such a paper was asked for."""
    return jobs.latest(JOB, job_args(point, what, form))


def job_args(point: Point, what: str, form: str) -> dict[str, Any]:
    """The arguments of the job."""
    return {"point": point.id, "what": what, "form": form}


@jobs.handler(JOB, _l("in quyết định, phân công của %(Task_force)s"))
def make(job: jobs.Job, progress: jobs.Progress) -> jobs.JobFile:
    """Make a paper."""
    what, form = job.args["what"], job.args["form"]
    point = load_point(job.args["point"])
    if point is None or not is_known(what, form):
        raise DomainError(_("Không còn văn bản này."))
    profile = read_profile(point)
    terms.speak_of(profile.plan.tongues)
    db.session.rollback()  # no transaction waits while pages are set
    progress(0, 1)
    content = paper_docx(profile, what) if form == "docx" else paper_pdf(profile, what)
    progress(1, 1)
    name = f"{kinds()[what].stem}-{profile.unit_code}-{plain(profile.title)}.{form}"
    return jobs.JobFile(name, DOCX if form == "docx" else PDF, content)


def load_point(point_id: int) -> Point | None:
    """A point with its round and unit."""
    query = (
        select(Point)
        .where(Point.id == point_id)
        .options(joinedload(Point.round), joinedload(Point.unit).joinedload(Unit.parent))
    )
    return db.session.scalar(query)


def paper_pdf(profile: CommuneProfile, what: str) -> bytes:
    """A paper as PDF."""
    if what == "card":
        return desk_sheets.card(profile)
    if what == "questions":
        return desk_sheets.questions(profile)
    if what == "loudspeaker":
        values = {"place": profile, "text": texts.loudspeaker(profile), "repeats": texts.repeats(profile)}
        return desk_sheets.to_pdf(pdf.fill("print/loudspeaker.html", values))
    return print_contents([content_of(profile, what)])[0]


def paper_docx(profile: CommuneProfile, what: str) -> bytes:
    """A paper for Word."""
    return loudspeaker_docx(profile) if what == "loudspeaker" else build_docx(content_of(profile, what))


def content_of(profile: CommuneProfile, what: str) -> DocumentContent:
    """The words of a decision or notice."""
    return texts.decision(profile) if what == "decision" else texts.notice(profile)


def loudspeaker_docx(profile: CommuneProfile) -> bytes:
    """What is read aloud, in large letters without a letterhead."""
    office = texts.party_office(profile)
    book = DocxBuilder(texts.build_paper(profile, office, texts.LOUDSPEAKER, subject=profile.title))
    book.section("portrait", numbered_first=False)
    book.paragraph(profile.full, "Subtitle")
    book.paragraph(texts.LOUDSPEAKER.name.upper(), "Title")
    book.paragraph(texts.repeats(profile), "Repeats")
    book.paragraph(texts.loudspeaker(profile), "Reading Aloud")
    return book.written()
