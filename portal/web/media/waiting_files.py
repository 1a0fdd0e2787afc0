"""What somebody sent and waits for its job: kept encrypted, opened by the worker alone, gone for good afterwards.

The worker's private half is a file of its instance folder, `keys/receiving/<id>.key`, in no backup. After every job
that opened something the worker has new files encrypted to a new key and destroys the old one as soon as nothing waits
under it. What is left of a file in a journal, a free page, an archive or a backup then opens for nobody.
"""

import secrets
import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import JSON, LargeBinary, String, delete, select, update
from sqlalchemy.orm import Mapped, deferred, mapped_column

from portal.errors import DomainError
from portal.extensions import Model, UtcDateTime, db
from portal.web.data import clock, key_files, sealed_box, transactions
from portal.web.data.sealed_box import Unopened

# For a job that died: so long it can be tried again.
KEPT_FOR = timedelta(hours=24)
EVERY_MINUTES = 10
LABEL = b"y-dan waiting file 1 "
# A key's file that stands so long without its row never gets one.
ABANDONED = timedelta(minutes=5)


class NotReady(DomainError):
    """No worker has ever said to which key files are to be encrypted."""

    status = 503


class WaitingFile(Model):
    """A file as it was sent. `keys` holds its one-use key, sealed to each holder by name; `content` is under that key.

    `sender` is the person of whom no second file of the kind is taken meanwhile; None where several may wait.
    """

    __tablename__ = "waiting_file"
    __bind_key__ = "media"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    keys: Mapped[dict[str, str]] = mapped_column(JSON)
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    sender: Mapped[int | None] = mapped_column(unique=True)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ReceivingKey(Model):
    """The public half of a worker's key; each worker's folder has one that is not retired.

    A retired one takes no more files; its row goes with its private half.
    """

    __tablename__ = "receiving_key"
    __bind_key__ = "media"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    public: Mapped[bytes] = mapped_column(LargeBinary(32))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def store(content: bytes, *, sender: int | None = None) -> WaitingFile:
    """Keep what was sent until its job is over; flushed, not committed. Raises NotReady."""
    return store_for({key.id: key.public for key in receiving_keys()}, uuid.uuid4().hex, content, sender=sender)


def store_for(holders: Mapping[str, bytes], name: str, content: bytes, *, sender: int | None = None) -> WaitingFile:
    """Keep a file for the holders of some keys, by their public halves."""
    # a key a file, sealed to each worker: any of them can open it, and each forgets by itself
    once = secrets.token_bytes(sealed_box.KEY_SIZE)
    bound = name.encode()
    waiting = WaitingFile(
        id=name,
        keys={holder: sealed_box.seal(public, LABEL, once, bound).hex() for holder, public in holders.items()},
        content=ChaCha20Poly1305(once).encrypt(sealed_box.NONCE, content, bound),
        sender=sender,
        kept_at=clock.now(),
    )
    db.session.add(waiting)
    db.session.flush()
    return waiting


def receiving_keys() -> Sequence[ReceivingKey]:
    """The keys of this moment; none of them is retired before this transaction ends."""
    asked = select(ReceivingKey).where(ReceivingKey.retired_at.is_(None)).with_for_update(read=True)
    found = db.session.scalars(asked).all()
    if not found and current_app.config["SITE"] == "both":
        publish()
        found = db.session.scalars(asked).all()
    if not found:
        raise NotReady(_("Máy xử lý tệp chưa chạy nên chưa nhận được tệp. Đề nghị báo quản trị rồi gửi lại sau."))
    return found


def content_of(name: str | None) -> bytes | None:
    """What was sent, for its job; None where it is gone or its key is."""
    waiting = db.session.get(WaitingFile, name) if name else None
    if waiting is None:
        return None
    for holder in waiting.keys:
        private = private_half(holder)
        if private is not None:
            return open_for(waiting, holder, private)
    return None


def open_for(waiting: WaitingFile, holder: str, private: X25519PrivateKey) -> bytes | None:
    """A file for one of its holders; None where this is not the key."""
    bound = waiting.id.encode()
    try:
        sealed, public = bytes.fromhex(waiting.keys[holder]), private.public_key().public_bytes_raw()
        once = sealed_box.unseal(private, public, LABEL, sealed, bound)
        return ChaCha20Poly1305(once).decrypt(sealed_box.NONCE, waiting.content, bound)
    except (Unopened, InvalidTag, KeyError):
        return None


def delete_waiting(name: str | None) -> None:
    """Delete a file; once that is kept, a worker destroys its key."""
    if name is not None:
        db.session.execute(delete(WaitingFile).where(WaitingFile.id == name))


def folder() -> Path:
    """Where this worker's private halves lie."""
    return Path(current_app.config["INSTANCE"]) / "keys" / "receiving"


def own_keys() -> set[str]:
    """The names of the private halves of this folder."""
    return {file.stem for file in folder().glob("[!.]*.key")}


def private_half(name: str) -> X25519PrivateKey | None:
    """A private half, if it is of this folder and not destroyed."""
    try:
        kept = (folder() / f"{name}.key").read_bytes()
    except OSError:
        return None
    return X25519PrivateKey.from_private_bytes(kept) if len(kept) == sealed_box.KEY_SIZE else None


def publish() -> None:
    """Make a key of this folder and say to whom it may concern."""
    name = uuid.uuid4().hex
    key_files.make(folder() / f"{name}.key")
    private = private_half(name)
    if private is None:
        message = f"a receiving key cannot be kept in {folder()}"
        raise OSError(message)
    db.session.add(ReceivingKey(id=name, public=private.public_key().public_bytes_raw(), made_at=clock.now()))
    db.session.flush()


def retire() -> None:
    """Have files encrypted to a new key from now on, and destroy the old ones that nothing waits under. Commits."""
    transactions.allow_writes()
    mine = ReceivingKey.id.in_(own_keys())
    db.session.execute(
        update(ReceivingKey).where(mine, ReceivingKey.retired_at.is_(None)).values(retired_at=clock.now())
    )
    publish()
    db.session.commit()
    destroy_retired()


def destroy_retired() -> None:
    """Destroy the private halves of this folder that are retired and under which no file waits any more. Commits."""
    transactions.allow_writes()
    kept = db.session.execute(select(ReceivingKey.id, ReceivingKey.retired_at)).all()
    wanted = {holder for keys in db.session.scalars(select(WaitingFile.keys)) for holder in keys}
    retired = {name for name, retired_at in kept if retired_at is not None} & own_keys()
    done = (retired | abandoned({name for name, _retired_at in kept})) - wanted
    for name in done:
        key_files.wipe(folder() / f"{name}.key")
    db.session.execute(delete(ReceivingKey).where(ReceivingKey.id.in_(done)))
    db.session.commit()


def abandoned(known: Collection[str]) -> set[str]:
    """Keys of this folder whose making was never kept."""
    limit = (clock.now() - ABANDONED).timestamp()
    return {file.stem for file in folder().glob("[!.]*.key") if file.stat().st_mtime < limit} - set(known)


def maintain() -> None:
    """Delete what waited too long, then change the key: also for what was deleted without a job."""
    transactions.allow_writes()
    db.session.execute(delete(WaitingFile).where(WaitingFile.kept_at < clock.now() - KEPT_FOR))
    db.session.commit()
    retire()
