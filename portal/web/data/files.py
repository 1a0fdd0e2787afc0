"""Papers, posters and photographs as rows of the media database, so that they never stop a ballot."""

import hashlib
import logging
import uuid
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from flask import Response
from sqlalchemy import Column, LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, deferred, mapped_column

from portal.extensions import Model, UtcDateTime, db
from portal.web.data import clock, databases, transactions

log = logging.getLogger(__name__)

ID_LENGTH = 32
YOUNG = timedelta(days=1)
EVERY_MINUTES = 60


class StoredFile(Model):
    """A file's bytes and what they are."""

    __tablename__ = "stored_file"
    __bind_key__ = "media"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    mime: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))


def store_file(name: str, mime: str, content: bytes) -> StoredFile:
    """Keep a file; flushed, not committed."""
    stored = StoredFile(
        id=uuid.uuid4().hex,
        name=name,
        mime=mime,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        kept_at=clock.now(),
        content=content,
    )
    db.session.add(stored)
    db.session.flush()
    return stored


def stored_file(file_id: str | None) -> StoredFile | None:
    """A kept file; None where none is named, and once it is gone."""
    return db.session.get(StoredFile, file_id) if file_id else None


def delete_file(file_id: str | None) -> None:
    """Delete a file's bytes."""
    if file_id is not None:
        db.session.execute(delete(StoredFile).where(StoredFile.id == file_id))


def delete_unreferenced() -> None:
    """Delete files that no row names any more, then what journals still hold of deleted ones. For the worker."""
    transactions.read_only()
    # a file of today is left: its row may not be kept yet, as SQLite has files in a database of their own
    old = set(db.session.scalars(select(StoredFile.id).where(StoredFile.kept_at < clock.now() - YOUNG)))
    for column in reference_columns():
        old -= set(db.session.scalars(select(column).where(column.is_not(None))))
    if old:
        transactions.allow_writes()
        for file_id in sorted(old):
            delete_file(file_id)
        db.session.commit()
        log.warning("unnamed_files_deleted", extra={"number": len(old)})
    db.session.rollback()
    databases.truncate_wal(db.engines["media"])


def reference_columns() -> list[Column[Any]]:
    """Every column that may hold a file's number: text of its length, called «…_id», in whatever table."""
    return [
        column
        for table in db.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String) and column.type.length == ID_LENGTH and column.name.endswith("_id")
    ]


def send(stored: StoredFile, *, inline: bool = False) -> Response:
    """The file as an answer: shown in place, or saved under its (possibly accented) name."""
    return send_bytes(stored.content, stored.name, stored.mime, inline=inline)


def send_bytes(content: bytes, name: str, mime: str, *, inline: bool = False) -> Response:
    """Bytes as a file, named for old and new browsers alike."""
    response = Response(content, mimetype=mime)
    disposition = "inline" if inline else "attachment"
    plain = name.encode("ascii", "ignore").decode() or "tep"
    response.headers["Content-Disposition"] = f"{disposition}; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "private, no-store"
    return response
