"""The check of what was released and of the frozen flags: each is what its sealed leaf says, and has one."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.ballots.sealing import box_check
from portal.results.models import Release
from portal.results.release import releasing
from portal.results.tallying import frozen_flags, tallying
from portal.sealing.log.leaves import Kind
from portal.sealing.verification import SealedLog, item_contents


def check(sealed: SealedLog) -> Iterator[str]:
    """A sentence for every release, for the tallies and for the flags, that are not as they were sealed."""
    yield from releases(sealed)
    settings = [content for _place, content in item_contents(sealed, Kind.SETTINGS)]
    tallies_now, statement = tallying.digest(sealed.connection, sealed.round_id), box_check.erasure_statement(sealed)
    if statement is not None and statement.get("tallies") != tallies_now:
        yield _("Bảng đếm của đợt đã xóa phiếu không còn như đã niêm phong.")
    counted = [content for content in settings if {tallying.LEAF, "made"} <= content.keys()]
    newest = max((str(content["made"]) for content in counted), default="")
    digests = {content[tallying.LEAF] for content in counted if content["made"] == newest}
    if digests and tallies_now not in digests:
        yield _("Bảng đếm kết quả đã bị sửa sau khi đếm phiếu: dựng lại bằng lệnh “flask results rebuild”.")
    flags_now = frozen_flags.stored_digest(sealed.connection, sealed.round_id)
    # one once results are open, none before
    sealed_flags = [content[frozen_flags.LEAF] for content in settings if content.get(frozen_flags.LEAF) is not None]
    if sealed_flags != ([] if flags_now is None else [flags_now]):
        yield _("Cờ cảnh báo đóng băng khi mở kết quả không còn như đã niêm phong.")


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
            yield _("Bản công bố lần %(number)s không có trong sổ niêm phong phiếu.", number=number)
        elif sealed_by_number[number] != {kept_by_number[number]}:
            yield _("Bản công bố lần %(number)s đã bị sửa sau khi niêm phong.", number=number)
