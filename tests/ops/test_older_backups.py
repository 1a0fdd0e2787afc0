"""A backup that an earlier version made: brought up to date in a scratch copy, then restored like one of today."""

from __future__ import annotations

import hashlib
import json
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData, text

from portal.ballots.sealing import batch_sealer
from portal.documents.models import Document
from portal.errors import DomainError
from portal.extensions import db as database
from portal.ops import backup, version_1
from portal.ops.scratch_databases import found_tables, revisions
from portal.web.data import files
from tests import make
from tests.approvals.kinds import NOW
from tests.conftest import empty_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from tests import shapes

ISSUE = "0024"
"""The last migration of version 1."""


@contextmanager
def as_it_was_at(revision: str) -> Iterator[None]:
    """The tables of an earlier version; afterwards as they are now, whatever happened."""
    database.session.commit()
    database.session.remove()
    downgrade(revision=revision)
    try:
        yield
    finally:
        upgrade()


def tables_there() -> Iterator[tuple[str, MetaData, str | None]]:
    """The tables as they stand, each with its database: on PostgreSQL one database holds both."""
    media = set(database.metadatas["media"].tables)
    for name, _models, key in backup.binds():
        with database.engines[key].connect() as connection:
            found = found_tables(connection)
        for table in reversed(found.sorted_tables):
            if (table.name in media) != (key == "media"):
                found.remove(table)
        yield name, found, key


def paper(number: str, replaces: str | None) -> dict[str, object]:
    """A row of the papers' table."""
    by = make.account("province_editor")
    words = dict.fromkeys(("month", "reason", "number", "signer_capacity", "signer_office", "signer_name"), "")
    digests = {"sha256": "", "figures_digest": "", "figures": {"n": 1}, "paragraphs": {}, "recipients": []}
    said = {"kind": "synthesis", "title": "Báo cáo", "state": "draft", "version": 1, "asked_at": NOW}
    return {"id": number, "replaces_id": replaces, "asked_by": by.id, "unit_id": by.unit_id, **words, **digests, **said}


@pytest.fixture
def world(shape: shapes.World) -> shapes.World:
    """A round with a sealed box, a file, and a paper that replaces one which comes later in the table."""
    files.store_file("ảnh.jpg", "image/jpeg", b"\xff\xd8\x00")
    later, sooner = sorted((uuid.uuid4().hex, uuid.uuid4().hex), reverse=True)
    for row in (paper(later, None), paper(sooner, later)):
        database.session.execute(Document.__table__.insert().values(**row))
    database.session.commit()
    batch_sealer.run(sign=True)
    database.session.commit()
    return shape


def old_backup(file: Path, revision: str) -> Path:
    """A backup as an earlier version made it; the portal is upgraded afterwards."""
    with as_it_was_at(revision):
        backup.dump(file, database.engines, tables_there())
    return file


def digests(file: Path) -> dict[str, object]:
    """Rows and digest of every table of a backup."""
    return dict(backup.manifest_of(file)["tables"])


def left_in(app: Flask) -> list[str]:
    """What scratch copies left in the instance."""
    return [found.name for found in Path(app.config["INSTANCE"]).iterdir() if ".scratch" in found.name]


THREE_DAYS = pytest.mark.parametrize("shape", ["three-days"], indirect=True)


@THREE_DAYS
def test_an_older_backup_restored_is_what_an_upgrade_of_its_portal_is(app, world, tmp_path):
    old, upgraded, restored = (tmp_path / f"{name}.zip" for name in ("old", "upgraded", "restored"))
    old_backup(old, ISSUE)
    backup.write(upgraded)
    assert backup.manifest_of(old)["revision"] == ISSUE
    assert set(digests(old)) < set(digests(upgraded))
    empty_tables()
    result = app.test_cli_runner().invoke(args=["backup", "restore", str(old)])
    assert result.exit_code == 0, result.output
    assert f"phiên bản dữ liệu {ISSUE}, đã nâng lên {revisions()[0]}" in result.output
    backup.write(restored)
    # the machine that restores joins those of the backup, of which that release had none
    one, other = (
        {name: told for name, told in digests(at).items() if name != "main/node"} for at in (restored, upgraded)
    )
    assert one == other
    assert digests(restored)["main/node"]["rows"] == 1
    assert digests(restored)["main/log_leaf"]["rows"] > 0
    result = app.test_cli_runner().invoke(args=["box", "verify", world.slugs[0]])
    assert result.exit_code == 0, result.output
    assert left_in(app) == []


@THREE_DAYS
@pytest.mark.parametrize("revision", [ISSUE, "0027"])
def test_an_older_backup_is_drilled_with_the_box_s_marks_made_by_the_keys_at_hand(app, world, tmp_path, revision):
    old = old_backup(tmp_path / "old.zip", revision)
    result = app.test_cli_runner().invoke(args=["backup", "drill", str(old)])
    assert result.exit_code == 0, result.output
    assert "Diễn tập đạt" in result.output
    assert left_in(app) == []


def changed(file: Path, entry: str, old: bytes, new: bytes) -> Path:
    """A backup with one of its entries changed."""
    other = file.with_name("other.zip")
    with ZipFile(file) as good, ZipFile(other, "w", ZIP_DEFLATED) as bad:
        for name in good.namelist():
            content = good.read(name)
            bad.writestr(name, content.replace(old, new, 1) if name == entry else content)
    return other


@THREE_DAYS
def test_a_damaged_older_backup_is_refused_by_table_and_leaves_nothing(app, world, tmp_path):
    old = changed(old_backup(tmp_path / "old.zip", ISSUE), "main/unit.jsonl", "Thanh Hải".encode(), b"Thanh Ha")
    empty_tables()
    for deed in ("restore", "drill"):
        result = app.test_cli_runner().invoke(args=["backup", deed, str(old)])
        assert (result.exit_code, "Bản sao lưu hỏng ở bảng unit" in result.output) == (1, True), result.output
    assert left_in(app) == []
    for _name, metadata, key in backup.binds():
        with database.engines[key].connect() as connection:
            backup.refuse_unfit(connection, key or "", metadata)


def test_a_backup_whose_tables_are_not_those_of_its_version_is_refused(app, db, tmp_path):
    backup.write(tmp_path / "new.zip")
    lying = changed(tmp_path / "new.zip", "manifest.json", f'"{revisions()[0]}"'.encode(), f'"{ISSUE}"'.encode())
    result = app.test_cli_runner().invoke(args=["backup", "drill", str(lying)])
    assert result.exit_code == 1
    assert f"không khớp với phiên bản dữ liệu {ISSUE}" in result.output


def test_a_filled_portal_is_refused_before_the_long_work(app, db, tmp_path):
    make.account()
    database.session.commit()
    backup.write(tmp_path / "new.zip")
    lying = changed(tmp_path / "new.zip", "manifest.json", f'"{revisions()[0]}"'.encode(), f'"{ISSUE}"'.encode())
    result = app.test_cli_runner().invoke(args=["backup", "restore", str(lying)])
    assert (result.exit_code, "chỉ phục hồi vào hệ thống trống" in result.output) == (1, True), result.output


@THREE_DAYS
def test_an_older_backup_that_cannot_be_upgraded_is_refused_in_words(app, world, tmp_path):
    old = old_backup(tmp_path / "old.zip", ISSUE)
    with ZipFile(old) as archive:
        was = archive.read("main/unit.jsonl")
    twice = was + was.splitlines(keepends=True)[0]
    doubled = changed(old, "main/unit.jsonl", was, twice)
    entry = {"rows": len(twice.splitlines()), "sha256": hashlib.sha256(twice).hexdigest()}
    manifest = backup.manifest_of(old)
    said = json.dumps(manifest, indent=1).encode()
    manifest["tables"]["main/unit"] = entry
    doubled = changed(doubled.rename(old), "manifest.json", said, json.dumps(manifest).encode())
    empty_tables()
    for deed in ("restore", "drill"):
        result = app.test_cli_runner().invoke(args=["backup", deed, str(doubled)])
        assert (result.exit_code, "Không nâng được bản sao lưu" in result.output) == (1, True), result.output
    assert left_in(app) == []


@pytest.mark.parametrize("revision", ["0001", "0018", "0023"])
def test_a_backup_that_version_1_made_below_its_last_revision_is_refused_in_words(app, db, tmp_path, revision):
    backup.write(tmp_path / "new.zip")
    older = changed(tmp_path / "new.zip", "manifest.json", f'"{revisions()[0]}"'.encode(), f'"{revision}"'.encode())
    for deed in ("restore", "drill"):
        result = app.test_cli_runner().invoke(args=["backup", deed, str(older)])
        assert (result.exit_code, result.output) == (1, f"Error: {version_1.backup_refused(revision)}\n")
    assert left_in(app) == []


@pytest.mark.parametrize("revision", ["0000", "9999"])
def test_a_backup_of_a_version_that_nobody_knows_is_refused_in_words(app, db, tmp_path, revision):
    backup.write(tmp_path / "new.zip")
    other = changed(
        tmp_path / "new.zip", "manifest.json", f'"{revisions()[0]}"'.encode(), json.dumps(revision).encode()
    )
    for deed in ("restore", "drill"):
        result = app.test_cli_runner().invoke(args=["backup", deed, str(other)])
        assert result.exit_code == 1
        assert f"phiên bản dữ liệu {revision}" in result.output
        assert "Cài đúng phiên bản" in result.output


def test_a_portal_that_was_not_upgraded_is_told_to_be(app, db, tmp_path):
    backup.write(tmp_path / "new.zip")
    with as_it_was_at(ISSUE), pytest.raises(DomainError, match="flask db upgrade"):
        backup.read(tmp_path / "new.zip", database.engines)


@pytest.mark.parametrize("content", [b"", b"no archive"])
def test_a_file_that_is_no_backup_is_refused_in_words(app, db, tmp_path, content):
    (tmp_path / "x.zip").write_bytes(content)
    for deed in ("restore", "drill"):
        result = app.test_cli_runner().invoke(args=["backup", deed, str(tmp_path / "x.zip")])
        assert (result.exit_code, "không phải bản sao lưu" in result.output) == (1, True)


def test_what_a_killed_process_left_goes_with_the_next(app, db, tmp_path):
    left = Path(app.config["INSTANCE"]) / "0.scratch"
    left.mkdir()
    (left / "main.sqlite").write_bytes(b"x")
    backup.write(tmp_path / "new.zip")
    backup.trial_restore(tmp_path / "new.zip")
    assert left_in(app) == []


def test_a_row_that_names_a_later_one_of_its_table_comes_back(app, db, tmp_path):
    make.survey_round()
    for row in (paper("b" * 32, None), paper("a" * 32, "b" * 32)):
        database.session.execute(Document.__table__.insert().values(**row))
    database.session.commit()
    backup.write(tmp_path / "new.zip")
    empty_tables()
    backup.read(tmp_path / "new.zip", database.engines)
    found = database.session.execute(text("SELECT id, replaces_id FROM document ORDER BY id")).all()
    assert [tuple(row) for row in found] == [("a" * 32, "b" * 32), ("b" * 32, None)]
