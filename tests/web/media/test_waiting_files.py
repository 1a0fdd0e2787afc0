"""What was sent waits encrypted, and once its job is over nothing on any disk opens it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from portal.extensions import db as database
from portal.web.data import clock, transactions
from portal.web.media import uploads, waiting_files
from portal.web.media.uploads import Owner, Photo
from portal.web.media.waiting_files import NotReady, ReceivingKey, WaitingFile
from tests import databases, make
from tests.fieldwork.publicity.pictures import jpeg, scene

CANARY = b"CANARY-21.2731-106.1946"


@pytest.fixture(autouse=True)
def noon(db, at):
    at(clock.at(make.FIRST_DAY, 12))


def with_position(number: int = 1) -> bytes:
    """A photograph that says where it was taken."""
    return jpeg(scene(number), quality=90, comment=CANARY)


def take(content: bytes) -> Photo:
    sent = FileStorage(BytesIO(content), filename="anh.jpg")
    photo = uploads.receive(sent, Owner("test", 1, 7), by=1, most=5)
    transactions.commit()
    database.session.expire_all()
    return photo


def places_of(needle: bytes, app) -> list[str]:
    """The files of the instance and of the database, journals and free pages among them, that hold some bytes."""
    if database.engine.dialect.name == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("CHECKPOINT")
    folders = [Path(app.config["INSTANCE"]), databases.process_folder()]
    return [path.name for folder in folders for path, content in databases.files_in(folder) if needle in content]


def open_for(keys: dict[str, str], content: bytes, name: str) -> list[bytes]:
    """What the keys that are left make of a file somebody had copied."""
    copy = WaitingFile(id=name, keys=keys, content=content)
    halves = [(holder, waiting_files.private_half(holder)) for holder in keys]
    found = [waiting_files.open_for(copy, holder, private) for holder, private in halves if private]
    return [one for one in found if one is not None]


def test_a_photograph_s_position_is_on_no_disk_once_its_picture_is_made(app):
    assert CANARY in with_position()
    assert take(with_position()).status == "ready"
    assert places_of(CANARY, app) == []


def test_nor_while_it_waits_or_after_its_job_died(app, monkeypatch):
    monkeypatch.setattr(uploads, "earliest_lookalike", lambda _photo: 1 / 0)
    assert take(with_position()).status == "waiting"
    assert database.session.scalar(select(WaitingFile)) is not None
    assert places_of(CANARY, app) == []


@pytest.mark.parametrize("program", ["import os\nos.kill(os.getpid(), 9)", "import sys\nsys.exit(1)"])
def test_nor_where_the_child_was_killed_or_fell(app, monkeypatch, tmp_path, program):
    killed = tmp_path / "program.py"
    killed.write_text(program)
    monkeypatch.setattr(uploads, "PROGRAM", killed)
    assert take(with_position()).sentence == "Không đọc được ảnh, đề nghị chọn tệp JPG, PNG hoặc HEIC."
    assert places_of(CANARY, app) == []
    assert database.session.scalar(select(WaitingFile)) is None


def test_nor_of_one_that_was_refused(app):
    assert take(with_position()[:1500] + CANARY).status == "failed"
    assert places_of(CANARY, app) == []


def test_whoever_copied_the_row_can_open_it_only_until_the_job_is_over(app):
    waiting = waiting_files.store(b"what was sent")
    transactions.commit()
    keys, content, name = dict(waiting.keys), waiting.content, waiting.id
    assert waiting_files.content_of(name) == b"what was sent"
    assert open_for(keys, content, name) == [b"what was sent"]
    waiting_files.delete_waiting(name)
    transactions.commit()
    waiting_files.retire()
    assert waiting_files.content_of(name) is None
    assert open_for(keys, content, name) == []


def test_a_key_lives_as_long_as_the_last_file_that_waits_under_it():
    first, second = waiting_files.store(b"first").id, waiting_files.store(b"second").id
    transactions.commit()
    waiting_files.delete_waiting(first)
    transactions.commit()
    waiting_files.retire()
    assert waiting_files.content_of(second) == b"second"
    old = set(database.session.get_one(WaitingFile, second).keys)
    now = select(ReceivingKey.id).where(ReceivingKey.retired_at.is_(None))
    assert old.isdisjoint(database.session.scalars(now))
    assert len(database.session.scalars(now).all()) == 1
    waiting_files.delete_waiting(second)
    transactions.commit()
    waiting_files.destroy_retired()
    assert old.isdisjoint(waiting_files.own_keys())
    assert old.isdisjoint(database.session.scalars(select(ReceivingKey.id)))


def test_what_nobody_came_for_is_deleted_after_a_day(at):
    kept = waiting_files.store(b"left behind").id
    transactions.commit()
    begun = clock.now()
    at(begun + waiting_files.KEPT_FOR * 0.99)
    waiting_files.maintain()
    assert database.session.get(WaitingFile, kept) is not None
    at(begun + waiting_files.KEPT_FOR * 1.01)
    waiting_files.maintain()
    assert database.session.get(WaitingFile, kept) is None


def test_a_photograph_whose_key_is_gone_is_told_to_be_sent_again(monkeypatch):
    monkeypatch.setattr(uploads, "earliest_lookalike", lambda _photo: 1 / 0)
    photo = take(with_position())
    monkeypatch.undo()
    waiting_files.delete_waiting(photo.source_id)
    uploads.retry(photo)
    transactions.commit()
    database.session.expire_all()
    assert photo.sentence == "Ảnh chờ quá lâu nên đã bỏ, chưa xử lý. Đề nghị gửi lại."


def test_a_site_of_its_own_takes_nothing_before_a_worker_has_run(app, monkeypatch):
    monkeypatch.setitem(app.config, "SITE", "staff")
    with pytest.raises(NotReady, match="Máy xử lý tệp chưa chạy"):
        waiting_files.store(b"x")
    database.session.rollback()
    waiting_files.maintain()
    assert waiting_files.store(b"x").keys


def test_files_are_sealed_to_the_worker_of_every_folder(app, monkeypatch, tmp_path):
    waiting_files.maintain()
    monkeypatch.setitem(app.config, "INSTANCE", str(tmp_path))
    waiting_files.maintain()
    kept = waiting_files.store(b"for both").id
    transactions.commit()
    assert waiting_files.content_of(kept) == b"for both"
    monkeypatch.undo()
    assert waiting_files.content_of(kept) == b"for both"


def test_files_of_a_request_never_touch_the_disk(app):
    head = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="anh.jpg"\r\n\r\n'
    large, kind = head + b"\xff" * 3_000_000 + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"
    with app.test_request_context("/", method="POST", data=large, content_type=kind) as context:
        stream = context.request.files["photo"].stream
        assert isinstance(stream, BytesIO)
        assert len(stream.getvalue()) == 3_000_000
