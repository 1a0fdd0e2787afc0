"""Resolving the quarantine: by signed minutes two approvers keep its rows in a file of evidence, then they are deleted.

A true ballot cannot be resolved away: a ballot that was altered is missing beside its receipt before and after, and the
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
from portal.ballots.models import quarantined_row
from portal.ballots.sealing import quarantine
from portal.ballots.sealing.sealable_tables import unit_codes
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db
from portal.sealing import verification
from portal.surveys.rounds import approvals
from portal.units import queries as units
from portal.web.data import durable
from portal.web.ui.text import strip_invisible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from portal.accounts.models import Account
    from portal.surveys.models import Round

LONGEST_REFERENCE = 100


@dataclass(frozen=True)
class Resolution:
    """How many rows went, and the SHA-256 of the file that holds them now, in hex."""

    rows: int
    sha256: str


def quarantine_sentences(round_: Round) -> list[str]:
    """A sentence for each unit and kind that has quarantined rows."""
    with verification.snapshot() as connection:
        sealed = verification.SealedLog(connection, round_.id, names=verification.unit_names(connection, round_.id))
        return list(quarantine.sentences(sealed, quarantine.quarantined_counts(sealed)))


def resolve(round_: Round, *, by: Account, second: Account, minutes: str, out: Path) -> Resolution:
    """Write the rows to a new file and delete them. Kept by the caller: until then the rows are in both places.

    Raises DomainError, and nothing is changed, where the persons, the reference or the file do not fit.
    """
    approvals.refuse_unfit_pair(round_, by, second)
    reference = reference_in(minutes)
    with db.session.begin_nested():
        rows = delete_rows(round_)
        content = b"".join(line.encode() for line in evidence_lines(round_, rows))
        write_evidence(out, content)
        resolution = Resolution(len(rows), sha256(content).hexdigest())
        detail = {"minutes": reference, "names": [by.username, second.username], "rows": count_by_kind(rows)}
        top = units.province(round_.catalogue_year)
        subject = ("round", round_.slug)
        record("box.settle", by=by, subject=subject, unit=top, detail={**detail, "sha256": resolution.sha256})
    return resolution


def reference_in(minutes: str) -> str:
    """The reference of the minutes as it will be read."""
    reference = " ".join(strip_invisible(minutes).split())
    if not 1 <= len(reference) <= LONGEST_REFERENCE:
        raise DomainError(_("Số biên bản gồm từ 1 đến 100 ký tự nhìn thấy được."))
    return reference


def delete_rows(round_: Round) -> list[dict[str, Any]]:
    """The rows, deleted by the same statement that reads them: what is quarantined meanwhile stays for another time."""
    places = unit_codes(db.session.connection(), round_.id)
    statement = delete(quarantined_row).where(quarantined_row.c.round_id == round_.id).returning(quarantined_row)
    with rights_in_words():
        deleted = db.session.execute(statement).mappings().all()
    if not deleted:
        raise Conflict(nothing_quarantined(round_))
    rows = [{**row, "unit": places.get(row["point_id"], "?")} for row in deleted]
    return sorted(rows, key=lambda row: (row["unit"], row["kind"], row["name"]))


@contextmanager
def rights_in_words() -> Iterator[None]:
    """Say it in words where the database's role may not: only its owner resolves."""
    try:
        yield
    except ProgrammingError as error:
        if not verification.is_forbidden(error):
            raise
        message = _("Vai trò đang dùng không có quyền với các dòng để riêng: chạy lệnh này bằng vai trò chủ dữ liệu.")
        raise Refused(message) from error


def nothing_quarantined(round_: Round) -> str:
    return _(
        "Đợt “%(slug)s” không có dòng nào để riêng. (Dòng lạ còn chờ chỉ để riêng ở lượt niêm phong: flask box seal.)",
        slug=round_.slug,
    )


def evidence_lines(round_: Round, rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The evidence, an object of JSON a line; name and content in hex, as they lay in the database."""
    for row in rows:
        fields = {
            "round": round_.slug,
            "unit": row["unit"],
            "kind": row["kind"],
            "name": row["name"].hex(),
            "content": row["content"].hex(),
        }
        yield json.dumps(fields) + "\n"


def count_by_kind(rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, int]]:
    """How many rows of each kind each unit had: {"B": {"07507": 2}}."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        counts[row["kind"]][row["unit"]] += 1
    return {kind: dict(of_units) for kind, of_units in counts.items()}


def write_evidence(out: Path, content: bytes) -> None:
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
