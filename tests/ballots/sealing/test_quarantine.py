"""What lies aside is kept as evidence and taken off by two approvers with minutes; no true ballot is settled away."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import func, select
from sqlalchemy.exc import ProgrammingError

from portal.accounts.activity.event_words import details, in_words
from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.ballots.models import quarantined_row
from portal.ballots.sealing import batch_sealer, quarantine
from portal.ballots.sealing.sealable_tables import BALLOTS, RECEIPTS
from portal.errors import Conflict, Refused
from portal.extensions import db as database
from portal.surveys.rounds import approvals
from portal.web.data import durable
from tests import make
from tests.ballots.sealing.test_row_mac import OVER, THANH_HAI
from tests.sealing.conftest import as_master

ADDED = "INSERT INTO ballot_pool SELECT round_id, point_id, mac, payload, mac FROM ballot_pool"
ALTERED = "UPDATE ballot_pool SET payload = mac"
PAYLOAD = b'{"answers": {"Q14": 5}}'


@pytest.fixture
def approvers(db):
    """Two persons, one of them with a second account; an editor; one whose account is closed."""
    one, two = (make.account(Role.PROVINCE_APPROVER, username=name) for name in ("ha.ld", "binh.ld"))
    make.account(Role.PROVINCE_APPROVER, username="ha.hai", person=one.person)
    make.account(Role.PROVINCE_APPROVER, username="cu.ld", active=False)
    make.account(Role.PROVINCE_EDITOR, username="bien.tap")
    return one, two


@pytest.fixture
def waiting(survey, point, approvers):
    """A ballot and its receipt wait."""
    make.waits(BALLOTS, point, payload=PAYLOAD)
    make.waits(RECEIPTS, point)
    database.session.commit()
    return survey


@pytest.fixture
def run(app, tmp_path):
    """`run()` settles with all that is needed; `run(by=…)` says one thing otherwise, None leaves it out."""

    def settle(slug="198-kh-bdvtu", **changes):
        given = {"by": "ha.ld", "second": "binh.ld", "minutes": "05/BB-BDV", "out": str(tmp_path / "dong-la.jsonl")}
        told = [f"--{name}={value}" for name, value in (given | changes).items() if value is not None]
        result = app.test_cli_runner().invoke(args=["box", "settle", slug, *told])
        database.session.rollback()
        return result

    return settle


def tampered(statement: str, at) -> None:
    """Somebody did it, the round is over, and the mover took aside what it found."""
    as_master(statement)
    at(OVER)
    assert batch_sealer.run(sign=True).quarantined == 1


def lies() -> int:
    count = database.session.scalar(select(func.count()).select_from(quarantined_row)) or 0
    database.session.rollback()
    return count


def settlements() -> list[Event]:
    return list(database.session.scalars(select(Event).where(Event.action == "box.settle")))


def verified(app) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["box", "verify"])
    database.session.rollback()
    return result.exit_code, result.output


def test_an_added_row_goes_to_the_evidence_and_the_results_can_open(waiting, approvers, at, app, run, tmp_path):
    tampered(ADDED, at)
    assert verified(app)[0] == 1
    row = database.session.execute(select(quarantined_row)).mappings().one()
    done, file = run(), tmp_path / "dong-la.jsonl"
    assert done.exit_code == 0, done.output
    assert (file.stat().st_mode & 0o777, lies()) == (0o600, 0)
    kept = {"round": waiting.slug, "unit": "07507", "kind": "B", "name": row["name"].hex(), "content": PAYLOAD.hex()}
    assert [json.loads(line) for line in file.read_text().splitlines()] == [kept]
    digest = sha256(file.read_bytes()).hexdigest()
    assert digest in done.output
    event = settlements()[0]
    rows = {"B": {"07507": 1}}
    assert event.detail == {"minutes": "05/BB-BDV", "names": ["ha.ld", "binh.ld"], "rows": rows, "sha256": digest}
    assert (event.username, event.subject_id, event.unit_path) == ("ha.ld", waiting.slug, make.unit("24").path)
    database.session.rollback()
    assert verified(app)[0] == 0
    approvals.ask_and_decide(waiting, "open_results", by=approvers[0], second=approvers[1])
    assert waiting.state == "opened"


def test_a_true_ballot_that_was_altered_keeps_the_results_shut(waiting, approvers, at, app, run, tmp_path):
    tampered(ALTERED, at)
    assert run().exit_code == 0
    assert lies() == 0
    code, said = verified(app)
    assert (code, "có 0 phiếu nhưng có 1 mã biên nhận" in said) == (1, True)
    with pytest.raises(Conflict, match="hộp phiếu không khớp"):
        approvals.ask_and_decide(waiting, "open_results", by=approvers[0], second=approvers[1])
    assert json.loads((tmp_path / "dong-la.jsonl").read_text())["content"] != PAYLOAD.hex()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"slug": "khong-co"}, "Không có đợt khảo sát “khong-co”"),
        ({"second": "ha.ld"}, "Người đề nghị không tự duyệt"),
        ({"second": "ha.hai"}, "Hai tài khoản cùng của đồng chí"),
        ({"by": "bien.tap"}, "cần tài khoản lãnh đạo duyệt của cơ quan chủ trì"),
        ({"second": "bien.tap"}, "cần tài khoản lãnh đạo duyệt của cơ quan chủ trì"),
        ({"second": "cu.ld"}, "Tài khoản cu.ld đã khóa"),
        ({"by": "khong.co"}, "Không có tài khoản “khong.co”"),
        ({"minutes": "\u200b \t"}, "Số biên bản gồm từ 1 đến 100"),
        ({"minutes": "5" * 101}, "Số biên bản gồm từ 1 đến 100"),
        ({"out": "/khong-co/dong-la.jsonl"}, "Không ghi được “/khong-co/dong-la.jsonl”"),
        ({"out": "/"}, "Đã có “/”"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_changed(waiting, at, run, tmp_path, changes, said):
    tampered(ADDED, at)
    refused = run(**changes)
    assert (refused.exit_code, said in refused.output) == (1, True), refused.output
    assert (lies(), settlements(), list(tmp_path.iterdir())) == (1, [], [])


def test_a_file_that_is_there_is_not_written_over_and_a_full_disk_leaves_none(waiting, at, run, tmp_path, monkeypatch):
    tampered(ADDED, at)
    file = tmp_path / "dong-la.jsonl"
    file.write_text("cũ")
    refused = run()
    assert (refused.exit_code, "không ghi đè" in refused.output, file.read_text()) == (1, True, "cũ")
    file.unlink()

    def full(_folder):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable, "sync_folder", full)
    refused = run()
    assert (refused.exit_code, "Chưa xóa dòng nào" in refused.output, file.exists()) == (1, True, False)
    assert (lies(), settlements()) == (1, [])


def test_without_options_it_lists_what_lies_aside_and_some_are_too_few(waiting, at, app, run):
    bare = dict.fromkeys(("by", "second", "minutes", "out"))
    empty = run(**bare)
    assert (empty.exit_code, "không có dòng nào để riêng" in empty.output) == (0, True)
    assert (run().exit_code, lies()) == (1, 0)
    tampered(ADDED, at)
    as_master("INSERT INTO pool_aside SELECT round_id, -1, 'x', name, content FROM pool_aside")
    told = run(**bare)
    assert (told.exit_code, THANH_HAI in told.output, "1 dòng chờ" in told.output) == (0, True, True)
    assert "Nêu đủ" in run(by=None).output
    assert quarantine.alarms(waiting)
    database.session.rollback()
    assert (run().exit_code, lies()) == (0, 0)
    with app.test_request_context():
        event = settlements()[0]
        assert in_words(event.action) == "hộp phiếu: xử lý dòng để riêng theo biên bản"
        said = "biên bản: 05/BB-BDV; những người: ha.ld, binh.ld; số dòng: phiếu 07507 1, x ? 1; mã SHA-256: "
        assert details(event).startswith(said)


def test_a_role_that_may_not_is_told_who_may(waiting, app, monkeypatch):
    def forbidden(*_args):
        raise ProgrammingError("DELETE", None, InsufficientPrivilege())

    refused = pytest.raises(Refused, match="chạy lệnh này bằng vai trò chủ dữ liệu")
    with app.test_request_context(), refused:
        monkeypatch.setattr(database.session, "execute", forbidden)
        quarantine.delete_rows(waiting)
