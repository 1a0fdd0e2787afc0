"""Backup and doctor from the shell: what was kept comes back, what is damaged or filled is refused."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from sqlalchemy import create_engine, func, select

from portal.accounts.models import Account
from portal.ballots.models import ballot_pool
from portal.errors import DomainError
from portal.extensions import JsonText
from portal.extensions import db as database
from portal.ops import backup, old_backups
from portal.ops.condition import machine_checks
from portal.web.data import files
from portal.web.data.databases import prepare_sqlite
from tests import make
from tests.calls import Calls


@pytest.fixture
def filled(db, tmp_path):
    """A backup of a small portal with an account, ballots and a file."""
    make.account(full_name="Nguyễn Thị Liên")
    for number in range(3):
        row = {"id": bytes([number] * 16), "round_id": 1, "point_id": 1, "payload": b"{}", "mac": bytes(32)}
        database.session.execute(ballot_pool.insert().values(**row))
    files.store_file("ảnh.jpg", "image/jpeg", b"\xff\xd8\x00")
    database.session.commit()
    file = tmp_path / "sao-luu.zip"
    backup.write(file)
    return file


def empty_engines(tmp_path):
    engines = {}
    for name, metadata, key in backup.binds():
        engines[key] = create_engine(f"sqlite:///{tmp_path / name}.sqlite")
        prepare_sqlite(engines[key])
        metadata.create_all(engines[key])
    return engines


def test_everything_comes_back_on_an_empty_machine(filled, tmp_path):
    engines = empty_engines(tmp_path)
    backup.restored_into(filled, engines)
    with engines[None].connect() as main, engines["media"].connect() as media:
        assert main.scalar(select(func.count()).select_from(Account.__table__)) == 1
        assert main.scalar(select(func.count()).select_from(ballot_pool)) == 3
        assert media.scalar(select(files.StoredFile.__table__.c.content)) == b"\xff\xd8\x00"


SAMPLES = {
    int: 7,
    str: "Xã Thanh Hải",
    bool: True,
    float: 0.5,
    bytes: b"\x00\xff",
    date: date(2024, 6, 12),
    time: time(7, 30),
    datetime: datetime(2024, 6, 12, 7, 30, tzinfo=UTC),
    dict: {"a": [1]},
    object: {"a": [1]},
    None: {"a": [1]},
}


def test_every_kind_of_column_comes_back_as_it_was():
    for _name, metadata, _key in backup.binds():
        for column in (column for table in metadata.sorted_tables for column in table.columns):
            # JSON that is read as its text stands in a backup as what it says, as in those of before
            value = '{"a": [1]}' if isinstance(column.type, JsonText) else SAMPLES[backup.python_type(column)]
            told = json.loads(json.dumps(backup.to_json_value(column, value)))
            assert not isinstance(column.type, JsonText) or told == {"a": [1]}
            assert backup.from_json_value(column, told) == value, column


def test_a_drill_compares_every_table(app, filled):
    result = app.test_cli_runner().invoke(args=["backup", "drill", str(filled)])
    assert result.exit_code == 0, result.output
    assert "Diễn tập đạt" in result.output


def test_a_filled_portal_is_never_written_over(app, filled):
    result = app.test_cli_runner().invoke(args=["backup", "restore", str(filled)])
    assert result.exit_code == 1
    assert "chỉ phục hồi vào hệ thống trống" in result.output


def test_a_damaged_backup_is_refused_by_table(filled, tmp_path):
    damaged = tmp_path / "hong.zip"
    with ZipFile(filled) as good, ZipFile(damaged, "w", ZIP_DEFLATED) as bad:
        for name in good.namelist():
            content = good.read(name)
            if name == "main/ballot_pool.jsonl":
                content = content.replace(b'"point_id": 1', b'"point_id": 2', 1)
            bad.writestr(name, content)
    with pytest.raises(DomainError, match="ballot_pool"):
        backup.restored_into(damaged, empty_engines(tmp_path))


def test_the_keys_are_not_in_a_backup(app, filled):
    whole = b"".join(ZipFile(filled).read(name) for name in ZipFile(filled).namelist())
    for key in app.config["SECRETS"].values():
        assert key not in whole
        assert key.hex().encode() not in whole


def test_the_doctor_names_what_is_wrong_and_how_to_mend_it(app, db):
    result = app.test_cli_runner().invoke(args=["doctor"])
    assert result.exit_code == 1
    assert "đạt  cấu trúc dữ liệu mới nhất" in result.output
    assert "LỖI  địa chỉ công khai trong mã QR" in result.output
    assert "PORTAL_BASE_URL" in result.output


def test_the_doctor_names_a_missing_library_with_its_package(app, db, monkeypatch):
    monkeypatch.setattr(machine_checks, "loads", lambda file: "zbar" not in file)
    output = app.test_cli_runner().invoke(args=["doctor"]).output
    assert "LỖI  thư viện đọc mã QR trong ảnh\n      → cài gói libzbar0" in output
    assert "đạt  thư viện dàn trang văn bản PDF" in output


def test_old_backups_are_deleted_only_when_the_new_one_and_its_name_are_on_the_disk(db, app, tmp_path, monkeypatch):
    survey = make.survey_round()
    row = {"id": bytes(16), "round_id": survey.id, "point_id": make.point().id, "payload": b"{}", "mac": bytes(32)}
    database.session.execute(ballot_pool.insert().values(**row))
    database.session.commit()
    folder = tmp_path / "backups"
    folder.mkdir()
    backup.write(folder / "old.zip")
    database.session.execute(ballot_pool.delete())
    database.session.commit()
    monkeypatch.setitem(app.config, "BACKUP_DIR", str(folder))
    calls = Calls(monkeypatch)
    replaced = old_backups.replace(survey.slug, {"ballot_pool"})
    assert (replaced.deleted, replaced.left) == (("old.zip",), ())
    part = f"{replaced.made}.part"
    wanted = {("fsync", part), ("replace", part), ("fsync", "backups"), ("unlink", "old.zip")}
    assert [call for call in calls.made if call in wanted] == [
        ("fsync", part),
        ("replace", part),
        ("fsync", "backups"),
        ("unlink", "old.zip"),
        ("fsync", "backups"),
    ]


@pytest.mark.parametrize("shape", ["62-days", "six-at-once", "both-catalogues"], indirect=True)
def test_every_round_of_several_comes_back(shape, tmp_path):
    file = tmp_path / "nhieu-dot.zip"
    backup.write(file)
    assert backup.trial_restore(file)["tables"]
    engines = empty_engines(tmp_path)
    backup.restored_into(file, engines)
    with engines[None].connect() as main:
        counted = select(ballot_pool.c.round_id, func.count()).group_by(ballot_pool.c.round_id)
        found = {number: n for number, n in main.execute(counted)}  # noqa: C416 - rows are no pairs
        assert found == {one.id: shape.ballots(one) for one in shape.rounds}
