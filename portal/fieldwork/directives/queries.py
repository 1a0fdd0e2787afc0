"""Reading directing papers, launches and chat members of a subtree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.extensions import db
from portal.fieldwork.directives.models import LAUNCH, ChatMember, DirectingPaper, Launch
from portal.surveys.models import Round
from portal.units import queries as units
from portal.units.models import COMMUNE, DISTRICT, PROVINCE, Unit
from portal.units.queries import within
from portal.web.http.languages import cached_per_language
from portal.web.media.uploads import Photo, of_owners

RowT = TypeVar("RowT", DirectingPaper, Launch)
NEITHER, NO_PAPER, NO_LAUNCH, BOTH = "neither", "no_paper", "no_launch", "both"
SHAPES = {NEITHER: "cao_bat_thuong", NO_PAPER: "thap", NO_LAUNCH: "thap", BOTH: "dat"}


@dataclass(frozen=True)
class Directives:
    """How a subtree was directed in a round: all papers and launches that stand, by level and day."""

    papers: tuple[DirectingPaper, ...]
    launches: tuple[Launch, ...]

    def of(self, unit: Unit) -> Directives:
        """The same of one unit alone."""
        return Directives(
            tuple(one for one in self.papers if one.unit_id == unit.id),
            tuple(one for one in self.launches if one.unit_id == unit.id),
        )


@dataclass(frozen=True)
class Line:
    """A unit and how it directs; a commune launches nothing."""

    unit: Unit
    directives: Directives

    @property
    def expects_launch(self) -> bool:
        """Whether a launch is expected of this level."""
        return self.unit.level != COMMUNE

    @property
    def state(self) -> str:
        """neither, no_paper, no_launch or both."""
        # a commune launches nothing, so it lacks none
        has_launch = bool(self.directives.launches) or not self.expects_launch
        if not self.directives.papers:
            return NO_PAPER if has_launch else NEITHER
        return BOTH if has_launch else NO_LAUNCH

    @property
    def label(self) -> str:
        """The state in words."""
        return labels()[self.state]

    @property
    def shape(self) -> str:
        """The state as the shape of its tag."""
        return SHAPES[self.state]


@cached_per_language
def labels() -> Mapping[str, str]:
    """The states in words."""
    return {
        NEITHER: _("Chưa có cả hai"),
        NO_PAPER: _("Chưa có văn bản"),
        NO_LAUNCH: _("Chưa phát động"),
        BOTH: _("Đã có"),
    }


def directives_in(top: Unit, round_: Round) -> Directives:
    """The papers and launches of a subtree, the province's first: for boards, and for section I.1 of the reports."""
    papers = entered_in(DirectingPaper, top, round_).order_by(Unit.path, DirectingPaper.issued_on)
    launches = entered_in(Launch, top, round_).order_by(Unit.path, Launch.day)
    return Directives(tuple(db.session.scalars(papers)), tuple(db.session.scalars(launches)))


def entered_in(table: type[RowT], top: Unit, round_: Round) -> Select[RowT]:
    """The papers or launches of a subtree that were not taken back, as they are now."""
    return (
        select(table)
        .join(table.unit)
        .where(table.round_id == round_.id, table.withdrawn_at.is_(None), within(top))
        .options(contains_eager(table.unit), joinedload(table.enterer))
        .execution_options(populate_existing=True)
    )


def photos_of(launch: Launch) -> list[Photo]:
    """The photographs of a launch."""
    return of_owners(LAUNCH, [launch.id]).get(launch.id, [])


def photo_in(launch: Launch, photo_id: str) -> Photo | None:
    """One photograph of a launch."""
    return next((photo for photo in photos_of(launch) if photo.id == photo_id), None)


def photo_counts(launches: Iterable[Launch]) -> dict[int, int]:
    """How many photographs each launch shows."""
    by_launch = of_owners(LAUNCH, [launch.id for launch in launches])
    # what is still being worked on, or was refused, is not shown
    return {number: sum(photo.status == "ready" for photo in photos) for number, photos in by_launch.items()}


def lines(top: Unit, round_: Round) -> list[Line]:
    """Every unit directly concerned below the reader: districts for the province, else communes; itself not."""
    directives = directives_in(top, round_)
    papers, launches = grouped(directives.papers), grouped(directives.launches)
    return [Line(unit, Directives(papers.get(unit.id, ()), launches.get(unit.id, ()))) for unit in below(top)]


def below(top: Unit) -> Sequence[Unit]:
    """The units a level looks after: a province its districts, without any its communes, as a district does."""
    if top.level == COMMUNE:
        return []
    districts = units.districts(top) if top.level == PROVINCE else []
    return districts or db.session.scalars(units.communes(top)).all()


def grouped(rows: Iterable[RowT]) -> dict[int, tuple[RowT, ...]]:
    """Rows by their unit; they come in the order of units."""
    return {unit_id: tuple(own) for unit_id, own in groupby(rows, key=lambda row: row.unit_id)}


@dataclass(frozen=True)
class ChatLine:
    """A district or commune and how many of its people are in the chat group."""

    unit: Unit
    named: int
    joined: int

    @property
    def state(self) -> str:
        """Nobody (is named), some (of them are in) or all."""
        if not self.named:
            return "nobody"
        return "all" if self.joined == self.named else "some"

    @property
    def label(self) -> str:
        """The state in words."""
        return chat_labels()[self.state]

    @property
    def shape(self) -> str:
        """The state as the shape of its tag."""
        return {"nobody": "cao_bat_thuong", "some": "thap", "all": "dat"}[self.state]


@cached_per_language
def chat_labels() -> Mapping[str, str]:
    """The states of the chat's lines in words."""
    return {"nobody": _("Chưa cử người"), "some": _("Còn người chưa vào"), "all": _("Đã vào đủ")}


def chat_lines(top: Unit, round_: Round) -> list[ChatLine]:
    """Every district and commune of a subtree: two queries."""
    counted = (
        select(ChatMember.unit_id, func.count(), func.count(ChatMember.joined_at))
        .join(Unit, Unit.id == ChatMember.unit_id)
        .where(ChatMember.round_id == round_.id, within(top))
        .group_by(ChatMember.unit_id)
    )
    known = {unit_id: (named, joined) for unit_id, named, joined in db.session.execute(counted)}
    levels = Unit.level.in_((DISTRICT, COMMUNE))
    query = select(Unit).where(within(top), levels).options(joinedload(Unit.parent)).order_by(Unit.position)
    return [ChatLine(unit, *known.get(unit.id, (0, 0))) for unit in db.session.scalars(query)]


def chat_members(unit: Unit, round_: Round) -> Sequence[ChatMember]:
    """Whom a unit has named, in the order they were named."""
    query = select(ChatMember).where(ChatMember.round_id == round_.id, ChatMember.unit_id == unit.id)
    return db.session.scalars(query.order_by(ChatMember.id)).all()


def chat_member_in(top: Unit, round_: Round, member_id: int) -> ChatMember | None:
    """One of these, if its unit lies in the subtree."""
    query = select(ChatMember).join(Unit, Unit.id == ChatMember.unit_id)
    return db.session.scalar(query.where(ChatMember.id == member_id, ChatMember.round_id == round_.id, within(top)))
