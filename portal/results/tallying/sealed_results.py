"""The check of what was released and of the frozen flags: each is what its sealed leaf says, and has one."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.ballots.sealing import erasure
from portal.results.models import FlagRecord, FrozenFlag, Release
from portal.results.release import releasing
from portal.results.statistics.quality import Flag
from portal.results.tallying import frozen_flags, tally_digest
from portal.sealing.log.leaves import Kind
from portal.sealing.verification import item_contents
from portal.surveys.models import Point
from portal.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.sealing.verification import SealedLog


def check(sealed: SealedLog) -> Iterator[str]:
    """A sentence for every release, and for the flags, that are not as they were sealed."""
    yield from releases(sealed)
    said = erasure.statement(sealed)
    if said is not None and said.get("tallies") != tally_digest.digest(sealed.connection, sealed.round_id):
        yield _("Bảng đếm của đợt đã xóa phiếu không còn như đã niêm phong.")
    yield from tallies(sealed)
    told, kept = sealed_flag_digests(sealed), current_flag_digests(sealed)
    if told != kept:
        yield _("Cờ cảnh báo đóng băng khi mở kết quả không còn như đã niêm phong.")


def tallies(sealed: SealedLog) -> Iterator[str]:
    """The tallies, from which every table and release is made, are those that were counted last."""
    every = [
        said for _place, said in item_contents(sealed, Kind.SETTINGS) if {tally_digest.LEAF, "made"} <= said.keys()
    ]
    newest = max((str(said["made"]) for said in every), default="")
    told = {said[tally_digest.LEAF] for said in every if said["made"] == newest}
    if told and tally_digest.digest(sealed.connection, sealed.round_id) not in told:
        yield _("Bảng đếm kết quả đã bị sửa sau khi đếm phiếu: dựng lại bằng lệnh “flask results rebuild”.")


def releases(sealed: SealedLog) -> Iterator[str]:
    """Every release against its leaf, by number; a number that two leaves tell otherwise was changed."""
    told: dict[Any, set[Any]] = {}
    for _place, said in item_contents(sealed, Kind.DOCUMENT):
        if said.get(releasing.LEAF) is not None:
            told.setdefault(said[releasing.LEAF], set()).add(said.get("sha256"))
    row = Release.__table__.c
    found = sealed.connection.execute(select(row.number, row.content).where(row.round_id == sealed.round_id))
    kept = {number: sha256(text.encode()).hexdigest() for number, text in found}
    for number in sorted({*told, *kept}, key=str):
        if number not in kept:
            yield _("Bản công bố lần %(number)s đã bị xóa.", number=number)
        elif number not in told:
            yield _("Bản công bố lần %(number)s không có trong nhật ký niêm phong.", number=number)
        elif told[number] != {kept[number]}:
            yield _("Bản công bố lần %(number)s đã bị sửa sau khi niêm phong.", number=number)


def sealed_flag_digests(sealed: SealedLog) -> list[Any]:
    """The digests of flags that were sealed: one once results are open, none before."""
    every = (said.get(frozen_flags.LEAF) for _place, said in item_contents(sealed, Kind.SETTINGS))
    return [digest for digest in every if digest is not None]


def current_flag_digests(sealed: SealedLog) -> list[Any]:
    """The digest that the rows give today."""
    record, row = FlagRecord.__table__.c, FrozenFlag.__table__.c
    asked_of = select(record.limits, record.unmade).where(record.round_id == sealed.round_id)
    made = sealed.connection.execute(asked_of).one_or_none()
    if made is None:
        return []
    asked = (
        select(Unit.code, row.rule, row.sentence)
        .join(Point, Point.id == row.point_id)
        .join(Unit, Unit.id == Point.unit_id)
        .where(row.round_id == sealed.round_id)
    )
    found: dict[str, list[Flag]] = {}
    for code, rule, sentence in sealed.connection.execute(asked):
        found.setdefault(code, []).append(Flag(rule, sentence))
    return [frozen_flags.digest(found, made.limits, made.unmade)]
