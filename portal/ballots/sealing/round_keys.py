"""Two keys of each round, in files of the instance folder that all web nodes share.

The key pair, made at approval: citizens' answers are sealed to its public half, kept with the round. The private half,
32 bytes in `keys/rounds/<round>.key`, is in no backup, and read by the job that opens the results alone.

The used-token key, `keys/spent-<round>.key`, made by the first ballot: it makes the tokens that stop a second one. A
day after closing, when the last form has expired and every ballot is sealed, it is destroyed: from then on no reader of
the database can tell whether a phone or a form is among the used tokens (P4).
The other keys (nonce, receipt, marker, token) are the installation's and are read at start.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from flask import current_app
from flask_babel import gettext as _

from portal.ballots.sealing.cipher import Opener
from portal.errors import Conflict
from portal.extensions import db
from portal.surveys.models import Round
from portal.web.data.key_files import make, wipe
from portal.web.data.sealed_box import KEY_SIZE

NAME = "spent-{}.key"


def make_when_approved(round_: Round, kind: str) -> None:
    """Give a round its key pair as soon as two persons have approved it."""
    if kind == "approve" and round_.ballot_key is None:
        file = path(round_)
        # killed between file and commit: the file that is there is taken, never written over
        if not file.exists():
            make(file)
        round_.ballot_key = read_private_key(round_).public_key().public_bytes_raw()
        db.session.flush()


def path(round_: Round) -> Path:
    """Where a round's private half lies."""
    return Path(current_app.config["INSTANCE"]) / "keys" / "rounds" / f"{round_.slug}.key"


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
    """Overwrite and remove the private half of a round that was erased; False where it was gone already."""
    return wipe(path(round_))


def read_private_key(round_: Round) -> X25519PrivateKey:
    """The private half of a round. Raises Conflict where its file is gone or damaged."""
    # today from its file; shares on paper would come in here, and nowhere else
    try:
        content = path(round_).read_bytes()
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
    loose = (file.stat().st_mode | file.parent.stat().st_mode) & 0o077
    return _("Người khác đọc được tệp khóa: chmod 700 thư mục keys/rounds, chmod 600 từng tệp.") if loose else ""


class UsedTokenKeys:
    """The used-token keys in a folder, each kept in memory for as long as its file stands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.read: dict[int, tuple[int, bytes]] = {}

    def path(self, round_id: int) -> Path:
        return self.folder / NAME.format(round_id)

    def of(self, round_id: int) -> bytes:
        """Return a round's key, made now if it has none. Raises OSError where it cannot be kept."""
        key = self.known(round_id)
        if key is None:
            make(self.path(round_id))
            key = self.known(round_id)  # of two nodes that make it at once one is kept: both read that one
        if key is None:
            message = f"the spent key of round {round_id} cannot be kept in {self.folder}"
            raise OSError(message)
        return key

    def known(self, round_id: int) -> bytes | None:
        """Return a round's key, None where there is none yet or no longer."""
        # looked for every time: once another process destroyed it, this one must not go on from memory
        try:
            number = os.stat(f"{self.folder}/{NAME.format(round_id)}").st_ino  # noqa: PTH116 - asked for every ballot
        except FileNotFoundError:
            self.read.pop(round_id, None)
            return None
        if self.read.get(round_id, (None,))[0] != number:
            self.read[round_id] = (number, self.path(round_id).read_bytes())
        return self.read[round_id][1]

    def destroy(self, round_id: int) -> bool:
        """Overwrite and remove a round's key; False where it was gone already."""
        self.read.pop(round_id, None)
        return wipe(self.path(round_id))


def used_token_keys() -> UsedTokenKeys:
    """The used-token keys of the application at hand."""
    return UsedTokenKeys(Path(current_app.config["INSTANCE"]) / "keys")
