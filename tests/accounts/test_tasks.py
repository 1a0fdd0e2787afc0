"""tasks.py: when something is late, how it stands, where it leads, and what the account's own menu makes of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.accounts.tasks import LATE, OPEN, Task, menu_sources, standing
from portal.web.data import clock
from tests import make

DAY = date(2024, 6, 12)


@pytest.mark.parametrize(("seconds", "late"), [(-1, False), (0, True), (1, True)])
def test_late_is_from_the_very_moment_on(at, seconds, late):
    since = clock.at(DAY, 9)
    at(since + timedelta(seconds=seconds))
    assert Task("", "accounts.home", since=since).is_late is late
    assert not Task("", "accounts.home").is_late


def test_a_task_is_known_by_rule_point_and_day_and_not_by_where_it_is_done():
    one, other = (Task("", "accounts.home", {"n": n}, rule="x", point=1, day=DAY) for n in (1, 2))
    assert one.key == other.key == ("x", 1, DAY)
    assert one.key != Task("", "accounts.home", rule="x", point=1).key


@pytest.mark.parametrize(
    ("late", "overdue", "stands"),
    [
        (False, "", ("chưa nộp", OPEN)),
        (True, "", ("quá hạn", LATE)),
        (True, "quá giờ", ("quá giờ", LATE)),
        (False, "quá giờ", ("chưa nộp", OPEN)),
    ],
)
def test_how_a_task_stands(app, late, overdue, stands):
    with app.test_request_context():
        assert standing("chưa nộp", is_late=late, overdue=overdue) == stands


def test_a_task_leads_to_its_page_and_keeps_the_address_made_for_it(app):
    with app.test_request_context():
        task = Task("", "surveys.overview", {"slug": "mot"})
        assert task.url == "/manage/rounds/mot"
        kept = task.located()
        assert (kept.url, kept == task) == ("/manage/rounds/mot", False)
    assert kept.url == "/manage/rounds/mot"


def test_the_menu_shows_what_waits_with_its_number_and_only_pages_of_this_site(app, db, sign_in, monkeypatch):
    shown = [Task("Chờ đọc", "accounts.home", count=3), Task("Không số", "accounts.home"), Task("Xa", "no.such")]
    monkeypatch.setitem(app.extensions["portal.hooks"], menu_sources, (lambda _account: shown,))
    page = sign_in(make.account("district_monitor")).get("/corrections")
    links = [link.get_text() for link in page.all(".me-menu a")]
    assert links[:3] == ["Chờ đọc (3)", "Không số", "Hướng dẫn công việc"]
    assert page.reads(".me .waiting") == "3 chờ đọc"
