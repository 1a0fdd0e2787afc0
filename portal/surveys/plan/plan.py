"""A round's plan as data: read from TOML, every mistake at once; kept as JSON beside the round."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from portal.surveys.plan.parts import (
    Awards,
    Bodies,
    Catalogue,
    Channel,
    Chat,
    Citizen,
    Contact,
    Deadlines,
    Desk,
    Form,
    Helpers,
    Identity,
    Letterheads,
    Poster,
    Report,
    Results,
    Retention,
    Software,
    Task,
    Turnout,
    Window,
)
from portal.surveys.plan.quality_limits import LIMITS, Limits
from portal.surveys.plan.reader import Mistake, Mistakes, Problems, Reader, Words
from portal.surveys.points.chairs import ChairStatus
from portal.surveys.questionnaire.wording import Language, Wording, in_general
from portal.surveys.turnout import Policy, in_print
from portal.web.data import codec
from portal.web.ui import formats

SYNTAX_PLACE = re.compile(r"line (\d+), column (\d+)")


class PlanErrors(Mistakes):
    """The file is no plan that can be carried out."""


def reports_come_after_the_window(window: Window, deadlines: Deadlines) -> Problems:
    if deadlines.commune_report <= window.last_day:
        yield "deadlines.commune_report", "phải sau ngày cuối của đợt khảo sát."
    if deadlines.rosters > window.first_day:
        yield "deadlines.rosters", "phải từ ngày đầu của đợt khảo sát trở về trước."


def the_plan_comes_before_the_window(identity: Identity, window: Window) -> Problems:
    if identity.issued_on > window.first_day:
        yield "identity.issued_on", "phải từ ngày đầu của đợt khảo sát trở về trước."


def districts_are_there_or_not(
    catalogue: Catalogue, deadlines: Deadlines, letterheads: Letterheads, bodies: Bodies, report: Report
) -> Problems:
    """A catalogue with districts has their board, papers and deadline; one without has none of them."""
    parts = {
        "deadlines.district_report": deadlines.district_report,
        "letterheads.district": letterheads.district,
        "bodies.district": bodies.district,
        "report.district_subject": report.district_subject,
    }
    for name, part in parts.items():
        if catalogue.districts and not part:
            yield name, "thiếu, trong khi danh mục có cấp huyện (catalogue.districts)."
        if part and not catalogue.districts:
            yield name, "thừa, vì danh mục không có cấp huyện (catalogue.districts để trống)."
    if bodies.approves == "district" and not catalogue.districts:
        yield "bodies.approves", "phải là province, vì danh mục không có cấp huyện."


def catalogue_is_in_force(catalogue: Catalogue, window: Window) -> Problems:
    if catalogue.year > window.last_day.year:
        yield "catalogue.year", "danh mục phải có từ năm khảo sát trở về trước."


@dataclass(frozen=True)
class Plan:
    """All of a round that is decided beforehand."""

    identity: Identity
    bases: tuple[Words, ...]
    purposes: tuple[Words, ...]
    catalogue: Catalogue
    window: Window
    deadlines: Deadlines
    form: Form
    turnout: Turnout
    results: Results
    bodies: Bodies
    letterheads: Letterheads
    report: Report
    helpers: Helpers
    desk: Desk
    contact: Contact
    citizen: Citizen
    poster: Poster
    channels: tuple[Channel, ...]
    awards: Awards
    tasks: tuple[Task, ...] = ()
    retention: tuple[Retention, ...] = ()
    chat: Chat | None = None
    software: Software | None = None
    quality: Limits = LIMITS

    CHECKS = (
        (("window", "deadlines"), reports_come_after_the_window),
        (("identity", "window"), the_plan_comes_before_the_window),
        (("catalogue", "deadlines", "letterheads", "bodies", "report"), districts_are_there_or_not),
        (("catalogue", "window"), catalogue_is_in_force),
    )

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Self:
        """The plan a JSON body describes. Raises PlanErrors."""
        reader = Reader()
        plan = reader.read(cls, body, ())
        if reader.mistakes:
            raise PlanErrors(reader.mistakes)
        return plan  # type: ignore[no-any-return]

    def to_json(self) -> dict[str, Any]:
        return codec.to_plain(self)  # type: ignore[no-any-return]

    @property
    def slug(self) -> str:
        return self.identity.slug

    @property
    def title(self) -> str:
        return self.identity.title

    @property
    def named(self) -> str:
        """«Kế hoạch số 198-KH/BDVTU»."""
        return f"{self.identity.kind} số {self.identity.number}"

    @property
    def cited(self) -> str:
        """«Kế hoạch số 198-KH/BDVTU ngày 05/6/2024 của Ban Dân vận Tỉnh ủy về tổ chức khảo sát, …»."""
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

    def wording(self, name: str, kind: str, chair: str = ChairStatus.INCUMBENT, language: Language = "vi") -> Wording:
        """The words of the form for one commune, with the desk called as this round calls it."""
        return Wording(name, kind, chair, language, self.desk.english if language == "en" else self.desk.short)

    @property
    def wording_in_general(self) -> Wording:
        """The words of the form for all communes together, for reports."""
        return in_general(self.catalogue.communes, self.desk.short)

    @property
    def policy(self) -> Policy:
        """The turnout policy of the plan's own preset."""
        return self.turnout.policy()

    @property
    def turnout_in_print(self) -> str:
        """How a paper names the turnout rule: by the plan's clause, never by a letter."""
        chosen = self.turnout
        return in_print(clause=chosen.clause, plan=self.named, guidance=chosen.guidance, issuer=self.identity.issuer)


def parse(text: str) -> Plan:
    """The plan a TOML file describes. Raises PlanErrors."""
    try:
        body = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = SYNTAX_PLACE.search(str(error))
        where = f"dòng {match[1]}, cột {match[2]}" if match else "cuối tệp"
        sentence = "tệp không đúng cú pháp TOML: xem dấu nháy, dấu bằng, dấu ngoặc, hoặc mục bị lặp."
        raise PlanErrors([Mistake(where, sentence)]) from error
    return Plan.from_json(body)
