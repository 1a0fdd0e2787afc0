"""The parts of a plan that people meet: helpers, desk, numbers to call, the citizen's page, the poster, channels."""

from dataclasses import dataclass
from datetime import time
from typing import Annotated, Final

from portal.surveys.plan.reader import Problems, Words, between, matching, not_empty, placeholders
from portal.surveys.questionnaire.parts import Text
from portal.web.data import codec

WebAddress = Annotated[str, matching(r"https?://[^\s]+", "là một địa chỉ bắt đầu bằng http:// hoặc https://")]
PosterWords = Annotated[str, not_empty, placeholders("member", "domain")]
PhoneNumber = Annotated[str, matching(r"[0-9 .+()-]*", "chỉ gồm chữ số và dấu cách, dấu chấm")]


@dataclass(frozen=True)
class Helpers:
    """The organisation whose members help at the desk."""

    organisation: Words
    provincial: Words
    member: Words


@dataclass(frozen=True)
class Chat:
    """The group in which each task force posts every day, and who is to be in it."""

    name: Words
    link: WebAddress
    members: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Software:
    """The province's own software, in which the figures must be entered as well while `required`."""

    name: Words
    address: WebAddress
    required: bool = True


@dataclass(frozen=True)
class Invitations:
    """Whether desks keep a paper tally of whom they invite, entered by half-days once the day is «chốt»."""

    counted: bool = False


# Of plans that name none.
NO_INVITATIONS: Final = Invitations()


@dataclass(frozen=True)
class Contact:
    """Whom messages tell people to call; the telephone stays empty until the office gives one."""

    name: Text
    telephone: PhoneNumber = ""


@dataclass(frozen=True)
class Phone:
    """The number of a district or commune, by the unit's code; `name` is who answers, empty for the unit's board."""

    unit: Words
    telephone: Annotated[PhoneNumber, not_empty]
    name: str = ""


def a_desk_shuts_after_it_opens(opens: time, shuts: time) -> Problems:
    if shuts <= opens:
        yield "shuts", "phải sau giờ mở cửa (opens)."


@dataclass(frozen=True)
class Desk:
    """What the one-stop desk is called: in full on papers, in short to citizens; when it `opens` and `shuts`.

    `at_committee`: it stands at the People's Committee of each unit, which sentences say.
    """

    full: Words
    short: Words
    english: Words
    at_committee: bool = codec.later(default=True)
    opens: time = codec.later(time(7))
    shuts: time = codec.later(time(17))

    CHECKS = ((("opens", "shuts"), a_desk_shuts_after_it_opens),)


@dataclass(frozen=True)
class Citizen:
    """The box on the citizen's page: who asks, what for, how long the answers are kept."""

    organiser: Text
    purpose: Text
    kept: Text


@dataclass(frozen=True)
class Poster:
    steps: tuple[PosterWords, ...]
    without_phone: PosterWords
    domain: PosterWords


@dataclass(frozen=True)
class Channel:
    """A way to make the survey known, counted as one column of the publicity annex."""

    id: Annotated[str, matching(r"[a-z_]{1,30}", "gồm chữ thường không dấu")]
    label: Words
    least_days: Annotated[int, between(1, 60)] = 1
