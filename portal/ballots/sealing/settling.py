"""Settling what lies aside: by signed minutes two approvers keep it in a file of evidence, and it is deleted.

What is true cannot be settled away: a ballot that was altered is missing beside its receipt before and after, and the
check of the box goes on saying so.
"""

from __future__ import annotations

import json
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import delete
from sqlalchemy.exc import ProgrammingError

from portal.audit.operations import record
from portal.ballots.models import pool_aside
from portal.ballots.sealing import aside
from portal.ballots.sealing.loads import places_of
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db
from portal.sealing import verification
from portal.surveys.rounds import approvals
from portal.units import queries as units
from portal.web.data import durable
from portal.web.ui.invisible import strip_invisible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from portal.accounts.models import Account
    from portal.surveys.models import Round

LONGEST_REFERENCE = 100


@dataclass(frozen=True)
class Settled:
    """How many rows went, and the SHA-256 of the file that holds them now, in hex."""

    rows: int
    sha256: str


def listed(survey: Round) -> list[str]:
    """A sentence for each unit and kind of which something lies aside."""
    with verification.snapshot() as connection:
        sealed = verification.Sealed(connection, survey.id, names=verification.names(connection, survey.id))
        return list(aside.sentences(sealed, aside.lying(sealed)))


def settle(survey: Round, *, by: Account, second: Account, minutes: str, out: Path) -> Settled:
    """Write the rows to a new file and delete them. Kept by the caller: until then the rows are in both places.

    Raises DomainError, and nothing is changed, where the persons, the reference or the file do not fit.
    """
    approvals.refuse_unfit_pair(survey, by, second)
    reference = reference_in(minutes)
    with db.session.begin_nested():
        rows = taken(survey)
        content = b"".join(line.encode() for line in lines(survey, rows))
        keep(out, content)
        done = Settled(len(rows), sha256(content).hexdigest())
        detail = {"minutes": reference, "names": [by.username, second.username], "rows": counted(rows)}
        top = units.province(survey.catalogue_year)
        subject = ("round", survey.slug)
        record("box.settle", by=by, subject=subject, unit=top, detail={**detail, "sha256": done.sha256})
    return done


def reference_in(minutes: str) -> str:
    """The reference of the minutes as it will be read."""
    said = " ".join(strip_invisible(minutes).split())
    if not 1 <= len(said) <= LONGEST_REFERENCE:
        raise DomainError(_("Số biên bản gồm từ 1 đến 100 ký tự nhìn thấy được."))
    return said


def taken(survey: Round) -> list[dict[str, Any]]:
    """The rows, deleted by the same statement that reads them: what is put aside meanwhile stays for another time."""
    places = places_of(db.session.connection(), survey.id)
    mine = delete(pool_aside).where(pool_aside.c.round_id == survey.id).returning(pool_aside)
    with told_of_rights():
        found = db.session.execute(mine).mappings().all()
    if not found:
        raise Conflict(nothing(survey))
    rows = [{**row, "unit": places.get(row["point_id"], "?")} for row in found]
    return sorted(rows, key=lambda row: (row["unit"], row["kind"], row["name"]))


@contextmanager
def told_of_rights() -> Iterator[None]:
    """Say it in words where the database's role may not: only its owner settles."""
    try:
        yield
    except ProgrammingError as error:
        if not verification.is_forbidden(error):
            raise
        message = _("Vai trò đang dùng không có quyền với các dòng để riêng: chạy lệnh này bằng vai trò chủ dữ liệu.")
        raise Refused(message) from error


def nothing(survey: Round) -> str:
    return _(
        "Đợt “%(slug)s” không có dòng nào để riêng. (Dòng lạ còn chờ chỉ để riêng ở lượt niêm phong: flask box seal.)",
        slug=survey.slug,
    )


def lines(survey: Round, rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The evidence, an object of JSON a line; name and content in hex, as they lay in the database."""
    for row in rows:
        said = {
            "round": survey.slug,
            "unit": row["unit"],
            "kind": row["kind"],
            "name": row["name"].hex(),
            "content": row["content"].hex(),
        }
        yield json.dumps(said) + "\n"


def counted(rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, int]]:
    """How many rows of each kind each unit had: {"B": {"07507": 2}}."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        found[row["kind"]][row["unit"]] += 1
    return {kind: dict(of_units) for kind, of_units in found.items()}


def keep(out: Path, content: bytes) -> None:
    """Bring the evidence to the disk, in a file that was not there before and that its owner alone reads."""
    try:
        durable.write_new(out, content)
    except FileExistsError as error:
        raise Conflict(_("Đã có “%(file)s”, không ghi đè: chọn tên tệp khác.", file=out)) from error
    except OSError as error:
        message = _(
            "Không ghi được “%(file)s”: xem thư mục, quyền ghi và chỗ trống của ổ đĩa. Chưa xóa dòng nào.", file=out
        )
        raise DomainError(message) from error
