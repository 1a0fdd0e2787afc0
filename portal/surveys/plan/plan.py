"""A round's plan as data: read from TOML, every mistake at once; kept as JSON beside the round; what is due by it."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cached_property
from typing import Any, Self, TypeVar

from portal.errors import Mistake, Mistakes
from portal.surveys.plan import paper_parts, participation, parts, plan_words, public_parts, quality_limits
from portal.surveys.plan.deadlines import next_working_day
from portal.surveys.plan.rated import NOTHING_SAID, Rated
from portal.surveys.plan.reader import Problems, Words, read
from portal.surveys.plan.recognition import Recognition
from portal.surveys.plan.roles import USUAL_ROLES, Roles, every_step_keeps_somebody
from portal.surveys.points.chairs import ChairStatus
from portal.surveys.questionnaire.wording import Language, Wording
from portal.surveys.turnout import NOT_JUDGED, Policy, in_print
from portal.web.data import codec
from portal.web.ui import formats
from portal.web.ui.terms import Terms, Tongues

PartT = TypeVar("PartT")
SYNTAX_PLACE = re.compile(r"line (\d+), column (\d+)")


def reports_come_after_the_window(window: parts.Window, deadlines: parts.Deadlines) -> Problems:
    if deadlines.commune_report <= window.last_day:
        yield "deadlines.commune_report", "phải sau ngày cuối của đợt khảo sát."
    if deadlines.rosters > window.first_day:
        yield "deadlines.rosters", "phải từ ngày đầu của đợt khảo sát trở về trước."


def the_plan_comes_before_the_window(identity: parts.Identity, window: parts.Window) -> Problems:
    if identity.issued_on > window.first_day:
        yield "identity.issued_on", "phải từ ngày đầu của đợt khảo sát trở về trước."


def districts_are_there_or_not(
    catalogue: parts.Catalogue,
    deadlines: parts.Deadlines,
    letterheads: paper_parts.Letterheads,
    bodies: paper_parts.Bodies,
    report: paper_parts.Report,
) -> Problems:
    """A catalogue with districts has their board, papers and deadline; one without has none of them."""
    levels = {
        "deadlines.district_report": deadlines.district_report,
        "letterheads.district": letterheads.district,
        "bodies.district": bodies.district,
        "report.district_subject": report.district_subject,
    }
    for name, part in levels.items():
        if catalogue.districts and not part:
            yield name, "thiếu, trong khi danh mục có cấp giữa (catalogue.districts)."
        if part and not catalogue.districts:
            yield name, "thừa, vì danh mục không có cấp giữa (catalogue.districts để trống)."
    if bodies.approves == "district" and not catalogue.districts:
        yield "bodies.approves", "phải là province, vì danh mục không có cấp giữa."


def catalogue_is_in_force(catalogue: parts.Catalogue, window: parts.Window) -> Problems:
    if catalogue.year > window.last_day.year:
        yield "catalogue.year", "danh mục phải có từ năm khảo sát trở về trước."


def a_unit_has_one_number(phones: tuple[public_parts.Phone, ...]) -> Problems:
    counted = Counter(phone.unit for phone in phones)
    for code in (code for code, times in counted.items() if times > 1):
        yield "phones", f"đơn vị {code} có nhiều số điện thoại, chỉ ghi một số."


@dataclass(frozen=True)
class Plan:
    """All of a round that is decided beforehand."""

    identity: parts.Identity
    bases: tuple[Words, ...]
    purposes: tuple[Words, ...]
    catalogue: parts.Catalogue
    window: parts.Window
    deadlines: parts.Deadlines
    form: parts.Form
    results: parts.Results
    bodies: paper_parts.Bodies
    letterheads: paper_parts.Letterheads
    report: paper_parts.Report
    desk: public_parts.Desk
    contact: public_parts.Contact
    citizen: public_parts.Citizen
    poster: public_parts.Poster
    turnout: participation.Turnout | None = codec.later(None)
    helpers: public_parts.Helpers | None = codec.later(None)
    channels: tuple[public_parts.Channel, ...] = codec.later(())
    awards: parts.Awards | None = codec.later(None)
    tasks: tuple[parts.Task, ...] = ()
    retention: tuple[parts.Retention, ...] = ()
    chat: public_parts.Chat | None = None
    software: public_parts.Software | None = None
    quality: quality_limits.Limits = quality_limits.LIMITS
    phones: tuple[public_parts.Phone, ...] = codec.later(())
    recognition: Recognition | None = codec.later(None)
    invitations: public_parts.Invitations = codec.later(public_parts.NO_INVITATIONS)
    words: plan_words.PlanWords = codec.later(plan_words.NO_WORDS)
    rated: Rated = codec.later(NOTHING_SAID)
    roles: Roles = codec.later(USUAL_ROLES)

    CHECKS = (
        (("window", "deadlines"), reports_come_after_the_window),
        (("identity", "window"), the_plan_comes_before_the_window),
        (("catalogue", "deadlines", "letterheads", "bodies", "report"), districts_are_there_or_not),
        (("catalogue", "window"), catalogue_is_in_force),
        (("phones",), a_unit_has_one_number),
        (("roles", "catalogue"), every_step_keeps_somebody),
    )

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """The plan a JSON body describes. Raises Mistakes."""
        return read(cls, body)

    def to_json(self) -> dict[str, Any]:
        plain: dict[str, Any] = codec.to_plain(self)
        return plain

    @property
    def slug(self) -> str:
        return self.identity.slug

    @property
    def title(self) -> str:
        return self.identity.title

    @property
    def short_name(self) -> str:
        """What pages call the round: «Kế hoạch 198 · 6/2024»."""
        number = self.identity.number.partition("-")[0]
        month = self.window.first_day
        return self.identity.short_name or f"{self.identity.kind} {number} · {month.month}/{month.year}"

    @cached_property
    def phone_by_code(self) -> Mapping[str, public_parts.Phone]:
        """The numbers of districts and communes by the unit's code."""
        return {phone.unit: phone for phone in self.phones}

    @property
    def named(self) -> str:
        """«Kế hoạch số 198-KH/BDVTU»."""
        return f"{self.identity.kind} số {self.identity.number}"

    @property
    def cited(self) -> str:
        """«Kế hoạch số 12-KH/ABC ngày 05/6/2024 của Cơ quan về tổ chức khảo sát, …»."""
        dated = formats.short_date(self.identity.issued_on)
        return f"{self.named} ngày {dated} của {self.identity.issuer} về {self.identity.subject}"

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the window, in order."""
        length = (self.window.last_day - self.window.first_day).days + 1
        return tuple(self.window.first_day + timedelta(days=n) for n in range(length))

    @property
    def holidays(self) -> tuple[date, ...]:
        return self.window.holidays

    @property
    def has_districts(self) -> bool:
        return bool(self.catalogue.districts)

    @property
    def counts_by_day(self) -> bool:
        """Whether ballots are held against a figure of every day."""
        return self.turnout is not None and self.turnout.denominator.per == "day"

    @property
    def crowded_from(self) -> int:
        """From how many visits on a day is crowded; so many never come where none are counted."""
        return self.turnout.crowded_from if self.turnout else participation.NEVER_CROWDED

    @property
    def helping(self) -> public_parts.Helpers:
        """The helpers of a plan that has some; LookupError elsewhere, where no page asks for them."""
        return needed(self.helpers)

    @property
    def awarding(self) -> parts.Awards:
        """The same of its awards."""
        return needed(self.awards)

    def wording(self, name: str, kind: str, chair: str = ChairStatus.INCUMBENT, language: Language = "vi") -> Wording:
        """The words of the form for one commune, with the desk called as this round calls it."""
        desk = self.desk.english if language == "en" else self.desk.short
        return Wording(name, kind, chair, language, desk, self.rated)

    @property
    def wording_in_general(self) -> Wording:
        """The words of the form for all communes together, for reports."""
        return Wording("", self.catalogue.communes, desk=self.desk.short, rated=self.rated)

    @property
    def wording_in_english(self) -> Wording:
        """The same on pages in English: «… of the commune»."""
        return self.wording("the", self.catalogue.communes.partition(", ")[0], language="en")

    @cached_property
    def terms(self) -> Terms:
        """The plan's nouns in Vietnamese."""
        return plan_words.vietnamese(self)

    @cached_property
    def terms_in_english(self) -> Terms:
        return plan_words.english(self)

    @property
    def tongues(self) -> Tongues:
        """The plan's nouns in both languages."""
        return Tongues(self.terms, self.terms_in_english)

    def policy_of(self, preset: str | None = None) -> Policy:
        """The turnout policy in force, or another preset's; one that judges nothing where nothing is counted."""
        return self.turnout.policy(preset) if self.turnout else NOT_JUDGED

    @property
    def policy(self) -> Policy:
        """The turnout policy of the plan's own preset."""
        return self.policy_of()

    @property
    def turnout_in_print(self) -> str:
        """How a paper names the turnout rule: by the plan's clause, never by a letter; empty where there is none."""
        chosen = self.turnout
        if chosen is None:
            return ""
        return in_print(clause=chosen.clause, plan=self.named, guidance=chosen.guidance, issuer=self.identity.issuer)


def needed(part: PartT | None) -> PartT:
    """A part of a plan that the page at hand is about."""
    if part is None:
        message = "the plan does not use this feature"
        raise LookupError(message)
    return part


@dataclass(frozen=True)
class Entry:
    """Something due; without an hour it is due by the end of the day."""

    day: date
    words: str
    hour: time | None = None


def timetable(plan: Plan) -> list[Entry]:
    """Everything due, in order of time."""
    deadlines = plan.deadlines
    launch = "Phát động ra quân; kiểm tra" if plan.helpers else "Kiểm tra"
    entries = [
        *roster_entries(plan),
        Entry(plan.window.first_day, f"{launch}, giám sát, đôn đốc trong ngày đầu tiên"),
        Entry(deadlines.commune_report, f"{formats.capital(plan.terms.commune_level)} gửi báo cáo tình hình, kết quả"),
        Entry(deadlines.draft_report, "Dự thảo báo cáo tổng hợp"),
        Entry(deadlines.signed_report, "Ký, phát hành báo cáo tổng hợp"),
    ]
    if deadlines.district_report:
        level = formats.capital(plan.terms.district_level)
        entries.insert(-2, Entry(deadlines.district_report, f"{level} gửi báo cáo tình hình, kết quả"))
    for day in plan.days:
        if plan.chat:
            words = f"{plan.bodies.task_force or 'Đơn vị'} đăng tin trong ngày lên {plan.terms.chat} “{plan.chat.name}”"
            entries.append(Entry(day, words, deadlines.daily_post))
    for day in plan.days if plan.counts_by_day else ():
        following = next_working_day(day, plan.holidays)
        entries.append(Entry(following, f"Chốt số liệu ngày {formats.day_month(day)}", deadlines.lock_hour))
    if plan.turnout and not plan.counts_by_day:
        following = next_working_day(plan.window.last_day, plan.holidays)
        words = f"Chốt số {plan.turnout.denominator.noun}"
        entries.append(Entry(following, words, deadlines.lock_hour))
    return sorted(entries, key=lambda entry: (entry.day, entry.hour or time.max))


def roster_entries(plan: Plan) -> list[Entry]:
    """When the helpers' lists are due, in a plan that has helpers."""
    if plan.helpers is None:
        return []
    words = (
        f"{plan.helpers.provincial} gửi {plan.identity.issuer} danh sách, lịch phân công {plan.terms.helpers} hỗ trợ "
        "và danh sách lãnh đạo, cán bộ kiểm tra, giám sát"
    )
    return [Entry(plan.deadlines.rosters, words)]


def loads(text: str) -> dict[str, Any]:
    """What a TOML file holds. Raises Mistakes for broken syntax."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # The parser speaks English; its place is all that is taken of its sentence.
        match = SYNTAX_PLACE.search(str(error))
        where = f"dòng {match[1]}, cột {match[2]}" if match else "cuối tệp"
        sentence = "tệp không đúng cú pháp TOML: xem dấu nháy, dấu bằng, dấu ngoặc, hoặc mục bị lặp."
        raise Mistakes([Mistake(where, sentence)]) from error


def parse(text: str) -> Plan:
    """The plan a TOML file describes. Raises Mistakes."""
    return Plan.from_json(loads(text))
