"""The key pair of each round, made at approval: citizens' answers are sealed to its public half, kept with the round.

The private half is a file, `keys/rounds/<round>.key` of the instance folder: 32 bytes, in no backup, read by the job
that opens the results and by nothing else once the round is approved.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from flask import current_app
from flask_babel import gettext as _

from portal.ballots.sealing.cipher import Opener
from portal.errors import Conflict
from portal.extensions import db
from portal.web.data.key_files import make, wipe
from portal.web.data.sealed_box import KEY_SIZE

if TYPE_CHECKING:
    from portal.surveys.models import Round


def make_when_approved(survey: Round, kind: str) -> None:
    """Give a round its key pair as soon as two persons have approved it."""
    if kind == "approve" and survey.ballot_key is None:
        file = path(survey)
        if not file.exists():
            make(file)
        survey.ballot_key = fetch(survey).public_key().public_bytes_raw()
        db.session.flush()


def path(survey: Round) -> Path:
    """Where a round's private half lies."""
    return Path(current_app.config["INSTANCE"]) / "keys" / "rounds" / f"{survey.slug}.key"


def opener(survey: Round) -> Opener:
    """What reads the answers of a round whose box was emptied of everything that could lead to a person."""
    if survey.ballot_key is None:
        return Opener(survey.id)
    if survey.purged_at is None:
        raise Conflict(_("Chưa mở được phiếu: hộp phiếu chưa được niêm phong lần cuối và dọn dấu vết."))
    private = fetch(survey)
    if private.public_key().public_bytes_raw() != survey.ballot_key:
        raise Conflict(_("Khóa giải mã không phải của đợt này: tìm đúng tệp khóa đã lập khi duyệt đợt."))
    return Opener(survey.id, private, survey.ballot_key)


def destroy(survey: Round) -> bool:
    """Overwrite and remove the private half of a round that was erased; False where it was gone already."""
    return wipe(path(survey))


def fetch(survey: Round) -> X25519PrivateKey:
    """The private half of a round: today from its file. Shares on paper would come in here, and nowhere else."""
    try:
        kept = path(survey).read_bytes()
    except OSError as error:
        raise Conflict(_("Không đọc được khóa giải mã của đợt: khôi phục tệp khóa đã cất giữ, rồi làm lại.")) from error
    if len(kept) != KEY_SIZE:
        raise Conflict(_("Tệp khóa giải mã của đợt bị hỏng: khôi phục tệp khóa đã cất giữ, rồi làm lại."))
    return X25519PrivateKey.from_private_bytes(kept)


def trouble(survey: Round) -> str:
    """What is wrong with the key of an approved round, for whoever keeps the machine; nothing where it is fine."""
    file = path(survey)
    try:
        private = fetch(survey)
    except Conflict as error:
        return error.message
    if private.public_key().public_bytes_raw() != survey.ballot_key:
        return _("Khóa giải mã không phải của đợt này: tìm đúng tệp khóa đã lập khi duyệt đợt.")
    loose = (file.stat().st_mode | file.parent.stat().st_mode) & 0o077
    return _("Người khác đọc được tệp khóa: chmod 700 thư mục keys/rounds, chmod 600 từng tệp.") if loose else ""
