"""A machine comes, is lost, is replaced in the middle of a round; a purge waits for each."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from types import SimpleNamespace

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from sqlalchemy import select, update

from portal import secret_keys
from portal.accounts.permissions import Role
from portal.ballots.sealing import purge, round_keys
from portal.errors import Conflict, DomainError, Refused, SettingsError
from portal.extensions import db as database
from portal.nodes import destruction, enrolment, installation_keys, queries
from portal.nodes.marking import mark_anew
from portal.nodes.models import ANSWERS, DESTROYED, ENROLLED, MARKS, REVOKED, node, node_secret, round_node_key
from portal.nodes.round_secrets import SecretWaits
from portal.ops import backup
from portal.ops.condition import node_checks
from portal.web.data import clock, transactions
from tests import make
from tests.browser import PageClient
from tests.conftest import empty_tables
from tests.nodes.conftest import Machine, let_in, writing


@pytest.fixture
def survey(db, at):
    """A round that takes ballots, approved with keys."""
    at(clock.at(make.FIRST_DAY, 12))
    row = make.survey_round()
    round_keys.make_when_approved(row, "approve")
    database.session.commit()
    found = SimpleNamespace(id=row.id, slug=row.slug)
    database.session.rollback()  # the session keeps no transaction open, for which the machines would wait
    return found


def all_of(table=round_node_key):
    with transactions.read_connection() as connection:
        return connection.execute(select(table).order_by(*table.primary_key)).mappings().all()


def test_a_machine_that_is_let_in_opens_the_keys_and_the_round_in_memory(app, survey, first, machine):
    other = machine("may-2")
    assert other.config["SECRETS"] == app.config["SECRETS"]
    assert {file.name for file in other.folder.iterdir()} == {"node.key", "rounds", installation_keys.PIN}
    # its pair waits for the first, which seals to it
    assert other.marks.known(survey.id) is None
    with pytest.raises(SecretWaits):
        other.marks.of(survey.id)
    assert ["chờ máy khác niêm khóa" in one.troubles[0] for one in queries.machines() if one.name == "may-2"] == [True]
    first.once()
    assert other.marks.of(survey.id) == first.marks.of(survey.id)
    third = machine("may-3")
    other.reconciler.once()  # whoever holds it, not the first alone
    assert third.marks.known(survey.id) == first.marks.known(survey.id)
    assert len({row["public"] for row in all_of()}) == 3


def test_in_whatever_order_machines_look_all_open_one_secret(db, at, first, machine):
    others = [machine(f"may-{number}") for number in (2, 3)]
    everybody = [first, *(other.reconciler for other in others)]
    at(clock.at(make.FIRST_DAY, 12))
    for number, order in enumerate(permutations(everybody)):
        # approved where no machine of these took part: whoever looks first makes the secret
        round_id = make.survey_round(f"dot-{number}").id
        database.session.commit()
        for reconciler in (*order, *order):
            reconciler.once()
        secrets = {reconciler.marks.known(round_id) for reconciler in everybody}
        assert len(secrets) == 1
        assert None not in secrets
        assert [row["maker"] for row in all_of() if row["round_id"] == round_id].count(True) == 1


@pytest.mark.parametrize("asks", [False, True])
def test_a_machine_with_an_unknown_key_takes_nothing_and_says_why(app, survey, tmp_path, asks):
    stranger = Machine(app, tmp_path)
    if asks:
        stranger.request("may-la")
        stranger.start()
    assert "flask nodes" in stranger.membership.refusal
    with pytest.raises(SecretWaits):
        stranger.marks.of(survey.id)
    assert len(all_of()) == 1
    with writing() as connection, pytest.raises(DomainError):
        enrolment.enrol(connection, stranger.membership, "may-la", "0" * 16, opens_answers=True)


def test_a_machine_that_asks_before_the_first_is_there_is_sent_back(app, db, tmp_path):
    with pytest.raises(Conflict, match="bật máy đầu tiên"):
        Machine(app, tmp_path).request("may-2")


def test_another_fingerprint_than_was_read_out_lets_nobody_in(app, survey, first, tmp_path):
    Machine(app, tmp_path).request("may-2")
    with pytest.raises(Refused, match="không khớp"):
        let_in(first, "may-2", "0123 4567 89ab cdef")
    assert {row["state"] for row in all_of(node)} == {ENROLLED, "asked"}
    assert not all_of(node_secret)


def test_a_master_of_the_database_lets_nobody_in_and_feeds_nobody_keys(app, survey, first, machine, tmp_path):
    stranger, known = Machine(app, tmp_path / "la"), machine("may-2")
    stranger.request("may-la")
    with writing() as connection:
        row = all_of(node)[0]
        values = {"state": ENROLLED, "mac": row["mac"], "opens_answers": True}
        connection.execute(update(node).where(node.c.name == "may-la").values(values))
    first.once()
    assert not [row for row in all_of(node_secret) if row["node_id"] not in {all_of(node)[-1]["id"], 2, 3}]
    assert stranger.marks.known(survey.id) is None
    with transactions.read_connection() as connection:
        assert installation_keys.open_sealed(connection, stranger.folder) == {}
    # keys of the stranger's making, sealed to an honest machine
    forged = dict.fromkeys(app.config["KEYRING"], bytes(32))
    public = next(row for row in all_of(node) if row["name"] == "may-2")
    with writing() as connection:
        installation_keys.seal_to(connection, public["id"], public["public"], forged)
    with transactions.read_connection() as connection, pytest.raises(Exception, match="not this installation's"):
        installation_keys.open_sealed(connection, known.folder)


def test_a_revoked_machine_stops_destroys_its_halves_and_is_replaced(survey, first, machine):
    old = machine("may-2")
    first.once()
    assert old.marks.of(survey.id)
    with writing() as connection:
        enrolment.revoke(connection, first.membership, "may-2")
    assert not all_of(node_secret)
    old.reconciler.once()
    assert "thu hồi" in old.membership.refusal
    assert not old.half(survey.id, MARKS).exists()
    with pytest.raises(SecretWaits):
        old.marks.of(survey.id)
    with transactions.read_connection() as connection:
        assert installation_keys.open_sealed(connection, old.folder) == {}
    (old.folder / "node.key").unlink()  # the same machine, as a new one under the same name
    let_in(first, "may-2", old.request("may-2"))
    old.start()
    first.once()
    assert old.marks.of(survey.id) == first.marks.of(survey.id)
    assert [row["state"] for row in all_of(node) if row["name"] == "may-2"] == [REVOKED, ENROLLED]


def test_the_purge_waits_until_a_machine_confirms_or_two_persons_answer(app, survey, first, machine, monkeypatch):
    other, lost = machine("may-2"), machine("may-3")
    first.once()
    dumped, secret = all_of(), first.marks.of(survey.id)
    monkeypatch.setattr(destruction, "PATIENCE_SECONDS", 0)
    told = []
    with pytest.raises(Conflict, match="may-2, may-3"):
        purge.purge(survey.id, told.append)
    assert not first.marks.file(survey.id).exists()
    other.reconciler.once()
    assert not other.half(survey.id, MARKS).exists()
    with pytest.raises(Conflict, match="Máy may-3 chưa xác nhận"):
        purge.purge(survey.id, told.append)
    # a master of the database confirms for nobody
    with writing() as connection:
        connection.execute(update(round_node_key).values(destroyed_at=clock.now()))
    assert destruction.unconfirmed(first.marks, survey.id) == ["may-3"]
    names = [make.account(Role.PROVINCE_APPROVER).username for _person in range(2)]
    database.session.commit()

    def declared(by: str, second: str) -> str:
        database.session.rollback()
        words = ["nodes", "destroyed", "may-3", "--by", by, "--second", second]
        return app.test_cli_runner().invoke(args=words).output

    assert "trạng thái enrolled" in declared(*names)
    with writing() as connection:
        enrolment.revoke(connection, first.membership, "may-3")
    assert "hai người khác nhau" in declared(names[0], names[0])
    assert "đã hủy" in declared(*names)
    purge.purge(survey.id, told.append)
    assert [row["state"] for row in all_of(node) if row["name"] == "may-3"] == [DESTROYED]
    # the dump of before, with every file that is left on machines that are there
    for row in dumped:
        for one in (first, other.reconciler):
            assert one.marks.unsealed(row) is None
    assert secret == lost.marks.unsealed(next(row for row in dumped if lost.marks.unsealed(row)))


def test_where_no_machine_opens_a_secret_a_command_makes_another_and_says_so(app, survey, first):
    secret = first.marks.of(survey.id)
    first.marks.file(survey.id).unlink()
    first.once()
    with pytest.raises(SecretWaits):
        first.marks.of(survey.id)
    said = app.test_cli_runner().invoke(args=["nodes", "new-secret", survey.slug])
    assert said.exit_code == 0, said.output
    assert "gửi được thêm một lần" in said.output
    assert first.marks.of(survey.id) != secret
    said = app.test_cli_runner().invoke(args=["nodes", "new-secret", survey.slug])
    assert "không cần lập khóa mới" in said.output


def test_a_worker_on_another_machine_opens_answers_and_a_web_machine_never(survey, first, machine):
    worker, web = machine("viec-nen", opens_answers=True), machine("may-2")
    first.once()
    wanted = round_keys.path(survey).read_bytes()
    assert worker.answers.known(survey.id) == wanted
    assert web.answers.known(survey.id) is None
    assert [row["purpose"] for row in all_of()].count(ANSWERS) == 1
    with writing() as connection:
        first.answers.end(connection, survey.id)
    assert destruction.unconfirmed(first.answers, survey.id) == ["viec-nen"]
    worker.reconciler.once()
    assert destruction.unconfirmed(first.answers, survey.id) == []
    assert not worker.half(survey.id, ANSWERS).exists()


def test_the_shell_takes_a_machine_through_its_life(app, survey, first, tmp_path):
    def run(*words):
        database.session.rollback()
        return app.test_cli_runner().invoke(args=["nodes", *words])

    other = Machine(app, tmp_path)
    code = other.request("may-2")
    said = run("enrol", "may-2", "--fingerprint", code.replace(" ", "").upper())
    assert said.exit_code == 0, said.output
    assert queries.installation_code() in said.output
    other.start()
    listed = run("list").output
    assert f"may-2: đã ghi danh, mã {code}" in listed
    assert f"Mã của cài đặt: {queries.installation_code()}" in listed
    assert "may-2" in run("share").output
    assert "flask keys renew" in run("revoke", "may-2").output
    assert "may-2: đã thu hồi" in run("list").output
    assert run("revoke", "may-2").exit_code == 1
    assert "Không có máy tên" in run("revoke", "may-9").output


def test_a_start_makes_keys_for_a_first_machine_alone(app, db, first, machine, tmp_path):
    url = database.engine.url.render_as_string(hide_password=False)
    found = installation_keys.load_keys
    if database.engine.dialect.name == "sqlite":  # one machine's file: nobody joins
        assert found(tmp_path / "keys", url) == (secret_keys.keyring(tmp_path / "keys"), True)
        return
    # others are enrolled: a machine without files makes none, and opens what is sealed to it
    keyring, held = found(tmp_path / "la", url)
    assert (held, keyring.keys(), (tmp_path / "la").exists()) == (False, set(secret_keys.NAMES), False)
    machine("may-2")
    assert found(tmp_path / "may-2" / "keys", url) == (app.config["KEYRING"], True)
    with pytest.raises(SettingsError, match="does not answer"):
        found(tmp_path / "la", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    with writing() as connection:
        connection.execute(node_secret.delete())
        connection.execute(node.delete())
    # a citizens' site of many machines is never the first: it makes no keys, and waits to be let in
    keyring, held = found(tmp_path / "web", url, may_begin=False)
    assert (held, (tmp_path / "web").exists()) == (False, False)
    assert found(tmp_path / "dau" / "keys", url) == (secret_keys.keyring(tmp_path / "dau" / "keys"), True)


def test_renewed_keys_reach_the_others_and_an_old_mark_is_honoured_until_it_is_forgotten(app, first, machine, tmp_path):
    """In steps, on keys of their own: those of the tests' application stay."""
    other = machine("may-2")
    before = app.config["SECRETS"]["enrolment"]
    renewed = {**app.config["KEYRING"], "enrolment": bytes(range(32)), "enrolment.previous": before}
    with writing() as connection:
        enrolment.share(connection, first.membership, renewed)
        mark_anew(connection, first.membership, renewed["enrolment"])
    other.reconciler.once()  # whoever runs on takes up the key of the marks
    assert other.membership.refusal == ""
    other.start()
    assert other.config["ENROLMENT_ALSO"] == [before]
    assert other.membership.refusal == ""
    first.once()
    assert "lập biên bản" in first.membership.refusal  # not started anew: it knows the old key alone


def test_a_machine_that_ails_is_named_by_the_doctor_on_the_page_and_to_the_monitoring(app, survey, first, machine, at):
    machine("may-2")
    first.once()
    assert node_checks.node_trouble() == ""
    assert node_checks.node_measure() == "2 máy đã ghi danh"
    at(clock.now() + timedelta(minutes=6))
    first.once()
    assert node_checks.node_trouble().startswith("máy may-2: không báo từ 12:00. Cách xử lý: bật máy ấy lên")
    page = PageClient(app)
    page.enter(make.account(Role.ACCOUNT_ADMIN))
    assert "→ Không báo từ 12:00" in page.get("/system").text
    registry = CollectorRegistry()
    node_checks.add_gauges(registry)
    assert 'portal_node_troubles{node="may-2"} 1.0' in generate_latest(registry).decode()


def test_a_restored_backup_brings_the_machines_back_and_says_what_waits(app, survey, first, machine, tmp_path):
    machine("may-2")
    first.once()
    backup.write(tmp_path / "ydan.zip")
    database.session.rollback()
    empty_tables()
    first.once()  # the empty portal's machine has enrolled itself
    (first.membership.folder / "node.key").unlink()  # restored on another machine, with the copied files of keys
    first.marks.file(survey.id).unlink()
    said = app.test_cli_runner().invoke(args=["backup", "restore", str(tmp_path / "ydan.zip")])
    assert said.exit_code == 0, said.output
    assert "Máy trong bản sao lưu:" in said.output
    assert f"flask nodes new-secret {survey.slug}" in said.output
    assert [row["state"] for row in all_of(node)] == [ENROLLED] * 3
    with pytest.raises(SecretWaits):
        first.marks.of(survey.id)
