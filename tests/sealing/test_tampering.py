"""A master of the database edits, deletes, swaps, adds, or puts yesterday's back: found, named, opening refused."""

from __future__ import annotations

# ruff: noqa: S608, ISC004 - statements of somebody who may do anything
import shutil
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from portal.audit.operations import record
from portal.ballots.models import sealed_receipt
from portal.ballots.sealing import batch_sealer
from portal.errors import Conflict
from portal.extensions import db as database
from portal.ops import backup
from portal.sealing import operations, verification
from portal.sealing.log import checkpoints, leaves
from portal.sealing.log.leaves import Kind
from portal.sealing.models import log_item
from portal.surveys.rounds import approvals
from portal.web.data import clock, transactions
from tests import make
from tests.sealing.conftest import append_past_the_sealer, as_master, cast, faults

FIRST, LAST = "(SELECT min(point_id) FROM sealed_ballot)", "(SELECT max(point_id) FROM sealed_ballot)"
ONE = f"(SELECT id FROM sealed_ballot WHERE point_id = {FIRST} ORDER BY id LIMIT 1)"
THANH_HAI, CHU = "xã Thanh Hải (07507)", "thị trấn Chũ (07519)"


def test_an_untouched_box_is_as_it_was_signed(survey):
    found = verification.verify(survey)
    assert found.faults == []
    assert found.counts == {"B": 90, "R": 90, "C": 3, "K": 1, "A": 1}
    assert checkpoints.latest(survey).root == found.root


TAMPERINGS = {
    "a ballot is edited": (
        f"UPDATE sealed_ballot SET payload = payload || payload WHERE id = {ONE}",
        THANH_HAI,
        "1 phiếu đã niêm phong bị sửa hoặc xóa, 1 phiếu không có trong nhật ký",
    ),
    "a ballot is deleted": (f"DELETE FROM sealed_ballot WHERE id = {ONE}", THANH_HAI, "1 phiếu đã niêm phong bị xóa"),
    "a ballot is doubled": (
        "INSERT INTO sealed_ballot SELECT b.round_id, b.point_id, r.hash, b.payload FROM sealed_ballot b, "
        f"sealed_receipt r WHERE b.id = {ONE} AND r.hash = (SELECT hash FROM sealed_receipt ORDER BY hash LIMIT 1)",
        THANH_HAI,
        "1 phiếu được thêm vào",
    ),
    "a ballot goes to another commune": (
        f"UPDATE sealed_ballot SET point_id = (SELECT max(point_id) FROM sealed_ballot) WHERE id = {ONE}",
        "phường Thọ Xương (07210)",
        "1 phiếu được thêm vào",
    ),
    "two communes are swapped": (
        f"UPDATE sealed_ballot SET point_id = CASE point_id WHEN {FIRST} THEN {LAST} WHEN {LAST} THEN {FIRST} "
        "ELSE point_id END",
        THANH_HAI,
        "30 phiếu đã niêm phong bị sửa hoặc xóa, 30 phiếu không có trong nhật ký",
    ),
    "a comment is edited": ("UPDATE sealed_comment SET body = 'Kém' WHERE body = 'Tốt 07519'", CHU, "1 ý kiến"),
    "a receipt is deleted": (
        "DELETE FROM sealed_receipt WHERE hash = (SELECT hash FROM sealed_receipt WHERE point_id = "
        "(SELECT min(point_id) FROM sealed_ballot) ORDER BY hash LIMIT 1)",
        THANH_HAI,
        "1 mã biên nhận",
    ),
    "the window is moved": ("UPDATE round SET preset = 'A'", "Thiết lập của đợt", "cách tính tỷ lệ tham gia"),
    "an item is edited": ("UPDATE log_item SET content = content || content WHERE kind = 'K'", "Thiết lập", "bị sửa"),
    "an item is deleted": ("DELETE FROM log_item WHERE kind = 'A'", "Bản kê thao tác", "bị xóa"),
    "a leaf is edited": (
        "UPDATE log_leaf SET kind = 'V' WHERE number = 7",
        "Các dấu niêm phong từ số 0",
        "đã bị sửa sau khi ký",
    ),
    "the log is cut": ("DELETE FROM log_leaf WHERE number > 150", "Nhật ký chỉ có 151 mục", "đã ký đến 185 mục"),
    "a leaf is missing": ("DELETE FROM log_leaf WHERE number = 20", "Nhật ký thiếu mục số 20", ""),
    "a checkpoint is edited": ("UPDATE log_checkpoint SET size = size - 1", "Xác nhận", "khác bản đã ký"),
}
DISARM = {
    "sqlite": "DROP TRIGGER event_no_UPDATE",
    "postgresql": "ALTER TABLE event DISABLE TRIGGER event_append_only",
}
CHANGED = "UPDATE event SET username = 'ai-khac' WHERE id = (SELECT max(id) FROM event)"


def test_what_a_master_changes_is_found_and_named(survey):
    """Each change is made, looked at from within its transaction, and taken back."""
    first, last, number = make.point("07507", survey).id, make.point("07210", survey).id, survey.id
    database.session.rollback()
    for what, (statement, where, words) in TAMPERINGS.items():
        with database.engine.execution_options(sqlite_write=True).connect() as connection:
            connection.execute(text(statement.replace(FIRST, str(first)).replace(LAST, str(last))))
            found = verification.verify_in(connection, number, []).faults
            connection.rollback()
        assert any(where in fault and words in fault for fault in found), (what, found)
    assert faults(survey) == []


def test_an_event_that_is_changed_is_found(survey):
    number = survey.id
    database.session.rollback()
    with database.engine.execution_options(sqlite_write=True).connect() as connection:
        for statement in DISARM[connection.dialect.name], CHANGED:
            connection.execute(text(statement))
        found = verification.verify_in(connection, number, []).faults
        connection.rollback()
    assert any("Thao tác của cán bộ từ số 1" in fault for fault in found)


def test_a_ballot_taken_out_of_a_pool_leaves_its_receipt(db, at):
    survey = make.survey_round()
    at(clock.at(make.FIRST_DAY, 12))
    cast(survey, 3)
    as_master("DELETE FROM ballot_pool WHERE id = (SELECT id FROM ballot_pool ORDER BY id LIMIT 1)")
    assert [fault for fault in faults(survey) if "có 2 phiếu nhưng có 3 mã biên nhận" in fault]


def test_yesterday_put_back_is_found_and_nothing_is_signed_on_top_of_it(survey, tmp_path):
    """The database goes back as a whole; the file of the last checkpoint does not."""
    assert checkpoints.latest(survey).size == 184 + 1
    database.session.rollback()
    as_master("DELETE FROM log_leaf WHERE number >= 100", "DELETE FROM log_checkpoint", "DELETE FROM sealed_comment")
    assert any("bị phục hồi về lúc trước" in fault for fault in faults(survey))
    assert [slug for slug, _why in batch_sealer.run(sign=True).troubles] == [survey.slug]
    assert checkpoints.latest(survey) is None


def test_a_checkpoint_kept_by_an_outsider_finds_a_rewritten_log(survey, app, tmp_path):
    kept = tmp_path / "checkpoint.txt"
    kept.write_text(checkpoints.latest(survey).note)
    database.session.rollback()
    run = app.test_cli_runner().invoke
    assert run(args=["box", "verify", "--checkpoint", str(kept)]).exit_code == 0
    as_master("DELETE FROM log_leaf WHERE number >= 100", "DELETE FROM log_checkpoint")
    shutil.rmtree(Path(app.config["INSTANCE"]) / "log")
    said = run(args=["box", "verify", "--checkpoint", str(kept)])
    assert said.exit_code == 1
    assert "Nhật ký chỉ có 100 mục, đã ký đến 185 mục" in said.output


def test_results_of_a_changed_box_are_not_opened(survey):
    by, second = make.account("province_approver"), make.account("province_approver")
    deed = approvals.ask(survey, "open_results", by=by)
    database.session.commit()
    as_master(f"DELETE FROM sealed_ballot WHERE id = {ONE}")
    with pytest.raises(Conflict, match=r"hộp phiếu không khớp với sổ niêm phong phiếu\. xã Thanh Hải"):
        approvals.decide(deed, by=second)
    database.session.rollback()
    assert survey.results_opened_at is None


def test_the_page_says_that_a_changed_box_is_not_opened(survey, sign_in):
    by, second = make.account("province_approver"), make.account("province_approver")
    deed = approvals.ask(survey, "open_results", by=by)
    database.session.commit()
    as_master(f"DELETE FROM sealed_ballot WHERE id = {ONE}")
    answer = sign_in(second).post(f"/manage/rounds/{survey.slug}/deeds/{deed.id}/decision", {"decision": "yes"})
    assert answer.status == 409
    assert "hộp phiếu không khớp với sổ niêm phong phiếu" in answer.text
    database.session.rollback()
    assert survey.results_opened_at is None


def test_a_backup_restored_has_the_same_root(survey, tmp_path):
    file = tmp_path / "ban-sao.zip"
    backup.write(file)
    assert backup.trial_restore(file)["tables"]["main/log_leaf"]["rows"] == 185


def test_a_batch_of_events_that_others_wrote_stops_neither_sealer_nor_events(survey):
    """One is no data at all, one says that all events to come were sealed."""
    values = {"round_id": survey.id, "kind": "A", "place": ""}
    items = [{"id": bytes([n]) * 32, "content": said, **values} for n, said in enumerate((b"x", b'{"to":999999}'))]
    database.session.execute(insert(log_item), items)
    number = record("box.settle", by=None).id
    database.session.commit()
    batch_sealer.run(sign=True)
    with transactions.read_connection() as connection:
        assert operations.last_queued(connection, values["round_id"]) == number
    assert "Bản kê thao tác của cán bộ chờ niêm phong không do hệ thống này ghi" in "".join(faults(survey))


def test_what_a_master_puts_beside_the_sealer_is_never_signed(survey):
    """An item that would wait its turn, and leaves appended past the sealer with all that belongs to them."""
    before, number, point = checkpoints.latest(survey), survey.id, make.point("07507", survey)
    forged = leaves.make(Kind.RECEIPT, "07507", b"r" * 32, b"")
    values = {"round_id": number, "point_id": point.id, "hash": b"r" * 32}
    database.session.rollback()
    with database.engine.execution_options(sqlite_write=True).begin() as connection:
        said = {"round_id": number, "kind": "V", "place": "07507", "content": b'{"at":"9999","day":"2024-06-12"}'}
        connection.execute(insert(log_item).values(id=b"i" * 32, **said))
        connection.execute(insert(sealed_receipt).values(**values))
        append_past_the_sealer(connection, number, forged)
    assert "Số lượt người đến đã chốt (xã Thanh Hải (07507)) chờ niêm phong không do" in "".join(faults(survey))
    assert f"Các dấu niêm phong của sổ từ số {before.size} không do hệ thống này ghi" in "".join(faults(survey))
    batch_sealer.run(sign=True)
    assert checkpoints.latest(survey).size == before.size
    with pytest.raises(Conflict, match="không khớp"):
        verification.refuse_changed(survey, "release")
