"""The check by itself: finds what the command finds, costs what is new, signs over nothing, is told everywhere."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from sqlalchemy import insert, text

from portal.accounts.permissions import Role
from portal.audit.operations import record
from portal.ballots.models import sealed_receipt
from portal.ballots.sealing import batch_sealer
from portal.extensions import db as database
from portal.sealing import operations, periodic_check, verification
from portal.sealing.log import checkpoints, leaves, log
from portal.sealing.log.leaves import Kind
from portal.sealing.models import log_check, log_item
from portal.web.data import clock, transactions
from portal.web.jobs.health import PortalMetrics
from tests import make
from tests.sealing.conftest import append_past_the_sealer, as_master, cast
from tests.sealing.test_tampering import CHANGED, DISARM, FIRST, LAST, TAMPERINGS


def ran(survey, *, signing: bool = True) -> tuple[str, ...]:
    """What the sealer's run keeps as the verdict, something new being there to sign."""
    operations.seal_settings(survey, "extend")
    database.session.commit()
    batch_sealer.run(sign=signing)
    found = periodic_check.stored(survey.id).faults
    database.session.rollback()
    return found


def signed(survey) -> int:
    size = checkpoints.latest(survey).size
    database.session.rollback()
    return size


def by_a_master(survey, what: str) -> None:
    """One of the nineteen tamperings, for good."""
    first, last, number = make.point("07507", survey).id, make.point("07210", survey).id, survey.id
    slug = survey.slug
    database.session.rollback()
    if what in TAMPERINGS:
        as_master(TAMPERINGS[what][0].replace(FIRST, str(first)).replace(LAST, str(last)))
    elif what == "an event is changed":
        as_master(DISARM[database.engine.dialect.name], CHANGED)
    elif what == "yesterday is put back":
        as_master("DELETE FROM log_leaf WHERE number >= 100", "DELETE FROM log_checkpoint")
    elif what == "an item is put in":
        with database.engine.execution_options(sqlite_write=True).begin() as connection:
            said = {"round_id": number, "kind": "V", "place": "07507", "content": b"{}"}
            connection.execute(insert(log_item).values(id=b"i" * 32, **said))
    elif what == "leaves are put in":
        with database.engine.execution_options(sqlite_write=True).begin() as connection:
            values = {"round_id": number, "point_id": first, "hash": b"r" * 32}
            connection.execute(insert(sealed_receipt).values(**values))
            append_past_the_sealer(connection, number, leaves.make(Kind.RECEIPT, "07507", b"r" * 32, b""))
    else:
        said = checkpoints.signer().read(checkpoints.stored_note(slug))
        checkpoints.store_note(
            slug, checkpoints.signer().sign(type(said)(said.origin, said.size, bytes(32), said.signed_at))
        )


MORE = (
    "an event is changed",
    "yesterday is put back",
    "an item is put in",
    "leaves are put in",
    "the log is forked",
)


@pytest.fixture
def events_guarded(db):
    """The guard of events stands again afterwards."""
    kept = None
    with database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            kept = connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'event_no_UPDATE'"))
    yield
    database.session.rollback()
    if kept is None:
        as_master("ALTER TABLE event ENABLE TRIGGER event_append_only")
        return
    with database.engine.connect() as connection:
        stands = connection.scalar(text("SELECT 1 FROM sqlite_master WHERE name = 'event_no_UPDATE'"))
    if not stands:
        as_master(kept)


@pytest.mark.usefixtures("events_guarded")
@pytest.mark.parametrize("what", [*TAMPERINGS, *MORE])
def test_each_of_the_nineteen_is_found_by_the_job_and_nothing_is_signed_over_it(survey, what):
    before = signed(survey)
    by_a_master(survey, what)
    found = ran(survey)
    words = "Nhật ký chỉ có" if what == "the log is cut" else TAMPERINGS.get(what, ("", ""))[1]
    assert any(words in fault for fault in found)
    assert batch_sealer.run(sign=True).troubles
    with transactions.read_connection() as connection:
        last = checkpoints.latest_in(connection, 1)
    assert last is None or last.size in {before, before - 1}


def test_an_untouched_box_goes_on_being_signed(survey):
    before = signed(survey)
    assert ran(survey) == ()
    assert signed(survey) > before
    assert periodic_check.state() == "ok"


# what a run costs


def test_a_run_between_two_whole_checks_reads_only_what_is_new(survey, at, monkeypatch):
    assert ran(survey) == ()
    read = []
    plainly = verification.new_leaves

    def counted(sealed):
        for one in plainly(sealed):
            read.append(one[0])
            yield one

    size = periodic_check.stored(survey.id).size
    monkeypatch.setattr(verification, "new_leaves", counted)
    at(clock.now() + timedelta(minutes=2))
    record("box.settle", by=None)
    database.session.commit()
    monkeypatch.setattr(verification, "checks", [lambda _sealed: pytest.fail("the rooms' checks read whole tables")])
    monkeypatch.setattr(checkpoints, "would_sign", lambda _survey, **_how: False)
    monkeypatch.setattr(checkpoints, "sign", lambda _survey, **_how: None)
    batch_sealer.run()
    assert read == [size]
    assert periodic_check.stored(survey.id).prefix.size == size + 1


def test_increments_find_what_the_new_leaves_show(survey, at, monkeypatch):
    """A large box: what comes after a prefix is checked each time, what lies in it once a night."""
    monkeypatch.setattr(periodic_check, "LARGE", 10)
    assert ran(survey) == ()
    at(clock.now() + timedelta(minutes=2))
    as_master("DELETE FROM sealed_comment")
    assert ran(survey) == ()
    at(clock.now() + timedelta(minutes=2))
    assert ran(survey) == ()
    number = log.size(database.session.connection(), survey.id) - 1
    kept = periodic_check.stored(survey.id)
    database.session.rollback()
    as_master(f"UPDATE log_item SET content = content || content WHERE number = {number}")  # noqa: S608
    assert kept.prefix.size == number + 1
    as_master(f"UPDATE log_leaf SET kind = 'V' WHERE number = {number}")  # noqa: S608
    assert any("trung gian" in fault for fault in ran(survey))


def test_a_large_box_is_checked_whole_once_a_night(survey, at, monkeypatch):
    monkeypatch.setattr(periodic_check, "LARGE", 10)
    assert ran(survey) == ()
    as_master("DELETE FROM sealed_comment")
    night = clock.at(clock.local(clock.now()).date() + timedelta(days=1), periodic_check.NIGHT_HOUR)
    at(night - timedelta(minutes=2))
    assert ran(survey) == ()
    at(night)
    assert any("ý kiến" in fault for fault in ran(survey))
    size = signed(survey)
    at(night + timedelta(hours=2))
    assert ran(survey)
    assert signed(survey) == size


def test_a_small_box_is_checked_whole_within_ten_minutes_though_nothing_is_new(survey, at):
    batch_sealer.run(sign=True)
    database.session.rollback()
    as_master("DELETE FROM sealed_comment")
    began = clock.now()
    for minutes in range(2, 11, 2):
        at(began + timedelta(minutes=minutes))
        batch_sealer.run()
    assert periodic_check.stored(survey.id).faults


def test_a_mended_box_is_fine_again_at_the_next_run(survey):
    as_master("CREATE TABLE kept_apart AS SELECT * FROM sealed_comment", "DELETE FROM sealed_comment")
    assert ran(survey)
    as_master("INSERT INTO sealed_comment SELECT * FROM kept_apart", "DROP TABLE kept_apart")
    assert ran(survey) == ()
    assert periodic_check.state() == "ok"


@pytest.mark.parametrize("broken", [ValueError, TypeError, LookupError])
def test_what_cannot_even_be_read_is_a_fault_and_not_a_crash(survey, monkeypatch, broken):
    def unread(_sealed):
        raise broken

    monkeypatch.setattr(verification, "checks", [unread])
    assert ran(survey) == (f"Không đọc được hộp phiếu để kiểm tra ({broken.__name__}): dữ liệu đã bị sửa.",)


# its verdict


def test_a_verdict_that_a_master_writes_is_not_believed(survey):
    as_master("DELETE FROM sealed_comment")
    assert ran(survey)
    with database.engine.execution_options(sqlite_write=True).begin() as connection:
        said = json.loads(connection.scalar(log_check.select().with_only_columns(log_check.c.verdict)))
        connection.execute(log_check.update().values(verdict=json.dumps({**said, "faults": []})))
    assert periodic_check.state() == "changed"
    assert periodic_check.stored(survey.id) is None


def scraped(app) -> str:
    """What the monitoring reads."""
    registry = CollectorRegistry()
    registry.register(PortalMetrics(app))
    return generate_latest(registry).decode()


def test_it_is_told_wherever_somebody_watches(survey, client, app, sign_in):
    run = app.test_cli_runner().invoke
    assert ran(survey) == ()
    assert client.get("/readyz").response.json["box"] == "ok"
    assert "portal_box_faults 0.0" in scraped(app)
    assert "đạt  hộp phiếu khớp sổ niêm phong phiếu (tự kiểm tra)" in run(args=["doctor"]).output
    as_master("DELETE FROM sealed_comment")
    assert ran(survey)
    ready = client.get("/readyz", check=False)
    assert (ready.status, ready.response.json["box"]) == (503, "changed")
    figures = scraped(app)
    assert "portal_box_faults 3.0" in figures
    assert "portal_box_check_age_seconds 0.0" in figures
    assert "LỖI  hộp phiếu khớp sổ niêm phong phiếu (tự kiểm tra)" in run(args=["doctor"]).output
    province = sign_in(make.account(Role.PROVINCE_EDITOR))
    home = province.get(f"/board/{survey.slug}")
    told = home.reads("[role=alert]")
    assert "không còn như đã niêm phong" in told
    assert "chạy lệnh “flask box verify”" in told
    assert "ý kiến đã niêm phong bị xóa" in province.get(f"/manage/rounds/{survey.slug}").text
    district = sign_in(make.account(Role.DISTRICT_MONITOR))
    assert "không còn như đã niêm phong" not in district.get(f"/board/{survey.slug}").text


def test_half_an_hour_without_a_check_is_told(survey, client, at):
    batch_sealer.run(sign=True)
    at(clock.now() + periodic_check.TOO_OLD_AFTER)
    ready = client.get("/readyz", check=False)
    assert (ready.status, ready.response.json["box"]) == (503, "too old")


def test_the_commands_verdict_is_kept_too(survey, app):
    as_master("DELETE FROM sealed_comment")
    assert app.test_cli_runner().invoke(args=["box", "verify"]).exit_code == 1
    assert periodic_check.state() == "changed"


def test_a_ballot_taken_out_of_a_pool_stops_the_signing(db, at):
    survey = make.survey_round()
    at(clock.at(make.FIRST_DAY, 12))
    cast(survey, 20)
    batch_sealer.run(sign=True)
    as_master("DELETE FROM ballot_pool WHERE id = (SELECT id FROM ballot_pool ORDER BY id LIMIT 1)")
    assert any("mã biên nhận" in fault for fault in ran(survey))
