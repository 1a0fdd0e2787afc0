"""Files of tables: read by a child process within bounds, shown to the browser that sent them, kept by nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from portal.config import ROOT
from portal.extensions import db as database
from portal.extensions import queue
from portal.fieldwork.roster.imports import roster_file
from portal.web.data import clock, transactions
from portal.web.jobs import jobs
from portal.web.jobs.jobs import Job
from portal.web.media import filled_sheets, readings, sheets
from portal.web.media.filled_sheets import Unreadable
from portal.web.media.waiting_files import WaitingFile
from tests import databases, make
from tests.fieldwork.roster.desks import officer

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = [("Nguyễn Văn CANARY", "Hội Cựu chiến binh", "0123 456 701", "12/6", "sáng", "")]
TYPES = "[Content_Types].xml"
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TOO_MUCH = "Tệp chứa quá nhiều nên hệ thống dừng đọc"


@pytest.fixture(autouse=True)
def before_the_round(db, at):
    make.survey_round()
    at(clock.at(date(2024, 6, 6), 9))


@pytest.fixture
def commune(sign_in, db):
    return sign_in(officer())


def excel(rows=ROWS) -> bytes:
    return sheets.build_single_sheet("Danh sách", roster_file.COLUMNS, rows)


def rebuilt(**parts: bytes) -> bytes:
    """A workbook of ours with some parts replaced or added; the names have `__` for a slash."""
    changed = {name.replace("__", "/") + ".xml": content for name, content in parts.items()}
    target = BytesIO()
    with ZipFile(BytesIO(excel())) as old, ZipFile(target, "w", ZIP_DEFLATED, compresslevel=9) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, content in changed.items():
            new.writestr(name, content)
    return target.getvalue()


def sheet(rows: bytes, dimension: bytes = b"A1:F2", head: bytes = b"") -> bytes:
    opened = head + b'<worksheet xmlns="%s"><dimension ref="%s"/><sheetData>' % (MAIN.encode(), dimension)
    return opened + rows + b"</sheetData></worksheet>"


def lying(content: bytes) -> bytes:
    """The same workbook, whose directory says of every part that it is ten bytes long."""
    found, at = bytearray(content), content.find(b"PK\x01\x02")
    while at != -1:
        found[at + 24 : at + 28] = (10).to_bytes(4, "little")
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(found)


def nested() -> bytes:
    """An archive in an archive in an archive, a gigabyte in the innermost if anybody unpacked it all."""
    content = b"0" * 1_000_000
    for _level in range(3):
        target = BytesIO()
        with ZipFile(target, "w", ZIP_DEFLATED) as archive:
            for number in range(10):
                archive.writestr(f"{number}.zip", content)
        content = target.getvalue()
    return content


def cells(number: int, rows: int) -> bytes:
    row = b'<row r="%d">' + b"<c><v>1</v></c>" * number + b"</row>"
    return b"".join(row % place for place in range(1, rows + 1))


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
)
BOMBS: dict[str, Callable[[], bytes]] = {
    "10 MB in 20 kB": lambda: rebuilt(xl__worksheets__sheet1=sheet(cells(100, 7_000))),
    "55 MB in 100 kB": lambda: rebuilt(xl__worksheets__sheet1=sheet(cells(100, 37_000))),
    "one row of a million cells": lambda: rebuilt(xl__worksheets__sheet1=sheet(cells(1_200_000, 1))),
    "shared strings": lambda: rebuilt(
        xl__sharedStrings=b'<sst xmlns="%s">' % MAIN.encode() + b"<si><t/></si>" * 1_700_000 + b"</sst>"
    ),
    "one long string": lambda: rebuilt(
        xl__sharedStrings=b'<sst xmlns="%s"><si><t>' % MAIN.encode() + b"x" * 20_000_000 + b"</t></si></sst>",
        xl__worksheets__sheet1=sheet(b'<row r="1"><c t="s"><v>0</v></c></row>'),
    ),
    "billion laughs": lambda: rebuilt(
        xl__worksheets__sheet1=sheet(b'<row r="1"><c t="inlineStr"><is><t>&j;</t></is></c></row>', head=LAUGHS + b"]>")
    ),
    "an archive in an archive": nested,
    "a directory that lies": lambda: lying(excel()),
    "no workbook": lambda: b"PK\x03\x04 no archive",
}
"""How each is made, in the test that wants it: files are collected by every process of every run."""


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_stopped_at_its_limit_and_told(bomb):
    content = BOMBS[bomb]()
    assert len(content) < filled_sheets.MOST_BYTES
    with pytest.raises(Unreadable) as refused:
        roster_file.rows_of(filled_sheets.read(content, roster_file.SHAPE))
    assert refused.value.message.startswith((TOO_MUCH, "Không đọc được tệp.", "Dòng 1 phải là"))


def test_the_memory_limit_kills_the_child_and_the_person_is_told(commune, monkeypatch):
    monkeypatch.setattr(filled_sheets, "LIMITS", filled_sheets.LIMITS._replace(memory=64 * 1024 * 1024))
    page = send(commune, excel())
    assert f"{TOO_MUCH}, chưa nhận gì. Nhiều nhất 1000 dòng, 6 cột" in page.text
    assert page.one("input[type=file]")


def test_the_time_limit_kills_the_child_and_the_person_is_told(commune, monkeypatch, tmp_path):
    endless = tmp_path / "endless.py"
    endless.write_text("while True: pass")
    monkeypatch.setattr(filled_sheets, "PROGRAM", endless)
    monkeypatch.setattr(filled_sheets, "LIMITS", filled_sheets.LIMITS._replace(seconds=1))
    assert TOO_MUCH in send(commune, excel()).text


def test_a_sheet_that_claims_all_rows_and_columns_is_read_for_what_it_holds():
    row = b"".join(b'<c r="%c%d" t="inlineStr"><is><t>x</t></is></c>' % (65 + n, 1048576) for n in range(6))
    content = rebuilt(xl__worksheets__sheet1=sheet(b'<row r="1048576">' + row + b"</row>", b"A1:XFD1048576"))
    assert filled_sheets.read(content, roster_file.SHAPE).first == [(1048576, ["x"] * 6)]


def test_209_communes_in_twenty_columns_are_read():
    book = Workbook()
    for number in range(210):
        book.active.append([f"{number}.{column}" for column in range(20)])
    target = BytesIO()
    book.save(target)
    rows = filled_sheets.read(target.getvalue(), filled_sheets.Shape(filled_sheets.TABLE, 20, 300)).first
    assert len(rows) == 210
    assert rows[209] == (210, [f"209.{column}" for column in range(20)])


def test_formulas_dates_and_figures_are_what_a_person_reads():
    book = Workbook()
    book.active.append(["=1+1", date(2024, 6, 12), 3.0, 1.5, True, None, "  a \n b "])
    target = BytesIO()
    book.save(target)
    shape = filled_sheets.Shape(filled_sheets.TABLE, 7, 10)
    assert filled_sheets.read(target.getvalue(), shape).first == [
        (1, ["", "2024-06-12", "3", "1.5", "True", "", "a b"])
    ]


def send(commune, content: bytes):
    answer = commune.post("/roster/import", {"file": (BytesIO(content), "lich.xlsx")})
    return commune.get(answer.location) if answer.status == 303 else answer


def test_a_file_that_is_too_large_is_told_with_the_limit():
    with pytest.raises(Unreadable, match=r"Tệp quá lớn \(3,0 MB, tối đa 2 MB\)\."):
        readings.checked(FileStorage(BytesIO(bytes(3 * 1024 * 1024))))


@pytest.fixture
def slow(monkeypatch):
    """Readings wait in the queue: `slow()` does what waits."""
    waiting = []
    monkeypatch.setattr(queue, "enqueue", lambda job_id, **_options: waiting.append(job_id))

    def do() -> None:
        while waiting:
            jobs.run(waiting.pop(0))
        database.session.expire_all()

    return do


def test_the_page_tells_how_far_it_is_and_then_shows_the_review(commune, slow):
    answer = commune.post("/roster/import", {"file": (BytesIO(excel()), "lich.xlsx")})
    page = commune.get(answer.location)
    assert page.reads("h1") == "Đang đọc tệp"
    assert page.one("noscript meta[http-equiv=refresh]")
    assert page.one(".without-script a")["href"] == answer.location
    slow()
    part = commune.get(f"{answer.location}&poll=1", check=False, headers={"HX-Request": "true"})
    assert part.response.headers["HX-Redirect"] == answer.location
    assert commune.get(answer.location).reads("h1") == "Xem trước: 1 người"


def test_one_file_of_a_person_is_read_at_a_time(commune, slow):
    first = commune.post("/roster/import", {"file": (BytesIO(excel()), "lich.xlsx")})
    second = commune.post("/roster/import", {"file": (BytesIO(excel()), "lich.xlsx")})
    assert (second.status, "đang được đọc" in second.text) == (409, True)
    slow()
    assert commune.get(first.location).status == 200
    assert commune.post("/roster/import", {"file": (BytesIO(excel()), "lich.xlsx")}).status == 303
    assert len(database.session.scalars(select(WaitingFile)).all()) == 1


def test_what_was_read_is_on_no_disk_and_only_in_the_browser_that_sent_it(app, commune, sign_in):
    answer = commune.post("/roster/import", {"file": (BytesIO(excel()), "lich.xlsx")})
    assert "CANARY" in commune.get(answer.location).text
    folders = [Path(app.config["INSTANCE"]), databases.process_folder()]
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    assert [file.name for file in files if b"CANARY" in file.read_bytes()] == []
    elsewhere = sign_in(database.session.get(type(officer()), commune_account()))
    page = elsewhere.get(answer.location)
    assert "Nội dung đọc được không còn giữ." in page.text
    assert "CANARY" not in page.text


def test_a_new_session_id_meanwhile_changes_nothing(commune):
    answer = commune.post("/roster/import", {"file": (BytesIO(excel()), "lich.xlsx")})
    commune.enter(database.session.get(type(officer()), commune_account()))
    assert commune.get(answer.location).reads("h1") == "Xem trước: 1 người"


def commune_account() -> int:
    return database.session.scalar(select(Job.asked_by).where(Job.kind == readings.JOB))


def test_a_refused_file_leaves_nothing_behind(commune):
    assert "Không đọc được tệp." in send(commune, b"PK\x03\x04 CANARY").text
    assert database.session.scalar(select(WaitingFile)) is None


def test_a_worker_that_died_leads_back_to_the_file(commune, slow, at):
    answer = commune.post("/roster/import", {"file": (BytesIO(excel()), "lich.xlsx")})
    job = database.session.scalar(select(Job))
    job.status, job.heartbeat_at = "running", clock.now()
    transactions.commit()
    at(clock.now() + timedelta(minutes=1))
    page = commune.get(answer.location)
    assert "Việc đọc tệp bị dừng giữa chừng. Chọn lại tệp rồi gửi lại." in page.text
    assert page.one("input[type=file]")


def test_a_second_file_waits_while_another_is_read_and_the_worker_s_other_threads_do_not(db, monkeypatch):
    delayed = []
    monkeypatch.setattr(queue, "delay", lambda job_id, _pause, *, priority: delayed.append((job_id, priority)))
    job = Job(id="3" * 32, kind=readings.JOB, args={}, status="pending", asked_at=clock.now())
    database.session.add(job)
    transactions.commit()
    with readings.read.turn:
        jobs.run(job.id)
    database.session.expire_all()
    assert (job.status, delayed) == ("pending", [(job.id, jobs.LAST)])


def test_what_was_sent_waits_behind_all_other_work(db):
    assert {jobs.priority_of(kind) for kind in (readings.JOB, "photo", "poster-reading")} == {jobs.LAST}
    assert jobs.priority_of("results") == jobs.FIRST > jobs.LAST
    assert all(task.default_priority > jobs.FIRST for task in periodic_tasks())


def periodic_tasks() -> list[object]:
    return queue.huey._registry._periodic_tasks


def test_a_process_that_takes_a_file_never_opens_it():
    program = f"""
import sys
from io import BytesIO
from flask_migrate import upgrade
from portal import create_app
app = create_app({{"TESTING": True, "QUEUE_IMMEDIATE": True, "CHEAP_PASSWORDS": True, "TESTING_NO_LIMITS": True}})
with app.app_context():
    upgrade()
    from tests import make
    from tests.browser import PageClient
    from tests.fieldwork.roster.desks import officer
    make.survey_round()
    browser = PageClient(app)
    browser.enter(officer())
    content = bytes.fromhex({excel().hex()!r})
    answer = browser.post("/roster/import", {{"file": (BytesIO(content), "lich.xlsx")}})
    page = browser.get(answer.location)
    assert "CANARY" in page.text, page.text
sys.exit("openpyxl" in sys.modules)
"""
    with TemporaryDirectory() as folder:
        environment = {**os.environ, "PORTAL_INSTANCE": folder, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-c", program], env=environment, cwd=ROOT, check=False)
    assert done.returncode == 0
