"""Tallies, which know no day and no single ballot; what was released of them; the themes of comments.

Tallies are made once when a round is opened. A release is written once and never changed, nor are a round's flags.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.approvals.models import Asked
from portal.audit.append_only import guard
from portal.ballots.models import by_point
from portal.extensions import Model, UtcDateTime, unique_where
from portal.surveys.models import Point, Round

LONGEST_THEME, LONGEST_WORDING, LONGEST_NUMBER, LONGEST_PLACE = 100, 1000, 60, 200


class Tally(Model):
    """How often a choice was made on a question at a point."""

    __tablename__ = "tally"
    __table_args__ = (Index("ix_tally_round_id_question", "round_id", "question"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(10), primary_key=True)
    choice: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int]


class Crossing(Model):
    """How often a choice was made on a question by those who answered an optional item so."""

    __tablename__ = "crossing"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(10), primary_key=True)
    code: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question: Mapped[str] = mapped_column(String(10), primary_key=True)
    choice: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int]


class Theme(Model):
    """What comments of a round are about: its name, what was said in general words, which level settles it."""

    __tablename__ = "theme"
    __table_args__ = (
        Unique("round_id", "name"),
        CheckConstraint("level IN ('', 'commune', 'district', 'province')", name="level"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(LONGEST_THEME))
    wording: Mapped[str] = mapped_column(Text, default="")
    level: Mapped[str] = mapped_column(String(10), default="")
    is_praise: Mapped[bool] = mapped_column(default=False)
    # What became of its comments (`comments/outcomes.py`).
    passed_number: Mapped[str] = mapped_column(String(LONGEST_NUMBER), default="", server_default="")
    passed_on: Mapped[date | None]
    answered_number: Mapped[str] = mapped_column(String(LONGEST_NUMBER), default="", server_default="")
    answered_on: Mapped[date | None]
    published_in: Mapped[str] = mapped_column(String(LONGEST_PLACE), default="", server_default="")
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round] = relationship()

    __mapper_args__ = {"version_id_col": version}


class CodedComment(Model):
    """A sealed comment's place in an order of chance, who is at it, and that a person has dealt with it."""

    __tablename__ = "coded_comment"
    __table_args__ = (
        Unique("round_id", "point_id", "comment_id"),
        Index("ix_coded_comment_round_id_coded_at", "round_id", "coded_at"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    comment_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    uncodable: Mapped[bool] = mapped_column(default=False)
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    coded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    coded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round] = relationship()


class CommentTheme(Model):
    """One theme of one comment."""

    __tablename__ = "comment_theme"
    __table_args__ = (
        ForeignKeyConstraint(["round_id", "place"], ["coded_comment.round_id", "coded_comment.place"]),
        Index("ix_comment_theme_theme_id", "theme_id"),
    )

    round_id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True)


opened_comment = by_point("opened_comment", Column("body", Text, nullable=False))
"""The comments of an opened round that had a key: read here, since no page can open what is sealed."""


class Release(Model):
    """What two persons released of a round, as it stood: written once, never changed. A later one has a reason."""

    __tablename__ = "release"
    __table_args__ = (Unique("round_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    number: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    deed_id: Mapped[int] = mapped_column(ForeignKey("deed.id"), unique=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FlagRecord(Model):
    """When a round's communes were looked over, and by which limits: once, when results were opened.

    `unmade` has by rule the codes of the communes for which it could not be applied; an empty list: for none at all.
    """

    __tablename__ = "flag_record"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    limits: Mapped[dict[str, Any]] = mapped_column(JSON)
    unmade: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict, server_default="{}")
    frozen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FrozenFlag(Model):
    """Why a commune asked for a look then, in the words and figures of that day; never changed."""

    __tablename__ = "frozen_flag"

    round_id: Mapped[int] = mapped_column(ForeignKey("flag_record.round_id"), primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), primary_key=True)
    rule: Mapped[str] = mapped_column(String(20), primary_key=True)
    sentence: Mapped[str] = mapped_column(Text)


class Exclusion(Asked):
    """One person asked to exclude a commune's ballots, or to include them again; another decided."""

    __tablename__ = "exclusion"
    __table_args__ = (
        CheckConstraint("kind IN ('apart', 'back')", name="kind"),
        unique_where("ix_exclusion_waiting", "point_id", where="decided_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    kind: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")

    round: Mapped[Round] = relationship()
    point: Mapped[Point] = relationship()
    asker: Mapped[Account] = relationship(foreign_keys="Exclusion.asked_by")
    decider: Mapped[Account | None] = relationship(foreign_keys="Exclusion.decided_by")


for _written_once in (Release.__table__, FlagRecord.__table__, FrozenFlag.__table__):
    guard(_written_once)
