"""Setting an empty installation up in the browser: who gets in, the five steps, and that nothing of it stays open."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from portal.accounts import queries as accounts
from portal.accounts.permissions import Role
from portal.ballots import models as ballots
from portal.errors import DomainError
from portal.extensions import db
from portal.first_run import access, operations, trial
from portal.first_run.models import FirstRun
from portal.surveys import contacts, queries
from portal.surveys.models import Office, Point
from portal.web.data import clock
from portal.web.jobs import jobs
from portal.web.jobs.jobs import Job
from tests import make
from tests.browser import PageClient

OFFICE = {"office": "Sở Y tế tỉnh Bắc Giang", "telephone": "0204 3854 000"}
PEOPLE = {
    **{f"name_{n}": name for n, name in enumerate(("Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường", "Phạm Thị Dung"))},
    **{f"number_{n}": f"SH-{n}" for n in range(4)},
    **{f"username_{n}": name for n, name in enumerate(("quantri", "chuyenvien", "lanhdao1", "lanhdao2"))},
}


@pytest.fixture
def code(db):
    made = access.new_code()
    db.session.commit()
    return made


@pytest.fixture
def desk(app, code):
    """The browser that used the code."""
    client = PageClient(app)
    enter(client, code)
    return client


def enter(client, code):
    return post(client, f"/first-run/codes/{code}", {})


def post(client, path, values):
    """Send a form as it stands on its page."""
    fields = client.get(path).fields("main form:not([action$=ballot])")
    return client.post(path, {**fields, **values})


def to_trial(desk):
    """Office and units told, the trial open, its poster made."""
    assert post(desk, "/first-run/office", OFFICE).status == 303
    content = (make.SMALL.encode(), "don-vi.csv")
    loaded = post(desk, "/first-run/units", {"file": (BytesIO(content[0]), content[1]), "year": "2024"})
    assert loaded.status == 303, loaded.text
    assert post(desk, "/first-run/trial", {}).status == 303
    return trial.the_point()


def to_people(desk):
    point = to_trial(desk)
    cast(point)
    assert tell_of_ballot(desk).status == 303


def tell_of_ballot(desk):
    return desk.post("/first-run/ballot", desk.get("/first-run/trial").fields("form[action$=ballot]"))


def cast(point):
    """A ballot waits in the pool, as the citizen's page leaves it."""
    row = {"round_id": point.round_id, "point_id": point.id, "id": b"0" * 16, "payload": b"x", "mac": b"0" * 32}
    db.session.execute(ballots.ballot_pool.insert().values(row))
    db.session.execute(ballots.arrivals.insert().values(point_id=point.id, bucket=1, channel="home", n=1))
    db.session.commit()


def test_the_way_in_is_there_once_and_only_for_an_empty_installation(app, code):
    first, second = PageClient(app), PageClient(app)
    assert first.get(f"/first-run/codes/{code}").status == 200
    assert first.get("/first-run", check=False).status == 404
    assert enter(first, code).status == 303
    assert first.get("/first-run", check=False).location == "/first-run/office"
    for client in (first, second):
        assert client.get(f"/first-run/codes/{code}", check=False).status == 404
    assert second.get("/first-run/office", check=False).status == 404
    kept = db.session.scalars(select(FirstRun)).one()
    assert code.encode() not in kept.code_hash


@pytest.mark.parametrize(
    "path", ["/first-run", *(f"/first-run/{name}" for name in ("office", "units", "trial", "people"))]
)
def test_without_a_code_nothing_is_there(client, path):
    assert client.get(f"/first-run{path}", check=False).status == 404


def test_a_code_dies_after_a_day_and_with_the_first_account(app, code, at):
    client = PageClient(app)
    now = clock.now()
    at(now + timedelta(hours=23, minutes=59))
    assert client.get(f"/first-run/codes/{code}").status == 200
    at(now + timedelta(hours=24))
    assert client.get(f"/first-run/codes/{code}", check=False).status == 404
    at(now)
    make.account(Role.ACCOUNT_ADMIN)
    assert client.get(f"/first-run/codes/{code}", check=False).status == 404
    assert access.new_code() == ""


def test_codes_are_not_guessed(app, code, monkeypatch):
    monkeypatch.setitem(app.config, "SOURCE_LIMITS", "on")
    client = PageClient(app)
    answers = [client.get("/first-run/codes/guess", check=False).status for _ in range(25)]
    assert answers[:20] == [404] * 20
    assert answers[-1] == 429


def test_a_step_waits_for_the_one_before(desk):
    for path in ("units", "trial", "people"):
        assert desk.get(f"/first-run/{path}", check=False).location == "/first-run/office"
    page = post(desk, "/first-run/office", {"office": "", "telephone": "không có"})
    assert page.status == 422
    assert page.fields()["telephone"] == "không có"
    assert "Nhập tên cơ quan." in page.text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Chọn một danh mục"),
        ({"shipped": "units-none:24"}, "Chọn một danh mục"),
        ({"file": b"code,name\n1,2\n", "year": "2024"}, "Dòng 1: dòng tiêu đề phải là"),
        ({"file": make.SMALL.replace("219,Lục", "21,Lục").encode(), "year": "2024"}, "phải có 3 chữ số"),
        ({"file": b"\xff", "year": "2024"}, "không phải bảng mã UTF-8"),
        ({"file": make.SMALL.encode(), "year": "năm nay"}, "Nhập năm của danh mục"),
    ],
)
def test_units_that_cannot_be_used_are_named_and_nothing_is_loaded(desk, values, said):
    assert post(desk, "/first-run/office", OFFICE).status == 303
    content = values.get("file")
    sent = values | ({"file": (BytesIO(content), "a.csv")} if content else {})
    page = post(desk, "/first-run/units", sent)
    assert (page.status, said in page.text) == (422, True), page.text
    assert operations.top() is None


def test_a_province_of_what_ships_is_loaded(desk):
    assert post(desk, "/first-run/office", OFFICE).status == 303
    offered = {one.name for one in operations.to_choose_from()}
    assert {"units-vietnam-2025:24", "units-bac-giang-2024:24"} <= offered
    assert len([name for name in offered if name.startswith("units-vietnam")]) == 34
    assert post(desk, "/first-run/units", {"shipped": "units-bac-giang-2024:24"}).status == 303
    assert operations.top().title == "tỉnh Bắc Giang"
    with pytest.raises(DomainError, match="đã được nạp"):
        operations.load(operations.read_file(make.SMALL.encode(), "2024"))


def test_the_trial_is_erased_with_its_ballot_its_poster_and_its_key(desk):
    point = to_trial(desk)
    page = tell_of_ballot(desk)
    assert (page.status, "Chưa nhận được phiếu thử nào" in page.text) == (422, True)
    assert db.session.scalars(select(Job)).one().args["what"] == "poster"
    cast(point)
    assert tell_of_ballot(desk).status == 303
    for table in (ballots.ballot_pool, ballots.arrivals, Point.__table__, Job.__table__):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
    assert queries.all_rounds() == []
    assert desk.get("/first-run", check=False).location == "/first-run/people"


def test_the_trials_poster_is_made_like_every_other(app, desk):
    to_trial(desk)
    jobs.run(db.session.scalars(select(Job.id)).one())
    assert "Mở tờ niêm yết" in desk.get("/first-run/trial").text
    assert desk.request("GET", "/first-run/poster.pdf").data.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number_3": "sh-0"}, "number_3"),
        ({"name_2": "nguyễn  văn an"}, "name_2"),
        ({"username_1": "quantri"}, "username_1"),
        ({"username_1": "Chuyên viên"}, "username_1"),
        ({"name_0": ""}, "name_0"),
    ],
)
def test_four_accounts_are_of_four_persons(desk, changes, field):
    to_people(desk)
    page = post(desk, "/first-run/people", PEOPLE | changes)
    assert page.status in {409, 422}
    assert page.reads(f"#{field}-error")
    assert page.fields()["name_3"] == PEOPLE["name_3"]
    assert accounts.all_accounts() == []


def test_at_the_end_the_slips_are_shown_once_and_everything_is_gone(app, desk, code):
    to_people(desk)
    sent = {**desk.get("/first-run/people").fields(), **PEOPLE}
    page = desk.post("/first-run/people", sent)
    assert (page.status, page.reads("h1")) == (200, "Sẵn sàng")
    assert page.response.headers["Cache-Control"] == "no-store"
    slips = page.all(".slip")
    assert len(slips) == 4
    roles = {row.username: row.role for row in accounts.all_accounts()}
    assert (roles["quantri"], roles["chuyenvien"]) == (Role.ACCOUNT_ADMIN, Role.PROVINCE_EDITOR)
    assert roles["lanhdao1"] == roles["lanhdao2"] == Role.PROVINCE_APPROVER
    for path in ("/first-run", "/first-run/people", f"/first-run/codes/{code}"):
        assert desk.get(path, check=False).status == 404
    assert desk.post("/first-run/people", sent).status == 404
    assert len(accounts.all_accounts()) == 4
    assert db.session.scalars(select(FirstRun)).all() == []
    told = slips[0].select("b")
    typed = {"username": told[0].get_text(), "password": told[1].get_text()}
    assert PageClient(app).submit("/login", typed).status == 303


def test_the_office_is_told_to_whoever_needs_help_and_begins_plans(desk, sign_in):
    to_people(desk)
    assert post(desk, "/first-run/people", PEOPLE).status == 200
    editor = accounts.by_username("chuyenvien")
    assert contacts.contact_of(None, editor.unit) == (OFFICE["office"], OFFICE["telephone"])
    assert db.session.scalars(select(Office)).one().name == OFFICE["office"]
    editor.must_change_password = False
    page = sign_in(editor)
    place = page.post("/manage/plans", {"source": "gallery:198-kh-bdvtu"}).location
    if place and place.startswith("/manage/plans/"):
        assert page.get(f"{place}/parts/contacts").fields()["contact.telephone"] == OFFICE["telephone"]


def test_a_new_start_gives_up_what_was_begun(app, desk, code):
    to_trial(desk)
    fresh = access.new_code()
    db.session.commit()
    assert desk.get("/first-run", check=False).status == 404
    assert trial.the_round() is None
    assert PageClient(app).get(f"/first-run/codes/{fresh}").status == 200


def test_the_shell_prints_an_address_only_where_nobody_can_sign_in(app, db):
    runner = app.test_cli_runner()
    assert "/first-run/codes/" in runner.invoke(args=["first-run"]).output
    make.account(Role.ACCOUNT_ADMIN)
    db.session.commit()
    assert runner.invoke(args=["first-run"]).output == ""
