"""«Tình trạng hệ thống» and the doctor: ten faults, each named with its remedy; since when; what may be started."""

from __future__ import annotations

import os
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from prometheus_client import CollectorRegistry, generate_latest
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.audit import operations as audit
from portal.audit.models import Event
from portal.extensions import db as database
from portal.ops import backup
from portal.ops.condition import database_checks, examining, replication_checks, upkeep_checks
from portal.ops.condition.check import age
from portal.ops.condition.checks import BY_NAME, CHECKS
from portal.ops.condition.replication_checks import Slot, Standby
from portal.sealing import periodic_check
from portal.sealing.models import log_run
from portal.web.data import clock, two_disks
from portal.web.jobs import health, jobs
from portal.web.jobs.jobs import Job
from tests import make


def certificate(folder: Path, days: int) -> Path:
    """A certificate that ends in so many days."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = clock.now().astimezone(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=days, hours=1))
        .sign(key, hashes.SHA256())
    )
    file = folder / "cong.pem"
    file.write_bytes(made.public_bytes(encoding=serialization.Encoding.PEM))
    return file


# The check by its token, and what the remedy says.
FAULTS = {
    "schema": "chạy: flask db upgrade",
    "copies": "máy dự phòng kho-2 chưa theo kịp (catchup): xem nhật ký PostgreSQL của máy ấy",
    "two-disks": "dẫn đến máy chính cũ: tắt PostgreSQL của máy ấy, dẫn sang máy chính mới",
    "clock": "chỉnh giờ máy này (timedatectl)",
    "queue": "chạy: flask worker",
    "backup": "chạy flask backup create hằng ngày",
    "drill": "làm bản mới rồi chạy flask backup drill",
    "sealing": "chạy: flask worker",
    "box": "Giữ nguyên hiện trạng, lập biên bản; chạy: flask box verify",
    "disk": "giải phóng chỗ ở",
    "certificate": "gia hạn chứng thư trên proxy",
    "keys": "chmod 700 keys",
    "redis": "Redis không trả lời CONFIG GET",
}


@pytest.fixture
def faulty(app, db, monkeypatch, tmp_path):
    """An installation in which all of it has gone wrong."""
    survey = make.survey_round()
    database.session.execute(
        log_run.insert().values(round_id=survey.id, ran_at=clock.now() - timedelta(hours=1), trouble="")
    )
    database.session.add(Job(id="1" * 32, kind="x", args={}, asked_at=clock.now() - timedelta(minutes=10)))
    audit.record(backup.DRILL_FAILED, by=None, detail={"file": "ydan-1.zip"})
    old = tmp_path / "sao-luu" / "ydan-2.zip"
    old.parent.mkdir()
    old.write_bytes(b"")
    os.utime(old, (1, 1))
    key = Path(app.config["INSTANCE"]) / "keys" / "loose"
    key.parent.mkdir(exist_ok=True)
    key.write_bytes(b"")
    key.chmod(0o644)
    settings = {"BACKUP_DIR": str(old.parent), "LIMITS_URL": "redis://127.0.0.1:1/0"}
    settings |= {"BASE_URL": "https://y-dan.example.vn", "CERTIFICATE": str(certificate(tmp_path, 5))}
    for name, value in settings.items():
        monkeypatch.setitem(app.config, name, value)
    monkeypatch.setattr(clock, "_lag", timedelta(seconds=2))
    monkeypatch.setattr(health, "share_used", lambda _folder: 0.93)
    monkeypatch.setattr(periodic_check, "faults_by_round", lambda: {survey.slug: ("Thiếu 1 phiếu.",)})
    monkeypatch.setattr(database_checks, "revisions", lambda: ("9999",))
    copies = [Standby("kho-1", "streaming", 0, 0.2), Standby("kho-2", "catchup")]
    monkeypatch.setitem(vars(BY_NAME["copies"]), "look", lambda: "; ".join(replication_checks.slow_copies(copies)))
    monkeypatch.setattr(two_disks, "state", lambda: "old primary: timeline 1 after 2")
    database.session.commit()
    yield
    key.unlink()


def test_each_fault_is_named_with_its_remedy_on_the_page_and_by_the_doctor(faulty, app, sign_in):
    shell = app.test_cli_runner().invoke(args=["doctor"])
    assert shell.exit_code == 1
    examining.run()
    page = sign_in(make.account(Role.ACCOUNT_ADMIN)).get("/system").text
    for name, mend in FAULTS.items():
        words = BY_NAME[name].words
        assert f"LỖI  {words}" in shell.output, name
        assert words in page, name
        assert mend[:1].upper() + mend[1:] in page or mend in page, name
        assert mend in shell.output, name
    assert "còn 5 ngày" in page
    figures = scraped()
    assert all(f'check="{name}",machine="{examining.socket.gethostname()}"}} 1.0' in figures for name in FAULTS)


def scraped() -> str:
    """What the monitoring reads of what was found."""
    registry = CollectorRegistry()
    examining.add_gauges(registry)
    return generate_latest(registry).decode()


def test_the_verdict_stands_since_it_changed_and_a_machine_that_fell_silent_is_told(app, db, at, sign_in):
    began = clock.now()
    found = {row.check.name: row for row in examining.examine()}
    fine, wrong = found["clock"], examining.Found(BY_NAME["clock"], "chỉnh giờ", "lệch 2,0 giây")
    for minutes, one in ((0, fine), (5, fine), (10, wrong), (15, wrong)):
        at(began + timedelta(minutes=minutes))
        examining.keep([one], "may-1")
        database.session.commit()
    row = database.session.scalars(select(examining.MachineCheck)).one()
    assert (row.since, row.seen_at) == (began + timedelta(minutes=10), began + timedelta(minutes=15))
    at(began + timedelta(minutes=31))
    page = sign_in(make.account(Role.PROVINCE_APPROVER)).get("/system").text
    assert "Việc nền trên máy này không kiểm tra nữa" in page
    assert "Làm ngay" not in page, "an approver reads alone"
    at(began + timedelta(days=8))
    examining.run()
    assert set(examining.latest()) == {examining.socket.gethostname()}


def test_a_backup_is_made_and_restored_on_trial_from_the_page(app, db, tmp_path, monkeypatch, sign_in):
    monkeypatch.setitem(app.config, "BACKUP_DIR", str(tmp_path))
    admin = sign_in(make.account(Role.ACCOUNT_ADMIN))
    admin.post("/system/backup", {})
    assert [file.suffix for file in tmp_path.iterdir()] == [".zip"]
    assert [
        event.action
        for event in database.session.scalars(select(Event).order_by(Event.id))
        if event.action.startswith("backup.")
    ] == [
        "backup.asked",
        "backup.drilled",
    ]
    found = {row.name: row for row in examining.of_machine(examining.socket.gethostname())}
    assert not found["backup"].wrong
    assert not found["drill"].wrong
    monkeypatch.setitem(app.config, "BACKUP_DIR", str(tmp_path / "none"))
    admin.post("/system/backup", {})
    job = jobs.latest(examining.BACK_UP, {})
    assert (job.state, "Không ghi được bản sao lưu" in job.error) == ("failed", True)


def test_a_check_that_cannot_look_is_a_finding_and_the_others_go_on(app, db, monkeypatch):
    def fall() -> str:
        raise OSError

    monkeypatch.setitem(vars(BY_NAME["disk"]), "look", fall)
    found = {one.check.name: one.mend for one in examining.examine()}
    assert found["disk"].startswith("chưa kiểm được (OSError)")
    assert len(found) == len(CHECKS)


def test_commands_are_told_as_they_are_typed_here(app, db, monkeypatch):
    monkeypatch.setitem(app.config, "COMMAND", "ydan")
    assert "ydan backup drill" in app.test_cli_runner().invoke(args=["doctor"]).output


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=-5), "0 phút"),
        (timedelta(minutes=119), "119 phút"),
        (timedelta(hours=2), "2 giờ"),
        (timedelta(hours=47), "47 giờ"),
        (timedelta(days=2), "2 ngày"),
    ],
)
def test_an_age_is_told_in_the_largest_whole_unit(span, words):
    assert age(span) == words


KEEP_UP = ": kiểm tra đường truyền, đĩa của máy ấy"


@pytest.mark.parametrize(
    ("standby", "said"),
    [
        (Standby("kho-2", "streaming", 0, 0.1), []),
        (Standby("kho-2", None), []),  # this role may not see more
        (Standby("kho-2", "streaming", 0, 61.0), [f"máy dự phòng kho-2 chậm 61 giây{KEEP_UP}"]),
        (Standby("kho-2", "streaming", 2**30, None), [f"máy dự phòng kho-2 chậm 1.024 MB{KEEP_UP}"]),
        (
            Standby("kho-2", "startup"),
            ["máy dự phòng kho-2 chưa theo kịp (startup): xem nhật ký PostgreSQL của máy ấy"],
        ),
    ],
)
def test_a_copy_that_does_not_keep_up_is_named(standby, said):
    assert list(replication_checks.slow_copies([standby])) == said


@pytest.mark.parametrize(
    ("kinds", "confirming"), [([], 0), ([None, None], None), ([True, False, None], 1), ([True, True], 2), ([False], 0)]
)
def test_standbys_that_confirm_are_counted_where_the_role_may_see_them(kinds, confirming):
    found = [Standby("kho", None, is_synchronous=kind) for kind in kinds]
    assert replication_checks.synchronous(found) == confirming


@pytest.mark.parametrize(
    ("slot", "said"),
    [
        (Slot("kho_2", 2**20), []),
        (Slot("cdc", None, is_active=False, is_physical=False), []),
        (Slot("kho_2", 2**20, is_active=False), ["máy dự phòng kho_2 không nối vào"]),
        (
            Slot("cdc", 3 * 2**30, is_physical=False),
            ["khe cdc giữ lại 3.072 MB nhật ký: nối lại bên nhận, hoặc bỏ khe ấy"],
        ),
    ],
)
def test_a_slot_that_fills_the_disk_is_named(slot, said):
    assert list(replication_checks.holding_slots([slot])) == said


@pytest.mark.parametrize(
    ("state", "mend"),
    [
        ("ok", ""),
        ("not watched", ""),
        ("standby does not answer", "bật máy dữ liệu dự phòng"),
        ("synchronous_standby_names is empty", "đặt synchronous_standby_names"),
        ("synchronous_commit is local", "đặt synchronous_commit = on"),
        ("old primary: timeline 1 after 2", "tắt PostgreSQL của máy ấy"),
        ("this server is a standby", "dẫn sang máy chính"),
        ("the connection broke in a commit", "the connection broke in a commit"),
    ],
)
def test_what_keeps_receipts_from_two_disks_is_named_with_its_remedy(monkeypatch, state, mend):
    monkeypatch.setattr(two_disks, "state", lambda: state)
    assert mend in replication_checks.two_disks_trouble()
    assert bool(mend) == bool(replication_checks.two_disks_trouble())


def test_the_database_is_asked_for_its_copies(app, db):
    assert replication_checks.copies_trouble() == ""
    told = "không có máy dự phòng" if replication_checks.is_postgresql() else "không dùng: dữ liệu ở SQLite"
    assert replication_checks.copies_measure() == told


@pytest.mark.parametrize(
    ("action", "ago", "said"),
    [
        ("backup.drilled", timedelta(days=31, seconds=-1), ""),
        ("backup.drilled", timedelta(days=31), "chạy: flask backup drill"),
        ("backup.drill-failed", timedelta(0), "bản a.zip phục hồi thử không được"),
        (None, timedelta(0), "chạy: flask backup drill"),
    ],
)
def test_a_drill_is_good_for_a_month_and_one_that_failed_never(app, monkeypatch, at, action, ago, said):
    at(clock.at(make.FIRST_DAY, 8))
    drill = action and Event(action=action, at=clock.now() - ago, detail={"file": "a.zip"})
    monkeypatch.setattr(upkeep_checks, "last_drill", lambda: drill)
    with app.app_context():
        found = upkeep_checks.missing_drill()
    assert found.startswith(said)
    assert bool(found) == bool(said)


@pytest.mark.parametrize(("folder", "state", "wrong"), [("/x", "ok", False), ("", "ok", True), ("/x", "old", True)])
def test_a_backup_is_looked_for_where_a_folder_is_watched(app, monkeypatch, folder, state, wrong):
    monkeypatch.setitem(app.config, "BACKUP_DIR", folder)
    monkeypatch.setattr(health, "backup_is_new", lambda: state)
    with app.app_context():
        assert bool(upkeep_checks.old_backup()) is wrong
