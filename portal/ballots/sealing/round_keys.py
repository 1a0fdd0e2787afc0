"""Two keys of each round.

The key pair, made at approval: citizens' answers are sealed to its public half, kept with the round. The private half,
32 bytes in `keys/rounds/<round>.key`, is in no backup, and read by the job that opens the results alone.

The used-token key, made at approval too and sealed to every machine's own pair for that round (portal/nodes): it makes
the tokens that stop a second ballot. A day after closing, when the last form has expired and every ballot is sealed,
each machine destroys its half: from then on no reader of the database, of its dumps or its archived log can tell
whether a phone or a form is among the used tokens (P4).
The other keys (nonce, receipt, marker, token) are the installation's and are read at start.
"""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from flask_babel import gettext as _

from portal.ballots.sealing.cipher import Opener
from portal.errors import Conflict
from portal.extensions import db
from portal.nodes.round_secrets import current_answers, current_secrets
from portal.surveys.models import Round
from portal.web.data.key_files import make, wipe
from portal.web.data.sealed_box import KEY_SIZE


def make_when_approved(round_: Round, kind: str) -> None:
    """Give a round its key pair as soon as two persons have approved it."""
    if kind == "approve" and round_.ballot_key is None:
        file = path(round_)
        # killed between file and commit: the file that is there is taken, never written over
        if not file.exists():
            make(file)
        round_.ballot_key = read_private_key(round_).public_key().public_bytes_raw()
        db.session.flush()
        current_secrets().take_part(db.session.connection(), round_.id)


def path(round_: Round) -> Path:
    """Where a round's private half lies."""
    return current_answers().key_file(round_.slug)


def opener(round_: Round) -> Opener:
    """What reads the answers of a round. Raises Conflict before the box was purged, and without the round's own key."""
    if round_.ballot_key is None:
        return Opener(round_.id)
    # while anything is left that leads to a person, nothing is opened (P4)
    if round_.purged_at is None:
        raise Conflict(_("Chưa mở được phiếu: hộp phiếu chưa được niêm phong lần cuối và dọn dấu vết."))
    private = read_private_key(round_)
    if private.public_key().public_bytes_raw() != round_.ballot_key:
        raise Conflict(foreign_key())
    return Opener(round_.id, private, round_.ballot_key)


def foreign_key() -> str:
    return _("Khóa giải mã không phải của đợt này: tìm đúng tệp khóa đã lập khi duyệt đợt.")


def destroy(round_: Round) -> bool:
    """Destroy the private half of a round that was erased, here and on every machine; False where it was gone here."""
    current_answers().end(db.session.connection(), round_.id)
    return wipe(path(round_))


def read_private_key(round_: Round) -> X25519PrivateKey:
    """The private half of a round. Raises Conflict where its file is gone or damaged."""
    # today from its file; shares on paper would come in here, and nowhere else
    try:
        content = current_answers().known(round_.id) or path(round_).read_bytes()
    except OSError as error:
        raise Conflict(_("Không đọc được khóa giải mã của đợt: khôi phục tệp khóa đã cất giữ, rồi làm lại.")) from error
    if len(content) != KEY_SIZE:
        raise Conflict(_("Tệp khóa giải mã của đợt bị hỏng: khôi phục tệp khóa đã cất giữ, rồi làm lại."))
    return X25519PrivateKey.from_private_bytes(content)


def key_problem(round_: Round) -> str:
    """What is wrong with the key of an approved round, for the doctor; empty where it is fine."""
    try:
        private = read_private_key(round_)
    except Conflict as error:
        return error.message
    if private.public_key().public_bytes_raw() != round_.ballot_key:
        return foreign_key()
    file = path(round_)
    if not file.exists():
        return ""  # it was sealed to this machine
    loose = (file.stat().st_mode | file.parent.stat().st_mode) & 0o077
    return _("Người khác đọc được tệp khóa: chmod 700 thư mục keys/rounds, chmod 600 từng tệp.") if loose else ""
