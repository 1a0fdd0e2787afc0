"""Files that nobody names any more are deleted, and what was deleted leaves SQLite's journal too."""

from __future__ import annotations

import uuid
from pathlib import Path

from sqlalchemy import select

from portal.extensions import db as database
from portal.web.data import clock, databases, files, transactions
from portal.web.data.files import StoredFile
from portal.web.jobs.jobs import Job
from portal.web.media.uploads import Photo


def kept(days_ago: float, content: bytes = b"x") -> str:
    stored = files.store_file("tep.bin", "application/octet-stream", content)
    stored.kept_at = clock.now() - files.YOUNG * days_ago
    database.session.flush()
    return str(stored.id)


def there() -> set[str]:
    return set(database.session.scalars(select(StoredFile.id)))


def test_files_that_no_row_names_are_deleted_after_a_day(db):
    orphan, young = kept(1.1), kept(0.9)
    job, photo = kept(30), kept(30)
    database.session.add(Job(id=uuid.uuid4().hex, kind="x", args={}, asked_at=clock.now(), file_id=job))
    who = {"owner_kind": "test", "owner_id": 1, "unit_id": 1, "uploaded_by": 1}
    when = {"day": clock.today(), "uploaded_at": clock.now()}
    database.session.add(Photo(id=uuid.uuid4().hex, sha256="0" * 64, file_id=photo, **who, **when))
    transactions.commit()
    files.delete_unreferenced()
    assert there() == {young, job, photo}
    assert orphan not in there()


def test_every_column_that_names_a_file_is_asked(app):
    names = {f"{column.table.name}.{column.name}" for column in files.reference_columns()}
    assert names >= {
        *("document.file_id", "document.districts_file_id", "document.restricted_file_id", "signed_copy.file_id"),
        *("job.file_id", "photo.file_id", "task_force.scan_id", "directing_paper.scan_id"),
    }


def test_what_was_deleted_leaves_the_journal(db, app):
    engine = database.engines["media"]
    if engine.dialect.name == "postgresql":
        assert databases.truncate_wal(engine)
        return
    gone = kept(0, b"CANARY-DELETED")
    transactions.commit()
    files.delete_file(gone)
    transactions.commit()
    files.delete_unreferenced()
    file = Path(engine.url.database)
    kept_in = [one for one in file.parent.glob(f"{file.name}*") if b"CANARY-DELETED" in one.read_bytes()]
    assert kept_in == []
