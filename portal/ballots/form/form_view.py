"""What a point's page is printed from: plan, form, commune and chair as plain values, then in one language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.ballots.form import answers, phrases
from portal.ballots.form.answers import Rules
from portal.ballots.form.questions import Part, Question, build_parts, comment_box, optional_questions, question_name
from portal.ballots.submission_status import Window
from portal.extensions import db
from portal.surveys.models import Point, Round
from portal.surveys.plan.plan import Plan
from portal.surveys.points.chairs import ChairStatus
from portal.surveys.queries import reference_day, tenure_on
from portal.surveys.questionnaire.questionnaire import Questionnaire
from portal.surveys.questionnaire.wording import Language, Wording
from portal.units.kinds import singular
from portal.units.models import Unit
from portal.web.ui.formats import capital, whole


@dataclass(frozen=True, slots=True)
class RoundSnapshot:
    """What all points of a round share, as plain values: it outlives the session that read it."""

    slug: str
    window: Window
    plan: Plan
    form: Questionnaire
    rules: Rules
    simulated: bool

    @classmethod
    def of(cls, row: Round) -> RoundSnapshot:
        plan, form = row.plan_data, row.form
        return cls(row.slug, Window.of(row), plan, form, answers.rules_of(form, plan.form.variant), row.simulated)


@dataclass(frozen=True, slots=True)
class FormVersion:
    """One version of one point's page. `district` is its kind and name, None where there is none."""

    round: RoundSnapshot
    name: str
    kind: str
    district: tuple[str, str] | None
    chair: str

    @classmethod
    def of(cls, shared: RoundSnapshot, unit: Unit, chair: str) -> FormVersion:
        return cls(shared, unit.name, unit.kind, district_of(unit), chair)

    def wording(self, language: Language) -> Wording:
        """Return the form's words for this commune."""
        return self.round.plan.wording(self.name, self.kind, self.chair, language)

    def where(self, wording: Wording) -> str:
        """Name the commune and its district."""
        return place_name(wording, self.district)


def district_of(unit: Unit) -> tuple[str, str] | None:
    """Kind and name of a commune's district; None since there are none any more."""
    return (unit.district.kind, unit.district.name) if unit.district else None


def place_name(wording: Wording, district: tuple[str, str] | None) -> str:
    """«Xã Thanh Hải, thị xã Việt Yên», «Thanh Hải commune, Việt Yên town»; no line ends inside a name."""
    unit = capital(whole(wording.holes["unit"]))
    if district is None:
        return unit
    kind, name = district[0], whole(district[1])
    if wording.language == "en":
        return f"{unit}, {name} {singular(kind)}"
    return f"{unit}, {kind} {name}"


def load_version(code: str, shared: Callable[[Round], RoundSnapshot]) -> FormVersion:
    """Read what a point's page is printed from."""
    query = (
        select(Point)
        .where(Point.code == code)
        .options(
            joinedload(Point.round),
            joinedload(Point.unit).joinedload(Unit.parent),
            selectinload(Point.tenures),
        )
    )
    # outside the request's own transaction, which on a post would wait for the writers ahead of it
    with Session(db.engine.execution_options(sqlite_readonly=True)) as session:
        point = session.scalars(query).one()
        tenure = tenure_on(point.tenures, reference_day(point.round))
        return FormVersion.of(shared(point.round), point.unit, tenure.status if tenure else ChairStatus.INCUMBENT)


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the page in its index: the id it starts at, what it is called."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class FormView:
    """Everything an empty form's page says."""

    heading: str
    unit: str
    where: str
    elsewhere: str
    note: str
    organiser: str
    promise: str
    promises: tuple[str, ...]
    about: tuple[str, ...]
    parts: tuple[Part, ...]
    comment: Question
    optional: tuple[Question, ...]

    @property
    def questions(self) -> dict[str, Question]:
        """All questions by id, the comment too, as they follow each other on the page."""
        return {question.id: question for question in (*self.closed, *self.optional, self.comment)}

    @property
    def closed(self) -> tuple[Question, ...]:
        """The numbered questions."""
        return tuple(question for part in self.parts for question in part.questions)

    @property
    def first(self) -> str:
        """The id of the first question."""
        return self.closed[0].id

    @property
    def opens_free(self) -> bool:
        """Whether the first question can be passed without a tap on one of its rows."""
        return not self.closed[0].required or not self.closed[0].options

    @property
    def index(self) -> tuple[Place, ...]:
        """The parts of the long page: «Câu 1–8», «Câu 9–13», the block about the person, the comment."""
        spans = [(part.questions[0], part.questions[-1]) for part in self.parts]
        parts = [
            Place(first.id, question_name(f"{first.number}–{last.number}") if first != last else first.name)
            for first, last in spans
        ]
        person = [Place("person", _("Vài thông tin chung"))] if self.optional else []
        return (*parts, *person, Place(self.comment.id, _("Góp ý")))


def about_lines(version: FormVersion, wording: Wording) -> tuple[str, ...]:
    """Say what the form is for, who asks, how long the answers are kept, whom to ask."""
    plan = version.round.plan
    organiser, contact = wording.say(plan.citizen.organiser), wording.say(plan.contact.name)
    telephone = plan.contact.telephone
    return (
        wording.say(plan.citizen.purpose),
        _("Cơ quan chủ trì: %(organiser)s.", organiser=organiser),
        _(
            "Việc trả lời là tự nguyện: ông/bà có thể chọn “Không biết / không có ý kiến”, bỏ qua phần không bắt buộc "
            "hoặc dừng bất cứ lúc nào."
        ),
        wording.say(plan.citizen.kept),
        _("Liên hệ: %(who)s.", who=f"{contact}, {telephone}" if telephone else contact),
    )


def promise(kind: str, count: int, *, helped: bool) -> str:
    """The sentence over the first question; it speaks of helpers where a plan has some."""
    if helped:
        return _(
            "Không hỏi tên. Cán bộ %(kind)s, người hỗ trợ không xem được câu trả lời. %(count)s câu, khoảng 5 phút.",
            kind=kind,
            count=count,
        )
    return _(
        "Không hỏi tên. Cán bộ %(kind)s không xem được câu trả lời. %(count)s câu, khoảng 5 phút.",
        kind=kind,
        count=count,
    )


def build(version: FormVersion, language: Language) -> FormView:
    """Print a version in one language."""
    form, variant = version.round.form, version.round.plan.form.variant
    wording = version.wording(language)
    kind, helped = wording.holes["kind"], version.round.plan.helpers is not None
    return FormView(
        heading=wording.say(form.heading),
        unit=wording.holes["unit"],
        where=version.where(wording),
        elsewhere=_("Không đúng %(kind)s này? Xin quét lại mã.", kind=kind),
        note=wording.note,
        organiser=wording.say(version.round.plan.citizen.organiser),
        promise=promise(kind, len(form.numbered(variant)), helped=helped),
        promises=(
            _("Không hỏi tên, số điện thoại, số căn cước"),
            _("Không ghi lại ai trả lời; cán bộ %(kind)s không xem được phiếu", kind=kind),
            _("Ông/bà tự trả lời; người hỗ trợ không được xem")
            if helped
            else _("Ông/bà tự trả lời; không ai được xem hay chọn thay"),
            phrases.until(version.round.window),
        ),
        about=about_lines(version, wording),
        parts=build_parts(form, variant, wording),
        comment=comment_box(form, variant, wording),
        optional=optional_questions(form, wording),
    )
