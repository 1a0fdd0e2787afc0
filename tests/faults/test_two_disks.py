"""Two disks for every receipt: the standby is away, a wait is broken off, an old primary comes back (PostgreSQL)."""

from __future__ import annotations

import json
import signal
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from portal.accounts.permissions import Role
from portal.ballots.form import point_cache
from portal.ballots.intake import receipts, tokens
from portal.extensions import db
from portal.fieldwork.directives.models import Launch
from portal.surveys.models import Point
from portal.web.data import clock, confirmed_connection, two_disks
from portal.web.data.fencing import Mark
from portal.web.http import second_tries
from tests import databases, make
from tests.ballots.conftest import Citizen
from tests.browser import PageClient
from tests.faults import installation
from tests.faults.conftest import installed

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask

pytestmark = pytest.mark.once  # on servers of its own, whichever database the run is about
WAITS = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
BREAK_OFF = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
STREAMS = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = 'sync'"
PLANNED = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'WITH form AS%'"
UNCERTAIN = "Chưa chắc phiếu đã được ghi nhận"


@dataclass
class Pair:
    """A primary with its standby, and the portal that wants both."""

    made: installation.Installation
    copy: Path
    standby: subprocess.Popen[bytes]
    app: Flask
    code: str

    @property
    def known(self) -> confirmed_connection.TwoDisks:
        found: confirmed_connection.TwoDisks = self.app.extensions[two_disks.EXTENSION]
        return found

    def ask(self, question: str, folder: Path | None = None) -> list[tuple[object, ...]]:
        """What a server answers to an operator."""
        url = databases.plain(databases.address_of(folder or self.made.folder))
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(question)
            return cursor.fetchall() if cursor.description else []

    def citizen(self) -> Citizen:
        """Somebody who has opened the form."""
        somebody = Citizen(PageClient(self.app), self.code, lambda _moment: None)
        somebody.open()
        return somebody

    def receipt(self, somebody: Citizen) -> str:
        """The receipt that a form will have once it is taken."""
        intake = self.app.extensions["ballots"]
        nonce = tokens.read_nonce(intake.nonce_key, somebody.fields["nonce"])
        assert nonce is not None
        return receipts.code(intake.receipt_key, nonce.value)

    def wait_for(self, names: str) -> None:
        """Say for which standbys the primary waits."""
        self.ask(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
        self.ask("SELECT pg_reload_conf()")

    def stop_standby(self) -> None:
        databases.stop(self.standby)
        self.known.seconds = 0.3

    def start_standby(self) -> None:
        """Bring it back, and have the portal look at once."""
        self.standby = databases.run_server(self.copy, databases.AS_A_STANDBY)
        until(lambda: self.ask(STREAMS) == [(1,)])
        self.known.next_probe, self.known.seconds = 0, 10
        assert self.ready()["durability"] == "ok"

    def ready(self) -> dict[str, str]:
        """What /readyz says, asked anew."""
        self.known.state_until = 0
        answer = self.app.test_client().get("/readyz")
        return {**json.loads(answer.data), "code": str(answer.status_code)}


def until(holds: object, seconds: float = 20) -> None:
    """Wait for what comes by itself."""
    end = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def pair() -> Iterator[Pair]:
    for made in installed("two-disks", "postgresql"):
        copy = made.folder.with_name("two-disks-copy")
        copy.mkdir(mode=0o711)
        standby = databases.add_standby(made.folder, copy)
        app = installation.application({**made.environment, "PORTAL_DURABILITY": "two", "PORTAL_CONFIRM_SECONDS": "30"})
        with made.app.app_context():
            code = db.session.scalars(select(Point.code).order_by(Point.id)).first()
            db.session.rollback()
        assert code
        pair = Pair(made, copy, standby, app, code)
        with app.app_context():
            yield pair
            db.session.rollback()
            for engine in db.engines.values():
                engine.dispose()
        databases.stop(pair.standby)


def nothing_is_taken_while_no_standby_is_asked_for(pair: Pair) -> None:
    page = pair.citizen()
    assert pair.ready()["durability"] == "synchronous_standby_names is empty"
    answer = page.send()
    assert answer.status == 503
    assert answer.reads(".note, .err, [role=alert]") or "chưa được ghi nhận" in answer.text
    assert pair.made.ballots() == 0
    pair.wait_for("*")
    until(lambda: pair.ask(STREAMS) == [(1,)])
    until(lambda: pair.ready()["durability"] == "ok")
    assert page.receipt(page.send())
    assert pair.made.ballots() == 1
    # it goes to two disks, beside its receipt: encrypted once more (docs/decisions/0106-pool-encryption.md)
    assert pair.ask("SELECT get_byte(payload, 0) FROM ballot_pool") == [(2,)]


def the_plan_of_a_ballot_is_kept_while_points_are_read_and_the_server_is_looked_at(pair: Pair) -> None:
    page = pair.citizen()
    assert page.receipt(page.send())
    with pair.app.app_context():
        engine = db.engine
        with engine.begin() as connection:  # the one that was used last
            planned = connection.scalars(text(PLANNED)).all()
            confirmed = two_disks.confirmed(connection)
        assert confirmed is not None
        assert planned == [1]
        confirmed.look()
        point_cache.load(engine, pair.code, clock.today())
        with engine.begin() as connection:
            assert connection.scalars(text(PLANNED)).all() == [1]
            assert two_disks.confirmed(connection) is confirmed


def a_wait_that_is_broken_off_is_no_receipt_and_a_resend_waits_as_well(pair: Pair) -> None:
    before, known = pair.made.ballots(), pair.known
    page = pair.citizen()
    databases.stop(pair.standby)

    def cancel() -> None:
        until(lambda: pair.ask(WAITS))
        pair.ask(BREAK_OFF)

    operator = threading.Thread(target=cancel)
    operator.start()
    answer = page.send(Q15="Xin cảm ơn")
    operator.join()
    assert answer.status == 503
    assert UNCERTAIN in answer.text
    assert answer.response.headers["Retry-After"]
    assert answer.fields()["nonce"] == page.fields["nonce"]
    assert answer.fields()["Q1"] == "4"
    assert pair.made.ballots() == before + 1  # on one disk, and its sender does not know

    known.seconds = 0.3
    code = pair.receipt(page)
    looked = page.client.request("POST", "/receipt", data={"code": code})
    assert looked.status_code == 503
    assert "chưa xác nhận phiếu có mã này" in looked.text
    assert page.send().status == 503  # at once: the standby is known to be away
    known.is_away = False
    answer = page.send()  # met by its own mark, which the standby has not
    assert answer.status == 503
    assert UNCERTAIN in answer.text
    assert pair.ready()["durability"] == "standby does not answer"

    known.is_away, known.seconds = False, 0.3
    with pair.app.test_request_context(method="POST"):
        two_disks.leave_mark(db.session)  # an officer's form sent twice writes nothing, and is answered all the same
        with pytest.raises(OperationalError) as caught:
            db.session.commit()
        db.session.rollback()
    assert two_disks.is_uncertain(caught.value)

    pair.start_standby()
    answer = page.send()
    assert page.receipt(answer).replace(" ", "") == code
    assert page.client.request("POST", "/receipt", data={"code": code}).status_code == 200
    assert pair.made.ballots() == before + 1
    assert pair.ready()["durability"] == "ok"


def a_wait_that_ends_because_nobody_is_to_be_waited_for_is_no_receipt(pair: Pair) -> None:
    """As Patroni does without its strict mode: PostgreSQL ends the wait, and no warning tells."""
    before, page = pair.made.ballots(), pair.citizen()
    pair.stop_standby()
    pair.known.seconds = 30

    def empty() -> None:
        until(lambda: pair.ask(WAITS))
        time.sleep(0.3)
        pair.wait_for("")

    operator = threading.Thread(target=empty)
    operator.start()
    answer = page.send()
    operator.join()
    assert answer.status == 503
    assert UNCERTAIN in answer.text
    assert page.send().status == 503
    pair.wait_for("*")
    pair.start_standby()
    assert page.receipt(page.send())
    assert pair.made.ballots() == before + 1


def an_officers_form_in_doubt_is_done_once(pair: Pair) -> None:
    officer, path = PageClient(pair.app), "/manage/rounds/198-kh-bdvtu/directing/launches/new"
    officer.enter(make.account(Role.DISTRICT_MONITOR))
    day = clock.local(clock.now()).date()
    typed = {"organiser": "Ban Chỉ đạo", "day": f"{day:%d/%m/%Y}", "starts_at": "07:30", "place": "Sân vận động"}
    fields = officer.get(path).fields("main form") | typed | {"people": "120"}
    pair.stop_standby()
    doubtful = officer.post(path, fields)
    assert doubtful.status == 503
    assert "Chưa chắc nội dung vừa gửi đã được ghi" in doubtful.text
    again, fields = doubtful.one("form[method=post]")["action"], doubtful.fields("form[method=post]")
    still = officer.post(again, fields)
    assert still.status == 503
    again = still.one("form[method=post]")["action"]
    pair.start_standby()
    answers = [officer.post(again, fields) for _time in range(2)]
    assert [answer.status for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert pair.made.count(Launch) == 1
    with pair.app.test_request_context(path, method="POST"):
        of_another_primary = second_tries.name_of(Mark("7", "000000FF", "5"), path)
    lost = officer.post(f"{path}?first_try={of_another_primary}", fields)
    assert lost.status == 409
    assert "Máy dữ liệu đã đổi từ lúc gửi lần đầu" in lost.text
    assert lost.one("main form")["action"] == path
    assert lost.fields("main form")["place"] == "Sân vận động"
    assert pair.made.count(Launch) == 1
    officer.post(f"{path}?first_try=forged", fields)  # names no try of ours: a form as any other
    assert pair.made.count(Launch) == 2


def an_old_primary_that_comes_back_is_given_nothing(pair: Pair) -> None:
    before, page = pair.made.ballots(), pair.citizen()
    assert pair.ready()["durability"] == "ok"
    pair.made.stop_postgres(signal.SIGKILL)
    pair.ask("SELECT pg_promote()", pair.copy)
    [(system, timeline)] = pair.ask(
        "SELECT system_identifier::text, ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int "
        "FROM pg_control_system()",
        pair.copy,
    )
    pair.made.start_postgres()
    pair.known.seconds = 0.3
    assert page.send().status == 503  # it waits for a standby that follows it no more
    assert pair.ready()["durability"] == "standby does not answer"
    assert pair.made.ballots() - before in {0, 1}

    # as soon as any process of this node has seen the new primary
    pair.known.timelines.file.write_text(json.dumps({system: timeline}))
    with pair.app.app_context():
        db.engine.dispose()
    there, other = pair.made.ballots(), pair.citizen()
    assert other.send().status == 503
    ready = pair.ready()
    assert (ready["code"], ready["durability"]) == ("503", f"old primary: timeline 1 after {timeline}")
    assert pair.made.ballots() == there


def test_a_receipt_means_two_disks_whatever_happens_to_them(pair):
    nothing_is_taken_while_no_standby_is_asked_for(pair)
    the_plan_of_a_ballot_is_kept_while_points_are_read_and_the_server_is_looked_at(pair)
    a_wait_that_is_broken_off_is_no_receipt_and_a_resend_waits_as_well(pair)
    a_wait_that_ends_because_nobody_is_to_be_waited_for_is_no_receipt(pair)
    an_officers_form_in_doubt_is_done_once(pair)
    an_old_primary_that_comes_back_is_given_nothing(pair)
