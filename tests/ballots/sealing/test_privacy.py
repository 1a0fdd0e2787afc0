"""Nothing stored says who answered or when (P1, P2): columns allowed by name, and canaries looked for everywhere."""

from __future__ import annotations

import logging
from pathlib import Path
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest
from sqlalchemy import Connection, inspect, select, text

from portal.ballots.intake import operations, statements
from portal.ballots.models import ballot_pool, quarantined_row
from portal.extensions import db
from tests import databases
from tests.ballots.conftest import TABLES

ALLOWED = {
    "ballot_pool": {"id", "round_id", "point_id", "payload", "mac"},
    "comment_pool": {"id", "round_id", "point_id", "body", "mac"},
    "receipt_pool": {"hash", "round_id", "point_id", "mac"},
    "pool_aside": {"round_id", "point_id", "kind", "name", "content"},
    "spent_mark": {"mark", "round_id"},
    "arrivals": {"point_id", "bucket", "channel", "n"},
    "sealed_ballot": {"id", "round_id", "point_id", "payload"},
    "sealed_comment": {"id", "round_id", "point_id", "body"},
    "sealed_receipt": {"hash", "round_id", "point_id"},
}
CANARIES = {
    "User-Agent": "canary-agent-7QXJ4WKD",
    "Referer": "https://canary-referer-7QXJ4WKD.example/",
    "Accept-Language": "canary-language-7QXJ4WKD",
    "X-Forwarded-For": "198.51.100.77",
    "Forwarded": "for=198.51.100.77",
    "Via": "canary-via-7QXJ4WKD",
}


def test_the_tables_of_the_box_have_these_columns_and_no_others(db):
    looked = inspect(db.engine)
    tables = (*TABLES, quarantined_row)
    assert {table.name: {c["name"] for c in looked.get_columns(table.name)} for table in tables} == ALLOWED


def test_no_key_leads_from_one_table_to_another(db):
    looked = inspect(db.engine)
    for table in TABLES:
        assert looked.get_foreign_keys(table.name) == []
        assert looked.get_indexes(table.name) == []


def test_no_hidden_row_number_keeps_the_order_of_arrival(db):
    if db.engine.dialect.name != "sqlite":
        return
    for table in TABLES:
        made = db.session.scalar(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table.name})
        assert made.rstrip().upper().endswith("WITHOUT ROWID"), table.name


def test_what_a_browser_says_of_itself_is_found_nowhere(app, citizen, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    citizen.client.http.set_cookie("canary", "canary-cookie-7QXJ4WKD")
    citizen.open("?lang=vi&canary=canary-query-7QXJ4WKD")
    citizen.wait(seconds=60)
    raw = urlencode(citizen.fill()).encode()
    environ = {"REMOTE_ADDR": "198.51.100.78"}
    assert citizen.post(raw, headers=CANARIES, environ_overrides=environ).status == 303
    assert citizen.post(raw + b"&canary-field-7QXJ4WKD=1", headers=CANARIES, environ_overrides=environ).status == 400
    assert citizen.post(raw.replace(b"nonce=", b"nonce=canary-nonce-7QXJ4WKD"), headers=CANARIES).status == 400
    spoken = caplog.text + "".join(capfd.readouterr())
    for place, found in everything_kept(app).items():
        assert b"7QXJ4WKD" not in found, place
        assert b"198.51.100" not in found, place
    assert "7QXJ4WKD" not in spoken
    assert "198.51.100" not in spoken


@pytest.mark.parametrize(("of", "failing"), [(statements.BALLOT, "run"), (operations, "keep_more")])
def test_an_error_writes_no_answer_to_the_log(citizen, caplog, capfd, monkeypatch, of, failing):
    def fail(connection: Connection, *_args: object) -> None:
        connection.execute(text("INSERT INTO ballot_pool (payload) VALUES (:payload)"), {"payload": b"canary-7QXJ4WKD"})

    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(of, failing, fail)
    citizen.open()
    page = citizen.send(Q15="góp ý canary-7QXJ4WKD")
    assert page.status == 503
    assert page.fields()["Q15"] == "góp ý canary-7QXJ4WKD"
    spoken = caplog.text + "".join(capfd.readouterr())
    assert "ballot_not_kept" in spoken
    assert "7QXJ4WKD" not in spoken


def test_the_payload_is_all_that_is_said_of_a_ballot(citizen):
    citizen.answer()
    [row] = db.session.execute(select(ballot_pool)).all()
    assert len(row.id) == 16
    assert len(row.payload) == 512


def test_neither_files_nor_a_backup_hold_a_word_of_it(app, citizen, tmp_path):
    citizen.client.http.set_cookie("canary", "canary-9ZKM5TRB")
    citizen.open("?lang=vi&canary=canary-9ZKM5TRB")
    citizen.wait(seconds=60)
    raw = urlencode(citizen.fill(Q15="Xin gọi 0987612345 hoặc ong.ba@thu.example.vn.")).encode()
    headers = {**CANARIES, "User-Agent": "canary-9ZKM5TRB", "Referer": "https://canary-9ZKM5TRB.example/"}
    assert citizen.post(raw + b"&canary-9ZKM5TRB=1", headers=headers).status == 400
    assert citizen.post(raw, headers=headers).status == 303
    made = app.test_cli_runner().invoke(args=["backup", "create", str(tmp_path / "copy.zip")])
    assert made.exit_code == 0, made.output
    with ZipFile(tmp_path / "copy.zip") as copy:
        kept = {name: copy.read(name) for name in copy.namelist()}
    folders = [path for path in databases.process_folder().iterdir() if not path.name.startswith("embedded")]
    kept |= {str(path): content for folder in folders for path, content in databases.files_in(folder)}
    assert len(kept) > 1
    for secret in (b"canary-9ZKM5TRB", b"0987612345", b"ong.ba@thu.example.vn"):
        assert [place for place, found in kept.items() if secret in found] == [], secret


def everything_kept(app) -> dict[str, bytes]:
    """All rows of all tables as text, and every file of the instance."""
    found = {}
    with db.engine.connect() as connection:
        for name in inspect(db.engine).get_table_names():
            rows = connection.execute(text(f'SELECT * FROM "{name}"')).all()  # noqa: S608 - names of our own tables
            found[name] = b" ".join(bytes(c) if isinstance(c, bytes) else str(c).encode() for row in rows for c in row)
    for path in Path(app.config["INSTANCE"]).rglob("*"):
        if path.is_file():
            found[str(path)] = path.read_bytes()
    return found
