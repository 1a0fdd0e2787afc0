"""What units, offices and the work are called: the nouns of the round at hand, which fill the holes of sentences.

A sentence for pages has a hole for each such noun: «Tìm %(communes)s». The hole with a capital stands at the head of a
sentence: «%(Communes)s». What a caller gives for a hole goes before the round's own noun.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import Flask, g, has_app_context, has_request_context
from werkzeug.local import LocalProxy

from portal.extensions import Hook
from portal.web.ui.formats import ENGLISH, capital, lower_first


@dataclass(frozen=True)
class Terms:
    """The nouns of one language as they stand within a sentence; the defaults are said where no plan is at hand.

    `commune` is one unit in short, `communes` the kinds of units together and `any_commune` one of whatever kind;
    `district` and `districts` are likewise.
    `issuer` runs the survey, `issuer_full` is its name with its place; `member` is who helps, of `organisation`, led by
    `provincial`; `helpers` are those at the desk, members or not. `office` is what a rated person holds, `office_short`
    in a word; `rates_person` says whether there is one, `roles` what parts of accounts are called where not as usual.
    `scanner` opens a code; `chat` is the group's kind. `province` is the office at the top in a word, `province_level`
    its level, `territory` all that its units are of.
    `counted` is what ballots are held against, as it stands after a number or «số», in short and at its shortest
    (`counted_unit`); `counted_figure` the figure that is entered; `counted_there` says where it came. What one is and
    is not, both empty where the plan does not say. `answering` are those who answer,
    `judged` is what the question for the overall figure is about.
    """

    rates_person: bool = False
    roles: tuple[tuple[str, str], ...] = ()

    commune: str = "đơn vị"
    communes: str = "đơn vị"
    any_commune: str = "đơn vị"
    commune_level: str = "cấp cơ sở"
    district: str = "đơn vị cấp trên"
    districts: str = "đơn vị cấp trên"
    district_level: str = "cấp trên trực tiếp"
    issuer: str = "cơ quan chủ trì"
    issuer_full: str = "cơ quan chủ trì"
    task_force: str = "tổ thực hiện"
    lead: str = "tổ trưởng"
    organisation: str = "tổ chức hỗ trợ"
    provincial: str = "tổ chức hỗ trợ"
    member: str = "người hỗ trợ"
    members: str = "người hỗ trợ"
    helpers: str = "người hỗ trợ"
    desk: str = "nơi tiếp người dân"
    chat: str = "nhóm trao đổi"
    scanner: str = "ứng dụng quét mã"
    counted: str = "lượt người đến"
    counted_short: str = "lượt đến"
    counted_unit: str = "lượt"
    counted_figure: str = "lượt người đến"
    counted_figure_short: str = "lượt đến"
    counted_there: str = "lượt người đến nơi tiếp người dân"
    counted_is: str = ""
    counted_is_not: str = ""
    province: str = "cơ quan chủ trì"
    province_level: str = "cơ quan chủ trì"
    territory: str = "đợt"
    office: str = "người được lấy ý kiến"
    office_short: str = "được lấy ý kiến"
    rated: str = "nội dung được lấy ý kiến"
    answering: str = "người đến nơi tiếp người dân"
    judged: str = "nội dung được lấy ý kiến"


NEUTRAL = Terms()
HOLE = re.compile(r"%\((\w+)\)s")
ENGLISH_NEUTRAL = Terms(
    commune="unit",
    communes="units",
    any_commune="unit",
    commune_level="local level",
    district="unit above",
    districts="units above",
    district_level="level above",
    issuer="office that runs the survey",
    issuer_full="office that runs the survey",
    task_force="local team",
    lead="team leader",
    organisation="helping organisation",
    provincial="helping organisation",
    member="helper",
    members="helpers",
    helpers="helpers",
    desk="desk",
    chat="chat group",
    scanner="a code reader",
    counted="visits",
    counted_short="visits",
    counted_unit="visits",
    counted_figure="number of visits",
    counted_figure_short="number of visits",
    counted_there="visits to the desk",
    province="office that runs the survey",
    province_level="office that runs the survey",
    territory="survey",
    office="person rated",
    office_short="person rated",
    rated="what is asked about",
    answering="visitors of the desk",
    judged="what is asked about",
)


def figure_of(counted: str) -> str:
    """What is entered of a noun that stands after a number: «lượt đến» is a count itself, «học sinh» «số học sinh»."""
    return counted if counted.startswith("lượt") else f"số {counted}"


def came_to(counted: str, place: str) -> str:
    """«lượt người đến trạm y tế»; a noun that does not come anywhere stands alone: «học sinh»."""
    return f"{counted} {place}" if counted.endswith(" đến") else counted


class Tongues(NamedTuple):
    """The same nouns in both languages of citizens' pages."""

    vi: Terms
    en: Terms


NEUTRAL_IN_BOTH = Tongues(NEUTRAL, ENGLISH_NEUTRAL)
source: Hook[Callable[[], Tongues | None]] = Hook()
"""What a room above names for the request at hand: a function that gives its nouns, or None."""


def at_hand() -> Terms:
    """The nouns of the round that the page is about, in its language; neutral ones where it is about none."""
    spoken = in_both()
    return spoken.en if ENGLISH.get() else spoken.vi


def in_both() -> Tongues:
    """The same in both languages."""
    if not has_app_context():
        return NEUTRAL_IN_BOTH
    spoken: Tongues | None = g.get("terms")
    if spoken is None and has_request_context():
        g.terms = NEUTRAL_IN_BOTH  # what is said while they are looked up
        g.terms = spoken = next((found for ask in source if (found := ask()) is not None), NEUTRAL_IN_BOTH)
    return spoken or NEUTRAL_IN_BOTH


def speak_of(spoken: Tongues) -> None:
    """From here on the page or job is about a round with these nouns; nothing is said ahead of Flask."""
    if has_app_context():
        g.terms = spoken


def install(app: Flask) -> None:
    """Give templates the nouns at hand as `terms`."""
    app.jinja_env.globals["terms"] = LocalProxy(at_hand)


@contextmanager
def saying(spoken: Tongues) -> Iterator[None]:
    """Sentences made in the block are about a round with these nouns; they must be whole when it ends."""
    before = g.get("terms")
    g.terms = spoken
    try:
        yield
    finally:
        if before is None:
            g.pop("terms")
        else:
            g.terms = before


class Holes(dict[str, Any]):
    """What a caller gives, and the nouns for the other holes of a sentence."""

    def __init__(self, given: Mapping[str, object], terms: Terms) -> None:
        super().__init__(given)
        self.terms = terms

    def __missing__(self, name: str) -> str:
        return noun(self.terms, name)


def noun(terms: Terms, name: str) -> str:
    """The noun for a hole: «communes» within a sentence, «Communes» at its head. Raises KeyError for no noun."""
    if not is_noun(name):
        raise KeyError(name)
    found: str = getattr(terms, lower_first(name))
    return found if name[0].islower() else capital(found)


def is_noun(name: str) -> bool:
    """Whether a hole is for a noun of a round."""
    return lower_first(name) in Terms.__dataclass_fields__


def of_sentence(*, is_translated: bool) -> Terms:
    """The nouns for a sentence: one that has no words in the page's language is Vietnamese, and so are its nouns."""
    return at_hand() if is_translated else in_both().vi


def filled(sentence: str, given: Mapping[str, object], terms: Terms | None = None) -> str:
    """A sentence with its holes filled; where nothing is given, holes that are no nouns stay for a later hand."""

    def said(hole: re.Match[str]) -> str:
        if hole[1] in given or not is_noun(hole[1]):
            return hole[0]
        words = noun(terms or at_hand(), hole[1])
        return words.replace("%", "%%") if given else words

    if "%(" in sentence:
        sentence = HOLE.sub(said, sentence)
    return sentence % given if given else sentence
