"""erasing.py and old_backups.py: after the complaint period two persons erase; the box still checks."""

# ruff: noqa: F811 - fixtures by their name
from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from sqlalchemy import select, text

from portal.ballots.models import sealed_ballot
from portal.ballots.sealing import round_keys
from portal.config import ROOT
from portal.errors import Conflict
from portal.extensions import db as database
from portal.extensions import queue
from portal.ops import backup
from portal.ops.condition import box_checks
from portal.results.comments import themes
from portal.results.models import Tally, opened_comment
from portal.results.tallying import erasing
from portal.sealing import verification
from portal.sealing.log import checkpoints
from portal.surveys.models import ApprovalRequest, Round
from portal.surveys.rounds import approvals
from portal.web.data import clock, transactions
from tests import make
from tests.results.tallying.test_opening import (  # noqa: F401
    all_files,
    answered,
    approvers,
    canary,
    count,
    events,
    opened,
    rows_of_all_tables,
    survey,
)

if TYPE_CHECKING:
    from portal.web.jobs import jobs

LAST_DAY_KEPT = date(2025, 3, 31)
TOOL = ROOT / "docs" / "verify.py"
AFTER = clock.at(date(2025, 4, 1), 9)


@pytest.fixture
def folder(app, db, tmp_path, monkeypatch):
    """The folder of backups: one of the days of the survey, one of before, one that is encrypted."""
    monkeypatch.setitem(app.config, "BACKUP_DIR", str(tmp_path))
    backup.write(tmp_path / "truoc-dot.zip")
    (tmp_path / "cu.zip.age").write_bytes(b"age-encryption.org/v1")
    return tmp_path


@pytest.fixture
def opened_round(folder, answered, approvers, at):
    """Opened; a backup was made while ballots waited."""
    backup.write(folder / "trong-dot.zip")
    opened(answered, approvers, at)
    return database.session.get_one(Round, answered.id)


def names(folder) -> set[str]:
    return {file.name for file in folder.iterdir()}


def report(kind: str) -> str:
    payload = database.session.scalars(select(ApprovalRequest.payload).where(ApprovalRequest.kind == kind)).one()
    return "\n".join(payload[approvals.REPORT])


def in_backups(folder, word: str) -> list[str]:
    """The backups that hold a word, unpacked."""
    found = []
    for file in folder.glob("*.zip"):
        with ZipFile(file) as archive:
            found += [file.name for name in archive.namelist() if word.encode() in archive.read(name)]
    return found


def test_opening_replaces_the_backups_of_the_days_in_which_ballots_waited(folder, opened_round):
    assert names(folder) == {"truoc-dot.zip", "cu.zip.age", "ydan-2024-06-15-120000.zip"}
    said = report("open_results")
    assert "Đã xóa bản sao lưu: trong-dot.zip." in said
    assert "phải xóa bằng tay: cu.zip.age." in said
    assert "ở máy khác, nơi khác" in said
    assert events("results.backups")[0]["deleted"] == ["trong-dot.zip"]


def test_where_the_new_backup_fails_its_trial_no_old_one_is_deleted(folder, answered, approvers, at, monkeypatch):
    backup.write(folder / "trong-dot.zip")

    def fail(_file):
        raise Conflict("Diễn tập không đạt.")

    monkeypatch.setattr("portal.ops.old_backups.trial_restore", fail)
    assert opened(answered, approvers, at).state == "done"
    assert "trong-dot.zip" in names(folder)
    assert "Diễn tập không đạt." in report("open_results")


def test_before_the_period_is_over_nothing_is_erased(opened_round, approvers, at, app):
    at(clock.at(LAST_DAY_KEPT, 23, 59))
    assert "erase" not in {kind.name for kind in approvals.askable(opened_round, approvers[0])}
    with pytest.raises(Conflict, match=r"được giữ đến hết ngày 31/3/2025"):
        approvals.ask(opened_round, "erase", by=approvers[0])
    database.session.rollback()
    with pytest.raises(Conflict, match="Chưa có hai người"):
        erasing.erase(opened_round)
    assert count(Tally) > 0
    assert database.session.get_one(Round, opened_round.id).erased_at is None


def agreed(survey, approvers) -> ApprovalRequest:
    """The deed as it lies in the database once two persons agreed, asked for and decided past every guard."""
    now = clock.now()
    by, second = (account.id for account in approvers)
    deed = ApprovalRequest(round_id=survey.id, kind="erase", reason="", asked_by=by, asked_at=now, note="")
    deed.decided_by, deed.decided_at, deed.accepted = second, now, True
    database.session.add(deed)
    return deed


def erased_by_the_worker(survey) -> jobs.Job:
    """The worker's job, handed over as the deed would have."""
    erasing.start_when_decided(survey, "erase")
    transactions.commit()
    database.session.expire_all()
    return erasing.latest(survey)


@pytest.mark.parametrize(("hour", "minute", "state"), [(23, 59, "failed"), (24, 0, "done")])
def test_the_worker_itself_erases_nothing_before_the_period_is_over(opened_round, approvers, at, hour, minute, state):
    at(clock.start_of(LAST_DAY_KEPT) + timedelta(hours=hour, minutes=minute))
    agreed(opened_round, approvers)
    job = erased_by_the_worker(opened_round)
    assert job.state == state
    assert (count(sealed_ballot), count(opened_comment)) == ((6, 3) if state == "failed" else (0, 0))
    if state == "failed":
        assert "hết thời gian giải quyết khiếu nại" in job.error
        assert round_keys.path(opened_round).exists()
        assert database.session.get_one(Round, opened_round.id).erased_at is None
        assert report("erase").startswith("Chưa xóa:")


@pytest.mark.parametrize("decision", [None, False, "taken out"])
def test_the_worker_itself_erases_nothing_that_two_persons_have_not_agreed_to(opened_round, approvers, at, decision):
    at(AFTER)
    deed = agreed(opened_round, approvers)
    deed.accepted = False if decision is False else None
    deed.decided_at = None if decision is None else deed.decided_at
    if decision == "taken out":
        database.session.expunge(deed)
    job = erased_by_the_worker(opened_round)
    assert (job.state, count(sealed_ballot)) == ("failed", 6)
    assert "Chưa có hai người quyết định xóa" in job.error


def test_a_key_that_is_not_on_this_machine_is_not_told_as_destroyed(app, opened_round, approvers, at):
    at(AFTER)
    round_keys.path(opened_round).unlink()
    said = erase(app, opened_round, approvers)
    assert "Máy này không có (hoặc không còn) tệp khóa mở phiếu" in said
    assert "Đã hủy tệp khóa" not in said


def test_a_folder_of_backups_that_cannot_be_read_is_not_told_as_looked_through(
    app, tmp_path, answered, approvers, at, monkeypatch
):
    monkeypatch.setitem(app.config, "BACKUP_DIR", str(tmp_path / "chưa gắn"))
    opened(answered, approvers, at)
    said = report("open_results")
    assert "Không đọc được thư mục sao lưu" in said
    assert "không có bản nào phải xóa" not in said


def test_a_folder_within_the_folder_of_backups_is_named(folder, answered, approvers, at):
    (folder / "cu-hon").mkdir()
    opened(answered, approvers, at)
    assert "phải xóa bằng tay: cu-hon/, cu.zip.age." in report("open_results")


def test_a_plan_sets_another_period(db):
    row = make.survey_round()
    assert row.kept_until == LAST_DAY_KEPT
    row.plan = {**row.plan, "deadlines": {**row.plan["deadlines"], "complaints": "2024-09-30"}}
    assert row.kept_until == date(2024, 9, 30)


def erase(app, survey, approvers) -> str:
    """The command of two persons; what it prints."""
    by, second = (account.username for account in approvers)
    slug = survey.slug
    database.session.commit()
    said = app.test_cli_runner().invoke(args=["rounds", "erase", slug, "--by", by, "--second", second])
    assert said.exit_code == 0, (said.output, said.exception)
    return said.output


def test_after_the_period_two_persons_erase_and_the_box_still_checks(
    app, folder, opened_round, approvers, at, canary, sign_in, client
):
    at(AFTER)
    before, slug = erasing.digest(database.session.connection(), opened_round.id), opened_round.slug
    key, coded = round_keys.path(opened_round), themes.progress(opened_round)
    said = erase(app, opened_round, approvers)
    assert "Đã xóa hẳn khỏi dữ liệu: 6 phiếu, 3 ý kiến." in said
    assert "Bảng opened_comment: 3 dòng." in said
    assert "Đã xóa bản sao lưu: ydan-2024-06-15-120000.zip." in said
    assert said.splitlines() == report("erase").splitlines()
    nothing_left(app, folder, canary)
    assert not key.exists()
    survey = database.session.get_one(Round, opened_round.id)
    assert (survey.state, survey.erased_at) == ("erased", AFTER)
    assert verification.verify(survey).faults == []
    assert checkpoints.latest(survey).signed_at == AFTER
    assert erasing.digest(database.session.connection(), survey.id) == before
    assert themes.progress(survey) == coded
    assert box_checks.round_key_trouble() == ""
    assert "hết hạn lưu giữ" in app.test_cli_runner().invoke(args=["results", "rebuild", slug]).output
    pages_say_so(slug, sign_in(approvers[0]), client)
    for name in ("leaves", "key", "checkpoint"):
        (folder / name).write_bytes(client.get(f"/log/{slug}/{name}").response.data)
    tool = [sys.executable, TOOL, "verify", *(folder / name for name in ("leaves", "key", "checkpoint"))]
    assert subprocess.run(tool, capture_output=True, check=False).returncode == 0


def nothing_left(app, folder, canary) -> None:
    """Neither in a row nor in a file of the database, nor in a backup."""
    files = {place: content for place, content in all_files(app).items() if "pg_wal" not in place}
    for place, found in (rows_of_all_tables() | files).items():
        assert canary.encode() not in found, place
    assert in_backups(folder, canary) == []
    assert list(folder.glob("ydan-*.zip"))


def pages_say_so(slug, approver, citizen) -> None:
    """Tallies are read as before; single comments and a second count are gone, with the reason."""
    assert approver.get(f"/results/{slug}").status == 200
    assert "số ý kiến theo nhóm vấn đề" in approver.get(f"/results/{slug}/themes").text
    gone = approver.get(f"/results/{slug}/comments/list", check=False)
    assert (gone.status, "đã xóa lúc" in gone.text) == (410, True)
    assert "Đã xóa phiếu hết hạn lưu giữ" in approver.get(f"/manage/rounds/{slug}").text
    assert citizen.get(f"/log/{slug}").status == 200


def test_what_was_cut_short_is_finished_within_the_hour(app, folder, opened_round, approvers, at, monkeypatch):
    at(AFTER)
    number = opened_round.id

    def killed(*_words):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("portal.ballots.sealing.traces.remove", killed)
        approvals.ask_and_decide(opened_round, "erase", by=approvers[0], second=approvers[1])
        transactions.commit()
    assert database.session.get_one(Round, number).erased_at == AFTER
    assert approvals.REPORT not in approvals.last_carried_out(database.session.get_one(Round, number), "erase").payload
    assert (erasing.EVERY_MINUTES, erasing.resume) in queue.periodic
    erasing.resume()
    assert "Đã xóa hẳn khỏi dữ liệu: 6 phiếu, 3 ý kiến." in report("erase")
    assert "ydan-2024-06-15-120000.zip" not in names(folder)


def test_a_master_cannot_call_erased_what_he_took_out(app, opened_round, approvers, at):
    at(AFTER)
    number = opened_round.id
    database.session.commit()
    taken = ("DELETE FROM sealed_ballot", "UPDATE round SET erased_at = purged_at")
    assert any("6 phiếu đã niêm phong bị xóa" in fault for fault in found(number, *taken))
    erase(app, database.session.get_one(Round, number), approvers)
    database.session.rollback()
    added = "INSERT INTO sealed_ballot SELECT round_id, point_id, comment_id, comment_id FROM coded_comment"
    assert any("còn 3 phiếu" in fault for fault in found(number, added))
    assert any("Bảng đếm" in fault for fault in found(number, "UPDATE tally SET n = n + 1"))
    assert any("6 phiếu đã niêm phong bị xóa" in fault for fault in found(number, "UPDATE round SET erased_at = NULL"))
    assert found(number) == []


def found(number: int, *statements: str) -> list[str]:
    """What the check says of changes that are taken back."""
    with database.engine.execution_options(sqlite_write=True).connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
        faults = verification.verify_in(connection, number, []).faults
        connection.rollback()
    return faults


def test_a_changed_box_is_evidence_and_not_erased(opened_round, approvers, at):
    at(AFTER)
    deed = approvals.ask(opened_round, "erase", by=approvers[0])
    database.session.execute(text("DELETE FROM sealed_receipt"))
    database.session.commit()
    with pytest.raises(Conflict, match="hộp phiếu không khớp"):
        approvals.decide(deed, by=approvers[1])
    database.session.rollback()
    assert database.session.get_one(Round, opened_round.id).erased_at is None
