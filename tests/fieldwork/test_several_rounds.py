"""Several rounds at once in one commune: every page says and carries which it is about, and no figure strays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.fieldwork import tasks
from portal.fieldwork.publicity.models import PublicityEntry
from portal.fieldwork.reminders.models import Incident, Reminder
from portal.fieldwork.roster.models import Helper
from portal.fieldwork.visits import operations, queries
from portal.fieldwork.visits.models import VisitCorrection, VisitCount
from portal.surveys.models import Point, Round
from portal.web.data import clock
from tests import make

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.browser import Page, PageClient

DAY = make.FIRST_DAY
PATH = "/visits/2024-06-12"
TITLES = {"mot": "Đợt khảo sát thứ nhất", "hai": "Đợt khảo sát thứ hai"}
COMMUNE_PAGES = ("/roster", "/publicity", "/findings", "/incidents", "/desk-phones", "/authority", "/task-force")

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def rounds(db: object, at: Callable[[datetime], None]) -> dict[str, Round]:
    """Two rounds that are open on the same days."""
    made = {slug: make.survey_round(slug, title=title) for slug, title in TITLES.items()}
    at(clock.at(DAY, 15))
    return made


@pytest.fixture
def lead(rounds: dict[str, Round], sign_in: Callable[..., PageClient]) -> PageClient:
    return sign_in(make.account(Role.COMMUNE_LEAD, full_name="Trần Văn Trưởng"))


def entered() -> dict[str, int]:
    """The visits of every round that has some."""
    asked = select(Round.slug, VisitCount.visits).join(Point, Point.round_id == Round.id)
    found = database.session.execute(asked.join(VisitCount, VisitCount.point_id == Point.id))
    return {slug: visits for slug, visits in found}  # noqa: C416 - rows are no pairs


def addresses(page: Page) -> list[str]:
    """Where the links, forms and parts of a page's own content lead."""
    found = [link.get("href") for link in page.all("main a[href]")]
    found += [form.get(name) for form in page.all("main form") for name in ("action", "hx-post") if form.get(name)]
    return [str(one) for one in found]


def rounds_named(address: str) -> list[str]:
    return parse_qs(urlsplit(address).query).get("round", [])


def test_each_round_gets_its_own_figure(lead: PageClient) -> None:
    for slug, visits in (("mot", 30), ("hai", 40)):
        assert lead.submit(f"{PATH}?round={slug}", {"visits": visits}).location == f"{PATH}?round={slug}"
    assert entered() == {"mot": 30, "hai": 40}


def test_a_day_without_its_round_is_asked_about(lead: PageClient) -> None:
    lead.submit(f"{PATH}?round=mot", {"visits": 30})
    for path in (PATH, f"{PATH}/lock", f"{PATH}/correction"):
        page = lead.get(path)
        assert (page.status, page.reads("h1")) == (200, "Thuộc đợt khảo sát nào?")
        assert addresses(page) == [f"{path}?round=mot", f"{path}?round=hai"]
        assert [title for title in TITLES.values() if title not in page.text] == []
        assert "đang lưu 30 lượt" in page.text


def test_a_number_without_its_round_is_kept_and_goes_to_the_round_that_is_chosen(lead: PageClient) -> None:
    lead.submit(f"{PATH}?round=hai", {"visits": 40})
    page = lead.post(PATH, {"visits": "36", "source": "register", "version": "0"})
    assert (page.status, page.reads(".figure b")) == (409, "36")
    assert "Nội dung vừa gửi chưa được ghi" in page.reads("[role=alert]")
    assert entered() == {"hai": 40}
    first, second = page.all("main form")
    answer = lead.post(str(second["action"]), fields_of(page, second["action"]))
    assert answer.status == 303
    assert entered() == {"hai": 36}
    lead.post(str(first["action"]), fields_of(page, first["action"]))
    assert entered() == {"mot": 36, "hai": 36}
    sources = database.session.scalars(select(VisitCount.source)).all()
    assert set(sources) == {"register"}


def fields_of(page: Page, action: object) -> dict[str, str]:
    return page.fields(f'main form[action="{action}"]')


def test_what_is_no_number_is_kept_too_and_refused_in_the_round(lead: PageClient) -> None:
    page = lead.post(PATH, {"visits": "ba mươi", "source": "direct"})
    assert (page.status, page.reads(".figure b")) == (409, "ba mươi")
    [action, _other] = addresses(page)
    refused = lead.post(action, fields_of(page, action))
    assert (refused.status, refused.one("input[name=visits]")["value"]) == (422, "ba mươi")


def test_the_number_shown_beside_a_choice_changed_meanwhile_is_not_overwritten(lead: PageClient) -> None:
    page = lead.post(PATH, {"visits": "36", "source": "direct"})
    lead.submit(f"{PATH}?round=mot", {"visits": 30})
    [action, _other] = addresses(page)
    answer = lead.post(action, fields_of(page, action))
    assert (answer.status, entered()) == (409, {"mot": 30})
    assert "Số đang lưu: 30 lượt" in answer.text


def test_closing_without_the_round_closes_nothing(lead: PageClient) -> None:
    for slug, visits in (("mot", 30), ("hai", 40)):
        lead.submit(f"{PATH}?round={slug}", {"visits": visits})
    page = lead.post(f"{PATH}/lock", {"version": "1"})
    assert page.status == 409
    assert addresses(page) == [f"{PATH}/lock?round=mot", f"{PATH}/lock?round=hai"]
    assert not page.all("main form")
    assert lead.submit(f"{PATH}/lock?round=hai", {}).status == 303
    closed = (
        select(Round.slug)
        .join(Point, Point.round_id == Round.id)
        .join(VisitCount)
        .where(VisitCount.locked_at.is_not(None))
    )
    assert database.session.scalars(closed).all() == ["hai"]


def test_a_correction_without_its_round_keeps_number_and_reason(lead: PageClient) -> None:
    for slug, visits in (("mot", 30), ("hai", 40)):
        lead.submit(f"{PATH}?round={slug}", {"visits": visits})
        lead.submit(f"{PATH}/lock?round={slug}", {})
    page = lead.post(f"{PATH}/correction", {"visits": "46", "reason": "Sổ theo dõi ghi 46, nhập nhầm."})
    assert page.status == 409
    assert "Sổ theo dõi ghi 46, nhập nhầm." in page.text
    [_first, action] = addresses(page)
    assert lead.post(action, fields_of(page, action)).status == 303
    asked = select(Round.slug, VisitCorrection.new_visits).join(Point, Point.round_id == Round.id)
    asked = asked.join(VisitCount, VisitCount.point_id == Point.id).join(VisitCorrection)
    assert [tuple(row) for row in database.session.execute(asked)] == [("hai", 46)]


def test_a_round_that_is_not_the_communes_is_not_found(lead: PageClient) -> None:
    make.survey_round("nhap", approved_at=None)
    for slug in ("khong-co", "nhap", "", "mot'--"):
        for path in (PATH, "/roster", "/publicity/posts/2024-06-12"):
            assert lead.get(f"{path}?round={slug}").status == 404


def test_a_day_that_the_named_round_has_not_is_told_with_that_rounds_days(lead: PageClient) -> None:
    page = lead.post("/visits/2024-06-20?round=hai", {"visits": "36", "source": "direct"})
    assert page.status == 422
    assert "Chỉ nhập cho các ngày khảo sát 12, 13, 14/6" in page.text


def test_with_one_round_that_has_the_day_nothing_is_asked(
    rounds: dict[str, Round], sign_in: Callable[..., PageClient], at: Callable[[datetime], None]
) -> None:
    make.survey_round("ba", first_day=date(2024, 6, 14), last_day=date(2024, 6, 16))
    at(clock.at(date(2024, 6, 15), 9))
    lead = sign_in(make.account(Role.COMMUNE_LEAD))
    assert lead.submit("/visits/2024-06-15", {"visits": 12}).location == "/visits/2024-06-15?round=ba"
    assert entered() == {"ba": 12}


def test_a_round_whose_results_are_open_is_not_asked_about(lead: PageClient, rounds: dict[str, Round]) -> None:
    rounds["mot"].results_opened_at = rounds["mot"].closes_at = clock.now()
    lead.submit(PATH, {"visits": 36})
    assert entered() == {"hai": 36}


@pytest.mark.parametrize("slug", list(TITLES))
def test_every_page_of_a_commune_says_which_round_it_is_about_and_carries_it(lead: PageClient, slug: str) -> None:
    lead.submit(f"{PATH}?round={slug}", {"visits": 30})
    pages = [f"{path}?round={slug}" for path in COMMUNE_PAGES[:-1]]
    pages += [f"{PATH}?round={slug}", f"{PATH}/lock?round={slug}", f"/publicity/posts/2024-06-12?round={slug}"]
    pages += [f"{path}?round={slug}" for path in ("/publicity/new", "/roster/helpers/new", "/roster/hand-in")]
    for path in pages:
        page = lead.get(path)
        assert page.status == 200, path
        assert TITLES[slug] in page.reads(".round-bar .round b, .round-bar b.round"), path
        asked = {one for address in addresses(page) for one in rounds_named(address)}
        assert asked <= {slug}, path
        named = [
            address for address in addresses(page) if address.startswith(("/visits/", "/roster", "/publicity/posts"))
        ]
        apart = [address for address in named if not rounds_named(address)]
        assert [one for one in apart if one.startswith("/visits/")] == [], path


def test_an_address_without_a_day_goes_to_the_nearest_round_and_says_the_others(lead: PageClient) -> None:
    for path in COMMUNE_PAGES:
        assert lead.get(path).location.startswith(f"{path}?round=mot"), path
    page = lead.get("/roster?round=mot")
    assert page.reads(".round-bar .round b, .round-bar b.round").endswith(TITLES["mot"])
    assert [link["href"] for link in page.all(".round .links a")] == ["/roster?round=hai"]


def test_what_is_posted_goes_to_the_round_that_the_page_was_about(lead: PageClient) -> None:
    entry = {"channel": "posted", "place": "Bảng tin", "first_day": "2024-06-12"}
    person = {"full_name": "Nguyễn Văn An", "association": "Hội Cựu chiến binh", "phone": "0123456701"}
    incident = {"kind": "other", "body": "Mất điện tại bàn hỗ trợ."}
    lead.submit("/publicity/new?round=hai", entry)
    lead.submit("/roster/helpers/new?round=hai", person)
    lead.submit("/incidents?round=hai", incident)
    for model in (PublicityEntry, Helper, Incident):
        found = select(Round.slug).join(Point, Point.round_id == Round.id).join(model, model.point_id == Point.id)
        assert database.session.scalars(found).all() == ["hai"], model


def test_a_post_without_its_round_is_kept_on_pages_without_a_day_too(lead: PageClient) -> None:
    page = lead.post("/incidents", {"kind": "other", "body": "Mất điện tại bàn hỗ trợ.", "key": "a" * 32})
    assert (page.status, database.session.scalars(select(Incident)).all()) == (409, [])
    [_first, action] = addresses(page)
    assert lead.post(action, fields_of(page, action)).status == 303
    told = select(Round.slug, Incident.body).join(Point, Point.round_id == Round.id).join(Incident)
    assert [tuple(row) for row in database.session.execute(told)] == [("hai", "Mất điện tại bàn hỗ trợ.")]


def test_today_shows_the_work_of_every_open_round_apart(lead: PageClient) -> None:
    lead.submit(f"{PATH}?round=mot", {"visits": 30})
    page = lead.get("/today")
    assert page.reads(".of-round").endswith(TITLES["mot"])
    assert page.one("input[name=visits]")["value"] == "30"
    assert rounds_named(str(page.one("main form[data-autosave]")["action"])) == ["mot"]
    assert f"{PATH}?round=hai" in addresses(page)
    assert TITLES["hai"] in page.text
    assert "Nhập lượt người dân đến ngày 12/6" in page.text
    lead.post(
        str(page.one("main form[data-autosave]")["action"]), {**page.fields("main form[data-autosave]"), "visits": "31"}
    )
    assert entered() == {"mot": 31}


@pytest.mark.parametrize("role", [Role.COMMUNE_OFFICER, Role.COMMUNE_LEAD])
def test_of_six_rounds_at_once_today_lists_the_work_of_all_and_no_figure_strays(
    rounds: dict[str, Round], sign_in: Callable[..., PageClient], role: Role
) -> None:
    more = {f"dot-{n}": f"Đợt khảo sát {n}" for n in range(3, 7)}
    every = TITLES | more
    for slug, title in more.items():
        make.survey_round(slug, title=title)
    someone = sign_in(make.account(role))
    page = someone.get("/today")
    for title in every.values():
        assert title in page.text
    days = {one: rounds_named(one) for one in addresses(page) if one.startswith("/visits/")}
    assert {slug for named in days.values() for slug in named} == set(every)
    assert all(len(named) == 1 for named in days.values()), days
    figures = {slug: 20 + place for place, slug in enumerate(every)}
    for slug, visits in figures.items():
        assert someone.submit(f"{PATH}?round={slug}", {"visits": visits}).location == f"{PATH}?round={slug}"
    assert entered() == figures
    for slug, visits in figures.items():
        assert someone.get(f"{PATH}?round={slug}").one("input[name=visits]")["value"] == str(visits)
    kept = someone.post(PATH, {"visits": "99", "source": "direct"})
    assert (kept.status, entered()) == (409, figures)
    assert {slug for one in addresses(kept) for slug in rounds_named(one)} == set(every)


def test_a_day_left_open_in_a_round_that_is_over_stays_on_today(
    rounds: dict[str, Round], sign_in: Callable[..., PageClient], at: Callable[[datetime], None]
) -> None:
    make.survey_round("sau", first_day=date(2024, 6, 20), last_day=date(2024, 6, 22), title="Đợt sau")
    at(clock.at(date(2024, 6, 17), 9))
    page = sign_in(make.account(Role.COMMUNE_LEAD)).get("/today")
    for slug in TITLES:
        assert f"/visits/2024-06-14?round={slug}" in addresses(page)


@pytest.mark.parametrize(
    "board", ["awards/{}", "inspections/{}", "manage/rounds/{}/directing", "urging/{}", "rosters/{}"]
)
def test_a_board_leads_to_itself_in_the_other_rounds(
    rounds: dict[str, Round], sign_in: Callable[..., PageClient], board: str
) -> None:
    editor = sign_in(make.account(Role.PROVINCE_EDITOR))
    links = editor.get(f"/{board.format('hai')}").all(".round .links a")
    assert [(link.text, link["href"]) for link in links] == [(TITLES["mot"], f"/{board.format('mot')}")]


def test_a_page_of_no_round_leads_to_none(rounds: dict[str, Round], sign_in: Callable[..., PageClient]) -> None:
    page = sign_in(make.account(Role.PROVINCE_EDITOR)).get("/manage/rounds")
    assert page.status == 200
    assert all("/manage/rounds?round=" in link["href"] for link in page.all(".round .links a"))


def test_six_rounds_at_once_each_keep_their_own(
    sign_in: Callable[..., PageClient], at: Callable[[datetime], None]
) -> None:
    slugs = [f"dot-{number}" for number in range(6)]
    for number, slug in enumerate(slugs):
        make.survey_round(slug, title=f"Đợt {number}", last_day=make.LAST_DAY + timedelta(days=10 * number))
    at(clock.at(DAY, 15))
    lead = sign_in(make.account(Role.COMMUNE_LEAD))
    for number, slug in enumerate(slugs):
        lead.submit(f"{PATH}?round={slug}", {"visits": 20 + number})
        lead.submit(f"{PATH}/lock?round={slug}", {})
        make.arrive(make.point(of=database.session.scalars(select(Round).where(Round.slug == slug)).one()), number, DAY)
    assert entered() == {slug: 20 + number for number, slug in enumerate(slugs)}
    assert len(addresses(lead.get(PATH))) == 6
    at(clock.at(DAY + timedelta(days=1), 9))
    lead = sign_in(make.account(Role.COMMUNE_LEAD))
    page = lead.get("/today")
    assert {one for address in addresses(page) for one in rounds_named(address)} == set(slugs)
    for number, slug in enumerate(slugs):
        assert f"Có {number} phiếu" in lead.get(f"{PATH}?round={slug}").text


@pytest.mark.parametrize(
    ("rule", "address"),
    [
        ("visits_missing", "/visits/2024-06-12?round=hai"),
        ("publicity_missing", "/publicity?round=hai"),
        ("post_missing", "/publicity/posts/2024-06-12?round=hai"),
        ("taskforce_missing", "/task-force?round=hai"),
        ("roster_missing", "/roster?round=hai"),
    ],
)
def test_a_reminder_leads_to_the_round_it_is_of(
    rounds: dict[str, Round], sign_in: Callable[..., PageClient], rule: str, address: str
) -> None:
    officer = make.account(Role.COMMUNE_OFFICER)
    [due] = [one for one in tasks.urged(tasks.scope_of(rounds["hai"], officer.unit)) if one.rule == rule]
    reminder = Reminder(
        round_id=rounds["hai"].id,
        point_id=due.point,
        recipient_id=officer.id,
        slot=rule,
        rule=rule,
        day=due.day,
        sent_at=clock.now(),
    )
    database.session.add(reminder)
    database.session.flush()
    assert sign_in(officer).post(f"/inbox/{reminder.id}").location == address


def test_districts_see_which_round_a_correction_is_of(
    lead: PageClient, sign_in: Callable[..., PageClient], rounds: dict[str, Round]
) -> None:
    by = make.account(Role.COMMUNE_LEAD, full_name="Lê Thị Hai")
    for slug in rounds:
        point = next(one for one in queries.points_of(make.unit("07507")) if one.round.slug == slug)
        operations.save_visits(point, DAY, visits=30, source="direct", version=0, by=by)
        operations.lock_day(point, DAY, version=1, by=by)
        operations.ask_correction(point, DAY, visits=31, reason=f"Nhầm ở {slug}.", by=by)
    monitor = sign_in(make.account(Role.DISTRICT_MONITOR))
    rows = [row for row in monitor.get("/corrections").rows("table.stack") if "Thanh Hải" in row[0]]
    assert [title for title in TITLES.values() if not any(title in row[1] for row in rows)] == []
    for title, row in zip(TITLES.values(), database.session.scalars(select(VisitCorrection.id)).all(), strict=True):
        assert title in monitor.get(f"/corrections/{row}").text
