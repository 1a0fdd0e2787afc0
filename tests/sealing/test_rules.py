"""Each rule of the check by itself: a change that only this rule finds; with the rule gone, nothing is found."""

from __future__ import annotations

# ruff: noqa: S608, ISC004 - statements of somebody who may do anything
from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import joinedload

from portal.audit.operations import record
from portal.ballots.sealing import batch_sealer, box_check
from portal.documents.signing import sealed_papers
from portal.errors import DomainError
from portal.extensions import db as database
from portal.fieldwork.visits import operations as visits
from portal.fieldwork.visits.models import VisitCount
from portal.results.tallying import sealed_results
from portal.sealing import operations, verification
from portal.sealing.log import checkpoints, log
from portal.sealing.models import log_item
from portal.surveys.models import Point, Round
from portal.web.data import clock, codec, transactions
from tests import kept_worlds, make
from tests.results import poll
from tests.sealing.conftest import OVER, cast, faults

ENOUGH_FOR_NODES = 60
"""Ballots of each commune: with their receipts more than the 256 leaves of which the log keeps a hash."""
ROUND = "(SELECT id FROM round)"
CODE = "(SELECT min(code) FROM point)"


@pytest.fixture
def survey(db, at):
    """A round that is over, sealed and signed, with a «chốt» figure and enough leaves for hashes of subtrees."""
    survey = kept_worlds.once("sealed with a figure", sealed)
    at(OVER)
    return survey


def sealed() -> Round:
    survey = make.survey_round()
    operations.seal_settings(survey, "approve")
    make.account("province_approver")
    with clock.moved_to(clock.at(make.FIRST_DAY, 12)):
        fill(survey)
    with clock.moved_to(OVER):
        assert batch_sealer.run(sign=True).troubles == ()
    return survey


def fill(survey: Round) -> None:
    cast(survey, ENOUGH_FOR_NODES)
    point = make.point("07507", survey)
    poll.visits(point, [30])
    whole = select(Point).where(Point.id == point.id).options(joinedload(Point.round), joinedload(Point.unit))
    whole = database.session.scalar(whole.execution_options(populate_existing=True))
    visits.seal_visits(database.session.scalars(select(VisitCount)).one(), whole)
    database.session.commit()


WALK = {
    "a leaf is edited": "UPDATE log_leaf SET place = place, entry = zeroblob(32) WHERE number = 7",
    "a kept hash of a subtree is edited": "UPDATE log_node SET hash = zeroblob(32)",
    "the mark of the log's end is edited": "UPDATE log_end SET mac = zeroblob(32)",
    "the log's end is taken back": "DELETE FROM log_end",
}
WORDS = {
    "a leaf is edited": "đã bị sửa sau khi ký",
    "a kept hash of a subtree is edited": "Các mã băm trung gian",
    "the mark of the log's end is edited": "Phần cuối của nhật ký không do hệ thống này ghi",
    "the log's end is taken back": "từ số 0 không do hệ thống này ghi",
}
SETTINGS_SAID = {
    "UPDATE round SET opens_at = closes_at": "ngày mở",
    "UPDATE round SET closes_at = opens_at": "ngày kết thúc",
    "UPDATE round SET preset = 'A'": "cách tính tỷ lệ tham gia",
    """UPDATE round SET plan = '{"x": 1}'""": "kế hoạch",
    """UPDATE questionnaire SET body = '{"x": 1}'""": "câu hỏi",
    f"UPDATE point SET code = 'K7QM2XPA' WHERE code = {CODE}": "mã của các đơn vị",
    "UPDATE round SET ballot_key = zeroblob(32)": "khóa mã hóa câu trả lời",
}


def sealed_again() -> tuple[tuple[str, str], ...]:
    """What stood against the next run of the sealer."""
    database.session.rollback()
    return batch_sealer.run(sign=True).troubles


def within(survey, *statements: str) -> list[str]:
    """What the check finds while a change stands that is then taken back."""
    number = survey.id
    database.session.rollback()
    with database.engine.execution_options(sqlite_write=True).connect() as connection:
        for statement in statements:
            connection.execute(text(in_dialect(statement, connection.dialect.name)))
        found = verification.verify_in(connection, number, []).faults
        connection.rollback()
    return found


def in_dialect(statement: str, dialect: str) -> str:
    zeros = "decode(repeat('00', 32), 'hex')"
    return statement.replace("zeroblob(32)", zeros) if dialect == "postgresql" else statement


@pytest.mark.parametrize("what", WALK)
def test_what_the_tree_and_the_marks_find(survey, what):
    assert any(WORDS[what] in fault for fault in within(survey, WALK[what]))


def test_each_setting_is_named_when_it_is_changed(survey):
    for statement, words in SETTINGS_SAID.items():
        found = within(survey, statement)
        assert f"Thiết lập của đợt bị sửa ngoài quy trình hai người: {words}." in found, (statement, found)


def test_two_communes_whose_codes_are_exchanged_are_found(survey):
    one, other = (make.point(code, survey).code for code in ("07507", "07519"))
    swapped = [
        f"UPDATE point SET code = '{new}' WHERE code = '{old}'"
        for old, new in ((one, "AAAAAAAA"), (other, one), ("AAAAAAAA", other))
    ]
    assert any("mã của các đơn vị" in fault for fault in within(survey, *swapped))


ROW = bytes(32), b"\1" * 32, b"\2" * 32


@pytest.mark.parametrize(
    ("rows", "sealed", "missing", "extra"),
    [
        ((), (), 0, 0),
        ((0, 1), (1, 0), 0, 0),
        ((0,), (0, 1), 1, 0),
        ((0, 1), (0,), 0, 1),
        ((0, 2), (0, 1), 1, 1),
        ((0, 0), (0,), 0, 1),
        ((0, 0, 1), (0, 1), 0, 1),
        ((0,), (0, 0), 1, 0),
        ((0, 0, 1), (0, 1, 1), 1, 1),
        ((0, 0, 0), (0,), 0, 2),
    ],
)
def test_rows_are_counted_one_by_one(rows, sealed, missing, extra):
    have, want = (b"".join(ROW[number] for number in numbers) for numbers in (rows, sealed))
    assert verification.differences(have, want) == (missing, extra)


def batches(survey) -> list[tuple[int, int]]:
    with transactions.read_connection() as connection:
        sealed = verification.SealedLog(connection, survey.id)
        return [
            (said["from"], said["to"]) for _place, said in verification.item_contents(sealed, verification.Kind.AUDIT)
        ]


def test_events_that_no_batch_holds_are_found(survey):
    """The batch that follows is true in itself and sealed as any other: only what lies before it is missing."""
    ((_first, last),) = batches(survey)
    for _event in range(3):
        record("box.settle", by=None)
    database.session.commit()
    number = survey.id
    database.session.rollback()
    with database.engine.execution_options(sqlite_write=True).begin() as connection:
        said = codec.canonical(operations.event_batch(connection, last + 2, last + 3))
        connection.execute(log_item.insert().values(**log.new_item(number, "A", "", said)))
    sealed_again()
    assert batches(survey) == [(1, last), (last + 2, last + 3)]
    assert f"Thao tác của cán bộ từ số {last + 2} đến số {last + 3} đã bị sửa hoặc xóa." in faults(survey)


def test_events_sealed_twice_are_found(survey):
    ((_first, last),) = batches(survey)
    number = survey.id
    database.session.rollback()
    with database.engine.execution_options(sqlite_write=True).begin() as connection:
        said = codec.canonical(operations.event_batch(connection, last, last))
        connection.execute(log_item.insert().values(**log.new_item(number, "A", "", said)))
    sealed_again()
    assert any("Thao tác của cán bộ" in fault for fault in faults(survey))


# no rule can go unseen

GUARDS = {"sqlite": "DROP TRIGGER event_no_UPDATE", "postgresql": "ALTER TABLE event DISABLE TRIGGER event_append_only"}
NEEDED = {
    "check_items": ["UPDATE log_item SET place = '07519' WHERE kind = 'V' AND number IS NOT NULL"],
    "check_waiting_items": [
        "INSERT INTO log_item (id, round_id, kind, place, content) "
        f"VALUES (zeroblob(32), {ROUND}, 'P', '', zeroblob(32))"
    ],
    "check_event_batches": ["UPDATE event SET username = 'ai-khac' WHERE id = (SELECT max(id) FROM event)"],
    "check_settings": ["UPDATE round SET preset = 'A'"],
}


@pytest.mark.parametrize("rule", NEEDED)
def test_without_this_rule_its_change_goes_unseen(survey, rule, monkeypatch):
    disarm = [GUARDS[database.engine.dialect.name]] if rule == "check_event_batches" else []
    assert within(survey, *disarm, *NEEDED[rule])
    monkeypatch.setattr(verification, rule, lambda _sealed: [])
    left = within(survey, *disarm, *NEEDED[rule])
    assert left == [] or (rule == "check_items" and all("đã chốt là" in fault for fault in left))


ROOMS = {
    box_check.check: "DELETE FROM sealed_comment",
    visits.check_sealed: "UPDATE visit_count SET visits = visits + 1",
    sealed_results.check: None,
    sealed_papers.check: None,
}
"""None: a test of that room's own changes releases, flags, tallies and papers."""


def test_every_room_that_seals_has_its_rule_in_the_check(survey, monkeypatch):
    assert set(verification.checks) == set(ROOMS)
    for rule, statement in ROOMS.items():
        if statement is not None:
            assert within(survey, statement), rule
            with monkeypatch.context() as without:
                without.setattr(verification, "checks", [one for one in verification.checks if one is not rule])
                assert within(survey, statement) == []


# signed by us, and yet not of this log


def fork(survey, root: bytes) -> str:
    """A true signature under another root for the size that was signed last."""
    last = checkpoints.latest(survey)
    said = checkpoints.signer().read(last.note)
    database.session.rollback()
    return checkpoints.signer().sign(replace(said, root=root))


def of_other_round(survey) -> str:
    said = checkpoints.signer().read(checkpoints.latest(survey).note)
    database.session.rollback()
    other = replace(said, origin=said.origin.replace(survey.slug, "dot-khac"), root=bytes(32))
    return checkpoints.signer().sign(other)


@pytest.mark.parametrize("root", [bytes(32), b"\xff" * 32], ids=["lower", "higher"])
@pytest.mark.parametrize("side", ["outside", "beside the database", "in the database"])
def test_two_roots_signed_for_one_size_are_a_fault_wherever_the_second_lies(survey, root, side):
    true, note, slug = checkpoints.latest(survey).note, fork(survey, root), survey.slug
    database.session.rollback()
    if side == "beside the database":
        checkpoints.store_note(slug, note)
    if side == "in the database":
        with database.engine.execution_options(sqlite_write=True).begin() as connection:
            changed = text("UPDATE log_checkpoint SET note = :note, root = :root WHERE size = (:size)")
            size = int(note.splitlines()[1])
            connection.execute(changed, {"note": note, "root": root, "size": size})
        checkpoints.store_note(slug, true)
    found = verification.verify(survey, note=note if side == "outside" else None).faults
    assert any("Có hai mã đối chiếu khác nhau đều đã ký cho" in fault for fault in found), found
    if side != "outside":
        assert sealed_again()


def test_two_notes_from_outside_of_which_neither_is_the_databases_are_both_found(survey):
    number = survey.id
    notes = [fork(survey, root) for root in (bytes(32), b"\xff" * 32)]
    with verification.snapshot() as connection:
        found = verification.verify_in(connection, number, notes).faults
    assert sum("Có hai mã đối chiếu khác nhau" in fault for fault in found) == 1


def test_a_checkpoint_of_another_round_is_told_to_be_that_and_accuses_nobody(survey, app, tmp_path):
    note, slug = of_other_round(survey), survey.slug
    words = "Xác nhận này là của đợt khác (“dot-khac”), không dùng để kiểm tra đợt này."
    assert verification.verify(survey, note=note).faults == [words]
    file = tmp_path / "cua-dot-khac.txt"
    file.write_text(note)
    said = app.test_cli_runner().invoke(args=["box", "verify", slug, "--checkpoint", str(file)])
    assert said.exit_code == 1
    assert words in said.output
    assert "bị sửa" not in said.output
    assert "LỖI" not in said.output


def test_another_rounds_head_file_stops_the_signing_and_is_told_to_be_that(survey):
    note, slug = of_other_round(survey), survey.slug
    checkpoints.store_note(slug, note)
    ((told, why),) = sealed_again()
    assert (told, "là của đợt khác" in why, "đã bị sửa" in why) == (slug, True, False)


def test_a_portal_that_moved_to_another_address_still_knows_its_own_checkpoints(survey, app, monkeypatch):
    old = checkpoints.latest(survey)
    database.session.rollback()
    monkeypatch.setitem(app.config, "BASE_URL", "https://ten-mien-moi.example")
    assert verification.verify(survey, note=old.note).faults == []
    assert sealed_again() == ()


def test_what_is_no_checkpoint_is_refused_in_words(survey):
    with pytest.raises(DomainError):
        checkpoints.signer().read("không phải xác nhận")
    assert verification.verify(survey, note="không phải xác nhận").faults == ["Tệp không phải là xác nhận có chữ ký."]


def test_a_worker_of_another_machine_signs_on_without_the_first_ones_folder(survey, app, monkeypatch, tmp_path):
    """The memory of signed heads is the database's; the file of each machine is its own."""
    first = checkpoints.latest(survey)
    for folder, number in ((tmp_path, 1), (app.config["INSTANCE"], 2)):
        monkeypatch.setitem(app.config, "INSTANCE", str(folder))
        record("box.settle", by=None, detail={"number": number})
        database.session.commit()
        assert sealed_again() == ()
        last = checkpoints.latest(survey)
        assert last.size > first.size
        assert checkpoints.stored_note(survey.slug) == last.note
        assert faults(survey) == []
        first = last
    # a file that is behind the database keeps nobody from signing, as long as the log goes on from it
    monkeypatch.setitem(app.config, "INSTANCE", str(tmp_path))
    assert sealed_again() == ()
