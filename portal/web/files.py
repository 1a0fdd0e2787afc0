"""Papers, posters and photographs as rows of the media database, so that they never stop a ballot."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime
from urllib.parse import quote

from flask import Response
from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from portal.extensions import db
from portal.web import clock
from portal.web.columns import UtcDateTime


class StoredFile(db.Model):  # type: ignore[name-defined, misc]
    """A file's bytes and what they are."""

    __tablename__ = "stored_file"
    __bind_key__ = "media"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    mime: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))


def keep(name: str, mime: str, content: bytes) -> StoredFile:
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
