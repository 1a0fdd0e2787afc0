"""The press note: what has been released of the province, nothing else; only where a directive of leaders allows it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from flask import current_app
from flask_babel import gettext as _

from portal.documents.lifecycle.requests import Request
from portal.documents.round_papers import letters
from portal.documents.round_papers.round_snapshot import common_figures
from portal.documents.synthesis.figures import Survey
from portal.errors import Conflict, DomainError, Refused
from portal.papers.letterhead import PROFILES, Office, cite
from portal.papers.paper import Form, Wording
from portal.papers.sections import Section, section
from portal.results.release import released, releasing
from portal.surveys.models import Round
from portal.web.data import clock
from portal.web.ui.formats import count, lower_first, short_date

FORM = Form("Thông cáo báo chí", "TCBC")
NOT_SHOWN = "-"
NUMBER = re.compile(r"^[0-9]+\. ")


@dataclass(frozen=True)
class ReleasedQuestion:
    """A question as released of the whole: how many had an opinion, the share satisfied in the words of the release."""

    title: str
    n: str
    satisfied: str
    is_overall: bool


@dataclass(frozen=True)
class PressFigures:
    """What is released, by which version, and the directive that allows it to be told."""

    office: Office
    survey: Survey
    taken_at: datetime
    directive: str
    directed_on: date
    version: int
    released_on: date
    communes: int
    questions: tuple[ReleasedQuestion, ...]
    address: str


def freeze(request: Request) -> PressFigures:
    """The release that stands. Refused before one; DomainError without the directive's number and day."""
    round_ = request.required_round
    release = releasing.latest(round_)
    if release is None:
        raise Refused(_("Kết quả chưa công bố, chưa lập được thông cáo báo chí."))
    content = releasing.content(release)
    if released.is_by_mean(content):
        raise Conflict(_("Bản công bố này nêu điểm bình quân theo cách cũ, không lập thông cáo báo chí từ đó."))
    directed_on = checked_directive(request, round_)
    common = common_figures(request)
    office: Office = common["office"]
    press = replace(office, recipients=("Các cơ quan báo chí", *office.recipients[1:]))  # no letter, so no «Như trên»
    return PressFigures(
        **{**common, "office": press},
        directive=request.directive.strip(),
        directed_on=directed_on,
        version=release.number,
        released_on=clock.local(release.made_at).date(),
        communes=len(content["communes"]),
        questions=tuple(released_question(row) for row in released.table(content) if row.n != NOT_SHOWN),
        address=f"{current_app.config['BASE_URL']}/rounds/{round_.slug}",
    )


def checked_directive(request: Request, round_: Round) -> date:
    """Its day: after the round's plan was issued, not ahead."""
    if not request.directive.strip():
        raise DomainError(_("Nhập số của văn bản có ý kiến chỉ đạo cho phép thông tin báo chí."), "directive")
    if request.directed_on is None:
        raise DomainError(_("Nhập ngày của văn bản có ý kiến chỉ đạo."), "directed_on")
    if request.directed_on > clock.today():
        raise DomainError(_("Ngày của ý kiến chỉ đạo không được sau ngày hôm nay."), "directed_on")
    if request.directed_on < round_.plan_data.identity.issued_on:
        raise DomainError(_("Ngày của ý kiến chỉ đạo phải từ ngày ban hành kế hoạch trở đi."), "directed_on")
    return request.directed_on


def released_question(row: released.QuestionRow) -> ReleasedQuestion:
    return ReleasedQuestion(NUMBER.sub("", row.title), row.n, row.satisfied, row.is_overall)


def wording(figures: PressFigures, _copy: str) -> Wording:
    """What was asked where, what was answered, how to read it, where everybody can see it."""
    survey, profile = figures.survey, PROFILES[figures.office.profile]
    basis = f"Thực hiện {cite(profile, survey.plan)}; theo ý kiến chỉ đạo số {figures.directive} ngày"
    return Wording(
        letters.head(figures, FORM, f"kết quả {lower_first(survey.title)}"),
        f"{basis} {short_date(figures.directed_on)}, {figures.office.name} thông tin như sau:",
        (
            section("1", "Thời gian, phạm vi", scope(figures)),
            section("2", "Kết quả", *results(figures)),
            section("3", "Cách hiểu số liệu", *cautions(figures)),
            Section("4", "Nội dung khác", prompt="nội dung khác được chỉ đạo thông tin", optional=True),
        ),
        f"{figures.office.name} trân trọng thông tin đến các cơ quan báo chí{profile.end_mark}",
    )


def scope(figures: PressFigures) -> str:
    survey, days = figures.survey, letters.survey_window(figures)
    units = f"{count(figures.communes)} {survey.units}"
    where = f"tại {survey.words.where(survey.desk, units)}"
    where += "" if survey.words.at_committee else f", gồm {units}"
    return f"Khảo sát {days} {where}."


def results(figures: PressFigures) -> Iterator[str]:
    """The overall question, then the others that were released as shares, as the release has them."""
    overall = [one for one in figures.questions if one.is_overall]
    others = [one for one in figures.questions if not one.is_overall and one.satisfied != NOT_SHOWN]
    if not figures.questions:
        yield "Chưa có kết quả nào đủ điều kiện công bố."
    for one in overall:
        yield f"Đánh giá chung: {share(one)} hài lòng hoặc rất hài lòng, trên {one.n} phiếu có ý kiến."
    if others:
        yield f"Theo nội dung: {'; '.join(f'{lower_first(one.title)}: {share(one)}' for one in others)}."


def share(one: ReleasedQuestion) -> str:
    """«86,1%», or the band's own words."""
    return f"{one.satisfied}%" if one.satisfied[:1].isdigit() and "%" not in one.satisfied else one.satisfied


def cautions(figures: PressFigures) -> Sequence[str]:
    day = short_date(figures.released_on)
    return (
        (
            f"Người trả lời là người đến {figures.survey.desk} trong những ngày khảo sát và tự nguyện trả lời; kết quả "
            "không suy rộng cho toàn dân."
        ),
        "Số liệu là số liệu chung; không nêu kết quả của từng đơn vị, từng người trả lời.",
        f"Kết quả đã công bố (lần {figures.version}, {day}), ai cũng xem được tại trang {figures.address}",
    )
