"""The check of what was released and of the frozen flags: each is what its sealed leaf says, and has one."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.ballots.sealing import box_check
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
    statement = box_check.erasure_statement(sealed)
    if statement is not None and statement.get("tallies") != tally_digest.digest(sealed.connection, sealed.round_id):
        yield _("Bảng đếm của đợt đã xóa phiếu không còn như đã niêm phong.")
    yield from tallies(sealed)
    sealed_digests, current_digests = sealed_flag_digests(sealed), current_flag_digests(sealed)
    if sealed_digests != current_digests:
        yield _("Cờ cảnh báo đóng băng khi mở kết quả không còn như đã niêm phong.")


def tallies(sealed: SealedLog) -> Iterator[str]:
    """The tallies, from which every table and release is made, are those that were counted last."""
    every = [
        content
        for _place, content in item_contents(sealed, Kind.SETTINGS)
        if {tally_digest.LEAF, "made"} <= content.keys()
    ]
    newest = max((str(content["made"]) for content in every), default="")
    digests = {content[tally_digest.LEAF] for content in every if content["made"] == newest}
    if digests and tally_digest.digest(sealed.connection, sealed.round_id) not in digests:
        yield _("Bảng đếm kết quả đã bị sửa sau khi đếm phiếu: dựng lại bằng lệnh “flask results rebuild”.")


def releases(sealed: SealedLog) -> Iterator[str]:
    """Every release against its leaf, by number; a number that two leaves tell otherwise was changed."""
    sealed_by_number: dict[Any, set[Any]] = {}
    for _place, content in item_contents(sealed, Kind.DOCUMENT):
        if content.get(releasing.LEAF) is not None:
            sealed_by_number.setdefault(content[releasing.LEAF], set()).add(content.get("sha256"))
    row = Release.__table__.c
    rows = sealed.connection.execute(select(row.number, row.content).where(row.round_id == sealed.round_id))
    kept_by_number = {number: sha256(text.encode()).hexdigest() for number, text in rows}
    for number in sorted({*sealed_by_number, *kept_by_number}, key=str):
        if number not in kept_by_number:
            yield _("Bản công bố lần %(number)s đã bị xóa.", number=number)
        elif number not in sealed_by_number:
            yield _("Bản công bố lần %(number)s không có trong nhật ký niêm phong.", number=number)
        elif sealed_by_number[number] != {kept_by_number[number]}:
            yield _("Bản công bố lần %(number)s đã bị sửa sau khi niêm phong.", number=number)


def sealed_flag_digests(sealed: SealedLog) -> list[Any]:
    """The digests of flags that were sealed: one once results are open, none before."""
    every = (content.get(frozen_flags.LEAF) for _place, content in item_contents(sealed, Kind.SETTINGS))
    return [digest for digest in every if digest is not None]


def current_flag_digests(sealed: SealedLog) -> list[Any]:
    """The digest that the rows give today."""
    record, row = FlagRecord.__table__.c, FrozenFlag.__table__.c
    limits_query = select(record.limits, record.unmade).where(record.round_id == sealed.round_id)
    limits_row = sealed.connection.execute(limits_query).one_or_none()
    if limits_row is None:
        return []
    flag_query = (
        select(Unit.code, row.rule, row.sentence)
        .join(Point, Point.id == row.point_id)
        .join(Unit, Unit.id == Point.unit_id)
        .where(row.round_id == sealed.round_id)
    )
    flags: dict[str, list[Flag]] = {}
    for code, rule, sentence in sealed.connection.execute(flag_query):
        flags.setdefault(code, []).append(Flag(rule, sentence))
    return [frozen_flags.digest(flags, limits_row.limits, limits_row.unmade)]
