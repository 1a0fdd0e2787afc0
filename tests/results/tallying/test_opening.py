"""Between closing and opening: sealed answers, the purge, then the key; and what happens where something is amiss."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select, text

from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.ballots.desks.models import DeskCode, DeskPhone, desk_pace
from portal.ballots.models import ballot_pool, receipt_pool, sealed_ballot, sealed_receipt, used_token
from portal.ballots.sealing import cipher, payload, purge, round_keys
from portal.ballots.sealing.sealable_tables import COMMENTS
from portal.errors import Conflict
from portal.extensions import db as database
from portal.ops import backup
from portal.results.models import CodedComment, opened_comment
from portal.results.tables.quality_grids import quality
from portal.results.tallying import tallying
from portal.results.tallying.reading import Reading
from portal.sealing import verification
from portal.surveys.models import Round
from portal.surveys.rounds import approvals
from portal.web.data import clock, transactions
from portal.web.jobs import jobs
from tests import make
from tests.ballots.conftest import Citizen
from tests.browser import PageClient
from tests.results import poll

"""Another at every run: a database's files remember those before."""
NOON = clock.at(make.FIRST_DAY, 12)


@pytest.fixture
def approvers(db):
    return [make.account(Role.PROVINCE_APPROVER) for _ in range(2)]


@pytest.fixture
def survey(approvers, at):
    """Approved by two persons, so that it has a key; open since this morning."""
    survey = make.survey_round(approved_at=None)
    at(clock.start_of(make.FIRST_DAY))
    approvals.ask_and_decide(survey, "approve", by=approvers[0], second=approvers[1])
    transactions.commit()
    at(NOON)
    return survey


@pytest.fixture
def canary():
    """A word that stands nowhere else, not even in what an earlier test left in the files.

    In letters alone: many digits in a row are hidden in comments, as numbers of telephones and persons are.
    """
    return f"Canary{os.urandom(6).hex().translate(str.maketrans('0123456789', 'ghijklmnop'))}"


@pytest.fixture
def answered(app, survey, at, canary):
    """Six citizens answered on their own phones, three with a comment."""
    for number in range(6):
        citizen = Citizen(PageClient(app), make.point("07507").code, at)
        comment = {"Q15": f"{canary} {number}"} if number % 2 else {}
        assert citizen.answer(**comment, Q14=str(1 + number % 5)).status == 303
    phone = DeskPhone(
        point_id=make.point("07507").id, day=make.FIRST_DAY, number=1, key_hash=os.urandom(32), enrolled_at=NOON
    )
    database.session.add(phone)
    database.session.flush()
    database.session.execute(desk_pace.insert().values(phone_id=phone.id, hour=1, n=1))
    database.session.commit()
    return survey


def opened(survey, approvers, at) -> jobs.Job:
    """Opened by two persons on the day after; the job has run."""
    at(poll.AFTER)
    approvals.ask_and_decide(survey, "open_results", by=approvers[0], second=approvers[1])
    transactions.commit()
    return tallying.latest(survey)


def events(action: str) -> list[dict[str, object]]:
    return list(database.session.scalars(select(Event.detail).where(Event.action == action).order_by(Event.id)))


def count(table) -> int:
    return database.session.scalar(select(func.count()).select_from(table)) or 0


def rows_of_all_tables() -> dict[str, bytes]:
    """Every row as it lies in the database."""
    found = {}
    database.session.rollback()
    with transactions.read_connection() as connection:
        for name in inspect(connection).get_table_names():
            rows = connection.execute(text(f'SELECT * FROM "{name}"')).all()  # noqa: S608 - our own tables
            found[name] = b" ".join(bytes(c) if isinstance(c, bytes) else str(c).encode() for row in rows for c in row)
    return found


def all_files(app) -> dict[str, bytes]:
    """Every file of the instance and of the database, its write-ahead log too."""
    folders = [Path(app.config["INSTANCE"]), database_folder()]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    found: dict[str, bytes] = {}
    for path in files:
        with suppress(FileNotFoundError):  # PostgreSQL makes its caches anew while we look
            found[str(path)] = path.read_bytes()
    return found


def database_folder() -> Path:
    """Where the database keeps its files."""
    if database.engine.dialect.name == "sqlite":
        return Path(database.engine.url.database).parent
    with transactions.read_connection() as connection:
        return Path(connection.scalar(text("SHOW data_directory")))


def test_approval_by_two_persons_makes_a_key_that_only_its_owner_reads(survey):
    file = round_keys.path(survey)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert round_keys.read_private_key(survey).public_key().public_bytes_raw() == survey.ballot_key
    assert round_keys.key_problem(survey) == ""
    file.chmod(0o640)
    assert "Người khác đọc được" in round_keys.key_problem(survey)
    file.chmod(0o600)


def test_a_key_put_in_place_of_the_approved_one_is_found(survey, db):
    survey.ballot_key = os.urandom(32)
    database.session.commit()
    assert any("khóa mã hóa" in fault for fault in verification.verify(survey).faults)
    assert "không phải của đợt này" in round_keys.key_problem(survey)


def test_no_answer_lies_in_clear_before_opening(app, answered, canary):
    rows = database.session.scalars(select(ballot_pool.c.payload)).all()
    assert {row[:1] for row in rows} == {cipher.VERSION}
    assert len({len(row) for row in rows}) == 1
    for place, found in (rows_of_all_tables() | all_files(app)).items():
        assert canary.encode() not in found, place
    assert not [place for place, found in rows_of_all_tables().items() if b'"answers"' in found]


def test_opening_seals_purges_and_only_then_reads(app, answered, approvers, at, canary):
    receipts = database.session.scalars(select(receipt_pool.c.hash)).all()
    marks = database.session.scalars(select(used_token.c.mark)).all()
    job = opened(answered, approvers, at)
    assert (job.state, job.error, job.total) == ("done", "", 6)
    survey = database.session.get_one(Round, answered.id)
    assert survey.purged_at == poll.AFTER
    assert [count(table) for table in purge.PURGED_TABLES] == [0] * len(purge.PURGED_TABLES)
    assert app.extensions["used_token_secrets"].known(survey.id) is None
    assert len(events("results.purge")) == 1
    assert tallying.is_made(survey)
    assert sorted(database.session.scalars(select(opened_comment.c.body))) == [f"{canary} {n}" for n in (1, 3, 5)]
    assert count(CodedComment) == 3
    assert verification.verify(survey).faults == []
    no_page_pairs(app, receipts, marks)


def no_page_pairs(app, receipts, marks) -> None:
    """No page of a file holds a receipt beside a ballot, none a mark; PostgreSQL's own numbers pair nothing either."""
    if database.engine.dialect.name == "postgresql":
        beside = (
            "SELECT count(b.xmin) FROM sealed_receipt r LEFT JOIN sealed_ballot b ON r.xmin = b.xmin GROUP BY r.hash"
        )
        counts = set(database.session.scalars(text(beside)))
        assert counts <= {0, database.session.scalar(select(func.count()).select_from(sealed_ballot))}, (
            "a batch enters in one transaction, shuffled: a receipt stands beside none of its ballots or beside all"
        )
        return
    ids = database.session.scalars(select(sealed_ballot.c.id)).all()
    database.session.rollback()
    for file in database_folder().glob("portal.sqlite*"):
        content = file.read_bytes()
        assert not [mark for mark in marks if mark in content], file
        pages = [content[start : start + 4096] for start in range(0, len(content), 4096)]
        assert not [p for p in pages if any(r in p for r in receipts) and any(i in p for i in ids)], file


def test_counting_again_with_the_same_key_gives_the_same_bytes(app, answered, approvers, at):
    opened(answered, approvers, at)
    first = events("results.tally")[0]
    reply = app.test_cli_runner().invoke(args=["results", "rebuild", answered.slug])
    assert reply.exit_code == 0, reply.output
    assert first["digest"] in reply.output
    assert len(events("results.purge")) == 1


def test_a_changed_byte_is_counted_as_shut_and_its_commune_named(app, answered, approvers, at):
    opened(answered, approvers, at)
    row = database.session.execute(select(sealed_ballot).limit(1)).one()
    kept = row.payload[:-1] + bytes([row.payload[-1] ^ 1])
    database.session.execute(sealed_ballot.update().where(sealed_ballot.c.id == row.id).values(payload=kept))
    database.session.commit()
    reply = app.test_cli_runner().invoke(args=["results", "rebuild", answered.slug])
    assert "không mở được 1 phiếu của đơn vị mã 07507" in reply.output
    assert events("results.tally")[-1]["unopened"] == {"07507": 1}
    grid = quality(Reading(make.unit("24"), database.session.get_one(Round, answered.id)))[1]
    assert [(row.head, [cell.shown for cell in row.cells][1:]) for row in grid.rows] == [
        ("xã Thanh Hải", ["1", "6"]),
        ("Tổng số", ["1", "6"]),
    ]


def test_a_comment_that_does_not_open_says_so(answered, approvers, at):
    make.waits(COMMENTS, make.point("07519"), body="chữ rõ")
    database.session.commit()
    opened(answered, approvers, at)
    assert "[không mở được]" in database.session.scalars(select(opened_comment.c.body)).all()


def test_a_box_changed_after_two_persons_opened_it_is_neither_purged_nor_read(answered, approvers, at, monkeypatch):
    at(poll.AFTER)
    monkeypatch.setattr(jobs.queue, "enqueue", lambda _job, **_options: None)
    approvals.ask_and_decide(answered, "open_results", by=approvers[0], second=approvers[1])
    transactions.commit()
    purge.seal_the_rest()
    database.session.execute(sealed_receipt.delete())
    database.session.commit()
    jobs.run(tallying.latest(answered).id)
    assert "không khớp với sổ niêm phong phiếu" in tallying.latest(answered).error
    assert events("results.kept-shut")[0]["round"] == answered.slug
    assert database.session.get_one(Round, answered.id).purged_at is None
    assert count(used_token) > 0
    assert not tallying.is_made(answered)


def test_without_its_key_a_round_stays_shut_until_the_file_is_back(answered, approvers, at):
    file = round_keys.path(answered)
    away = file.rename(file.with_suffix(".away"))
    job = opened(answered, approvers, at)
    assert job.state == "failed"
    assert "Không đọc được khóa giải mã" in job.error
    away.rename(file)
    tallying.start_again(answered, by=approvers[0].id)
    transactions.commit()
    assert tallying.latest(answered).state == "done"


def test_nothing_is_opened_before_the_purge(answered):
    with pytest.raises(Conflict, match="chưa được niêm phong lần cuối"):
        round_keys.opener(answered)
    with pytest.raises(Conflict, match="chưa kết thúc"):
        tallying.open_box(answered, lambda _done, _total: None)
    assert events("results.kept-shut")[0]["round"] == answered.slug


def test_opening_in_another_state_is_refused_from_the_shell_and_on_the_record(app, survey, approvers):
    names = [account.username for account in approvers]
    words = ["rounds", "open-results", survey.slug, "--by", names[0], "--second", names[1]]
    reply = app.test_cli_runner().invoke(args=words)
    assert reply.exit_code != 0
    assert "đang diễn ra" in reply.output
    assert events("rounds.kept-shut") == [{"round": survey.slug, "kind": "open_results"}]
    reply = app.test_cli_runner().invoke(args=["results", "rebuild", survey.slug])
    assert reply.exit_code != 0
    assert events("results.kept-shut") == [{"round": survey.slug}]


def test_opening_in_another_state_is_refused_on_the_page_and_on_the_record(survey, approvers, sign_in):
    page = sign_in(approvers[0]).post(f"/manage/rounds/{survey.slug}/deeds/new/open_results", {"confirmed": "y"})
    assert page.status in {409, 422}
    assert "đang diễn ra" in page.text
    assert events("rounds.kept-shut") == [{"round": survey.slug, "kind": "open_results"}]


def test_a_round_of_before_the_keys_is_purged_and_counted_in_clear(approvers, at, db):
    survey = make.survey_round()
    make.ballots(make.point("07507"), poll.sheets({5: 3}))
    database.session.commit()
    assert json.loads(database.session.scalars(select(ballot_pool.c.payload)).first())["answers"]
    assert opened(survey, approvers, at).state == "done"
    assert database.session.get_one(Round, survey.id).purged_at is not None
    assert count(DeskCode) == count(ballot_pool) == 0
    assert payload.decode(database.session.scalars(select(sealed_ballot.c.payload)).first()).answers["Q14"] == 5


def test_a_worker_killed_before_the_backups_replaces_them_when_it_tries_again(
    app, answered, approvers, at, tmp_path, monkeypatch
):
    monkeypatch.setitem(app.config, "BACKUP_DIR", str(tmp_path))
    kept, damaged = tmp_path / "trong-dot.zip", tmp_path / "hong.zip"
    backup.write(kept)
    whole = kept.read_bytes()
    damaged.write_bytes(whole[:50] + bytes(len(whole) // 2) + whole[50 + len(whole) // 2 :])
    with monkeypatch.context() as patch:
        patch.setattr(purge, "replace_backups", lambda _round_id: 1 / 0)
        assert opened(answered, approvers, at).state == "failed"
    assert kept.exists()
    transactions.read_only()
    for _time in range(2):
        purge.prepare(database.session.get_one(Round, answered.id))
    assert not kept.exists()
    report = approvals.last_carried_out(answered, "open_results").payload[approvals.REPORT]
    assert "Chưa xóa được, phải xóa bằng tay: hong.zip." in report
    assert len(events("results.backups")) == 1
