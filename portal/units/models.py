"""Catalogues and their units. Codes are re-used across years: a unit is known by catalogue and code together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Model, UtcDateTime
from portal.units.kinds import KINDS, of_level
from portal.units.names import fold
from portal.web.ui.formats import capital, integer

PROVINCE, DISTRICT, COMMUNE, GROUP = "province", "district", "commune", "group"
"""What `Unit.level` holds: the top, the middle that watches, the lowest, and what between them only groups."""


class Catalogue(Model):
    """The list of units as it stood in a period, known to files and people by its key.

    `id` is the year for the first catalogue of a year and for all that were there before keys. `levels` are the file's
    words for the levels, from the top. Catalogues of one `office` may be compared with each other by the province.
    """

    __tablename__ = "catalogue"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(40), unique=True, index=True)
    year: Mapped[int]
    office: Mapped[str] = mapped_column(String(40))
    levels: Mapped[list[str]] = mapped_column(JSON)
    title: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Unit(Model):
    """A unit on its tier of the portal. `path` is «/24/219/07507/», so that a subtree is a prefix."""

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("catalogue_year", "code"),
        UniqueConstraint("catalogue_year", "path"),
        Index("ix_unit_catalogue_year_level", "catalogue_year", "level"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    catalogue_id: Mapped[int] = mapped_column("catalogue_year", ForeignKey("catalogue.id"))
    code: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20))
    level: Mapped[str] = mapped_column(String(10))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    path: Mapped[str] = mapped_column(String(60))
    sort_key: Mapped[str] = mapped_column(String(200))
    search: Mapped[str] = mapped_column(String(300))
    # Worked out at loading: databases order Vietnamese each in its own way.
    position: Mapped[int] = mapped_column(default=0)
    # A point in or near the unit, in degrees of WGS 84: for pictures, never for borders or distances.
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]

    parent: Mapped[Unit | None] = relationship(remote_side="Unit.id", lazy="select")

    @property
    def title(self) -> str:
        """Kind and name: «xã Thanh Hải»."""
        return f"{self.kind} {self.name}"

    @property
    def short(self) -> str:
        """As tables say it: «TP Hòa Bình»; all but cities as in `title`."""
        return self.brief if self.kind == "thành phố" else self.title

    @property
    def brief(self) -> str:
        """A district where there is little room: «Lục Ngạn», «TP Hòa Bình», «TX Việt Yên»."""
        mark = KINDS[self.kind].mark if self.kind in KINDS else ""
        return f"{mark} {self.name}" if mark else self.name

    @property
    def capital(self) -> str:
        """Kind and name with a capital: «Xã Thanh Hải»."""
        return capital(self.title)

    @property
    def district(self) -> Unit | None:
        """The district a commune lies in; None where the catalogue has no districts."""
        if self.level == DISTRICT:
            return self
        # Without districts a commune stands right under the province.
        parent = self.parent if self.level == COMMUNE else None
        return parent if parent is not None and parent.level == DISTRICT else None

    @property
    def full(self) -> str:
        """With the district: «xã Thanh Hải, thị xã Việt Yên»."""
        return f"{self.title}, {self.district.title}" if self.level == COMMUNE and self.district else self.title

    def is_meant(self, typed: str, district: str = "") -> bool:
        """Whether a list's search (accents ignored) and its choice of a district, by code, leave the unit in."""
        # a list without a search asks this of its thousands too
        return self.lies_in(district) and (not typed or fold(typed) in fold(f"{self.full} {self.code} {self.search}"))

    def is_named(self, typed: str, district: str = "") -> bool:
        """The same where the search looks for the unit's own name alone, its other spellings included."""
        return self.lies_in(district) and (not typed or fold(typed) in self.search)

    def lies_in(self, district: str) -> bool:
        """Whether it is or lies in a district, by code; true for none (empty)."""
        return not district or (self.district is not None and self.district.code == district)


class UnitLink(Model):
    """An old unit that went into a new one; `basis` is the resolution that says so, empty where nobody entered it."""

    __tablename__ = "unit_link"
    __table_args__ = (UniqueConstraint("earlier_id", "later_id", "from_code", "to_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    earlier_id: Mapped[int] = mapped_column(ForeignKey("catalogue.id"))
    later_id: Mapped[int] = mapped_column(ForeignKey("catalogue.id"))
    from_code: Mapped[str] = mapped_column(String(10))
    to_code: Mapped[str] = mapped_column(String(10))
    evidence: Mapped[str] = mapped_column(String(200), default="")
    basis: Mapped[str] = mapped_column(String(200), default="")


def communes_in_words(units: Sequence[Unit]) -> str:
    """«29 xã, thị trấn»: a number and the kinds there are, the State's in their order."""
    kinds = dict.fromkeys(unit.kind for unit in units)
    order = [*of_level(COMMUNE), *kinds]  # kinds of a catalogue's own come after the State's
    return f"{integer(len(units))} {', '.join(kind for kind in dict.fromkeys(order) if kind in kinds)}"
