"""From the printed address to a printed poster: an office sets itself up in a browser, clicks and minutes counted."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from flask import current_app
from playwright.sync_api import expect
from sqlalchemy import select

from portal.accounts import operations as accounts
from portal.accounts import queries
from portal.config import ROOT
from portal.extensions import db as database
from portal.first_run import access
from portal.surveys import queries as surveys
from portal.web.data import clock
from portal.web.jobs import jobs
from portal.web.jobs.jobs import Job
from tests.journeys.looks import accessibility_faults, sideways_faults
from tests.journeys.walks import Portal

if TYPE_CHECKING:
    from playwright.sync_api import Page

GUIDE = ROOT / "docs" / "first-round.md"
MOST_CLICKS = {"set-up": 6, "plan": 21}
"""What docs/first-round.md says, sign-ins and the trial's own answers apart."""
WORDS_A_MINUTE, FIELD_SECONDS, MOST_MINUTES = 200, 10, 30
"""How fast somebody reads who has never seen it, how long a field takes, and what the guide promises."""
FIRST_SIGN_IN = 2 * 60
"""Name, code of the slip, a password twice, the authenticator app with its six figures, in seconds."""
DAYS = {
    "parts/name": {
        "identity.slug": "12-kh-bdv",
        "identity.number": "12-KH/BDV",
        "identity.issued_on": "1/6/2026",
    },
    "parts/window": {"window.first_day": "20/6/2026", "window.last_day": "21/6/2026"},
    "parts/deadlines": {
        "deadlines.rosters": "14/6/2026",
        "deadlines.commune_report": "25/6/2026",
        "deadlines.draft_report": "27/6/2026",
        "deadlines.signed_report": "28/6/2026",
    },
    "parts/contacts": {"contact.name.en": "Mass-mobilisation commission of Bắc Ninh"},
    "parts/words": {"citizen.organiser.en": "Mass-mobilisation commission of Bắc Ninh"},
}


class Walk:
    """A browser in which every click is counted, every page looked at, and each line that comes to sight read once."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0
        self.seconds, self.known = 0.0, set[str]()

    def read(self, text: str) -> None:
        new = set(text.splitlines()) - self.known
        self.known |= new
        self.seconds += sum(len(line.split()) for line in new) * 60 / WORDS_A_MINUTE

    def look(self) -> None:
        self.read(self.page.locator("main").inner_text())

    def click(self, name: str) -> None:
        self.look()
        self.clicks += 1
        main = self.page.locator("main")
        target = main.get_by_role("button", name=name, exact=True).or_(main.get_by_role("link", name=name, exact=True))
        with self.page.expect_navigation():
            target.first.click()
        assert accessibility_faults(self.page) == []
        assert sideways_faults(self.page) == []

    def fill(self, values: dict[str, str]) -> None:
        self.seconds += FIELD_SECONDS * len(values)
        for name, text in values.items():
            self.page.locator(f"[name='{name}']").fill(text)


def work_off() -> None:
    """Do what waits in the queue, as the worker would."""
    database.session.rollback()
    for job in database.session.scalars(select(Job.id).where(Job.status == "pending")).all():
        database.session.rollback()
        jobs.run(job)
    database.session.rollback()


def enter(walk: Walk, base: str, username: str) -> None:
    """Sign in as one of the first four; what its first sign-in asks for has tests of its own."""
    account = queries.by_username(username)
    assert account is not None
    account.must_change_password, account.simulated = False, True
    token = accounts.sign_in(account, f"device-of-{username}")
    database.session.commit()
    walk.seconds += FIRST_SIGN_IN
    cookie = current_app.config["SESSION_COOKIE_NAME"]
    walk.page.context.clear_cookies()
    walk.page.context.add_cookies([{"name": cookie, "value": token, "url": base}])


def test_an_office_sets_itself_up_to_a_printed_poster(app, db, serve, at, page):
    portal = Portal(serve(app), at)
    portal.go_to(clock.at(date(2026, 6, 8), 9))
    code = access.new_code()
    db.session.commit()
    walk = Walk(page)
    walk.read(GUIDE.read_text().partition("\n## ")[2].partition("\n## ")[0])
    set_up(walk, portal, code)
    assert walk.clicks == MOST_CLICKS["set-up"]
    walk.clicks = 0
    write_plan(walk, portal)
    approve(walk, portal)
    print_posters(walk, portal)
    assert walk.clicks == MOST_CLICKS["plan"]
    assert walk.seconds <= MOST_MINUTES * 60


def set_up(walk: Walk, portal: Portal, code: str) -> None:
    """The five steps."""
    page = walk.page
    page.goto(f"{portal.base}/first-run/codes/{code}")
    walk.click("Bắt đầu")
    walk.fill({"office": "Ban Dân vận Tỉnh ủy Bắc Ninh", "telephone": "0222 3822 000"})
    walk.click("Lưu, sang bước sau")
    walk.seconds += FIELD_SECONDS
    page.locator("[name=shipped]").select_option("units-bac-ninh-2025:24")
    walk.click("Nạp danh mục")
    walk.click("Mở đợt thử")
    work_off()
    page.reload()
    poster = page.get_by_role("link", name="Mở tờ niêm yết (PDF)").get_attribute("href")
    assert page.request.get(f"{portal.base}{poster}").body().startswith(b"%PDF")
    form = page.get_by_role("link", name="Mở phiếu thử").get_attribute("href") or ""
    cast_ballot(walk, portal, portal.base + re.sub(r"^https?://[^/]+", "", form))
    walk.click("Đã gửi phiếu thử")
    for n, name in enumerate(("Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường", "Phạm Thị Dung")):
        walk.fill({f"name_{n}": name, f"number_{n}": f"SH-{n}"})
    walk.click("Mở tài khoản")
    expect(page.locator("h1")).to_have_text("Sẵn sàng")
    expect(page.locator(".slip")).to_have_count(4)
    walk.look()


def cast_ballot(walk: Walk, portal: Portal, form: str) -> None:
    """Answer the trial on another device, whatever its questions are: the first choice of each."""
    browser = walk.page.context.browser
    assert browser is not None
    phone = browser.new_context(java_script_enabled=False).new_page()
    phone.goto(form)
    walk.read(phone.locator("main").inner_text())
    radios = phone.locator("main input[type=radio]")
    names = [radios.nth(n).get_attribute("name") for n in range(radios.count())]
    walk.seconds += FIELD_SECONDS * len(set(names))
    for name in dict.fromkeys(names):
        phone.locator(f"input[name='{name}']").first.check(force=True)
    portal.go_to(portal.moment + timedelta(seconds=60))
    phone.get_by_role("button", name="Gửi phiếu").click()
    expect(phone.locator("#survey-done")).to_be_visible()
    phone.context.close()


def write_plan(walk: Walk, portal: Portal) -> None:
    """From the gallery to a round that can be approved."""
    enter(walk, portal.base, "chuyenvien")
    walk.page.goto(f"{portal.base}/manage/rounds")
    walk.click("Soạn kế hoạch")
    walk.look()
    walk.page.locator("button[value='gallery:198-kh-bdvtu']").click()
    walk.clicks += 1
    place = walk.page.url
    walk.look()
    for part, values in DAYS.items():
        walk.page.goto(f"{place}/{part}")
        walk.clicks += 1  # the way there from the list of parts
        walk.fill(values)
        walk.click("Lưu")
    expect(walk.page.locator("main")).to_contain_text("Đủ để đề nghị duyệt")


def approve(walk: Walk, portal: Portal) -> None:
    """Asked for by the one who wrote it, decided by another."""
    page = walk.page
    page.goto(f"{portal.base}/manage/rounds/12-kh-bdv/deeds/new/approve")
    walk.seconds += FIELD_SECONDS
    page.get_by_label("Đã đọc toàn bộ kế hoạch").check()
    walk.clicks += 2
    walk.click("Đề nghị")
    deed = page.url
    enter(walk, portal.base, "lanhdao1")
    page.goto(deed)
    walk.click("Đồng ý")
    database.session.rollback()
    found = surveys.by_slug("12-kh-bdv")
    assert found is not None
    assert found.state == "approved"
    database.session.rollback()


def print_posters(walk: Walk, portal: Portal) -> None:
    """A commune's poster, as the queue makes it."""
    page = walk.page
    page.goto(f"{portal.base}/manage/rounds/12-kh-bdv/points")
    walk.look()
    page.locator("tbody a").first.click()
    walk.look()
    page.goto(f"{page.url}/poster")
    walk.clicks += 4  # from the round's page to the list, the commune, its poster
    walk.click("Làm tờ niêm yết")
    work_off()
    page.reload()
    link = page.locator("a[href$='poster.pdf']").first.get_attribute("href")
    assert page.request.get(f"{portal.base}{link}").body().startswith(b"%PDF")
