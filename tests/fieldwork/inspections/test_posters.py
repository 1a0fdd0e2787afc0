"""The photographed poster: its code is read and must be this commune's."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.fieldwork.inspections import checklist, posters
from portal.fieldwork.inspections.models import Finding
from portal.web.data import clock
from portal.web.ui import qr
from tests import make

CODE, OTHER = make.code_for(1), make.code_for(2)
HERE = "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        (f"{HERE}/p/{CODE}", posters.OWN),
        (f"{HERE}/p/{CODE.lower()}", posters.OWN),
        (f"{HERE}/p/{OTHER}", posters.OTHER),
        (f"http://khaosat-gia.vn/p/{CODE}", posters.FOREIGN),
        (f"https://127.0.0.1:8000/p/{CODE}", posters.FOREIGN),
        (f"{HERE}/rounds/198-kh-bdvtu", posters.FOREIGN),
        (f"{HERE}/p/{CODE[:-1]}", posters.FOREIGN),
        ("https://zalo.me/g/gyvcdr416", posters.FOREIGN),
        ("", posters.FOREIGN),
    ],
)
def test_only_the_address_citizens_are_to_open_is_this_communes(app, text, read_as):
    with app.app_context():
        assert posters.judge_text(text, CODE) == read_as


def test_a_foreign_code_beside_the_right_one_is_what_is_told(app):
    with app.app_context():
        found = posters.judge_texts([f"{HERE}/p/{CODE}", "http://khaosat-gia.vn/p/1"], CODE)
    assert found == (posters.FOREIGN, "http://khaosat-gia.vn/p/1")


def photo(url: str | None) -> BytesIO:
    """A photograph of a wall with a poster on it, slightly turned."""
    wall = Image.new("RGB", (1200, 900), (186, 180, 170))
    if url:
        code = Image.open(BytesIO(qr.symbol(url).png(9))).convert("RGB").rotate(4, expand=True, fillcolor="white")
        wall.paste(code, (350, 200))
    target = BytesIO()
    wall.save(target, "JPEG", quality=80)
    return BytesIO(target.getvalue())


@pytest.fixture
def visited(db, at, sign_in):
    """A monitor's browser, and the address of an inspection of Thanh Hải."""
    make.survey_round()
    at(clock.at(make.FIRST_DAY, 9, 0))
    monitor = sign_in(make.account(Role.DISTRICT_MONITOR))
    values = {"team": "Đoàn số 1", **dict.fromkeys(checklist.ITEMS, "yes")}
    return monitor, monitor.submit("/inspections/198-kh-bdvtu/units/07507/visit", values).location


def send(monitor, path: str, url: str | None):
    return monitor.post(f"{path}/poster", {"photo": (photo(url), "anh.jpg")})


def test_this_communes_poster_is_recognised(app, visited):
    monitor, path = visited
    address = f"{app.config['BASE_URL']}/p/{make.point().code}"
    assert send(monitor, path, address).status == 303
    page = monitor.get(path)
    assert "Đúng mã của đơn vị này." in page.text
    assert monitor.get(page.one("#poster-state a")["href"]).response.mimetype == "image/jpeg"


def test_another_communes_poster_is_told_with_its_code(app, visited):
    monitor, path = visited
    send(monitor, path, f"{app.config['BASE_URL']}/p/{make.point('07519').code}")
    assert "Không phải mã của đơn vị này" in monitor.get(path).text


def test_a_sticker_of_somebody_elses_is_told(visited):
    monitor, path = visited
    send(monitor, path, "http://khaosat-gia.vn/p/ABC")
    assert "Đề nghị gỡ ngay." in monitor.get(path).text


def test_a_photograph_without_a_code_asks_for_a_better_one(visited):
    monitor, path = visited
    send(monitor, path, None)
    assert "Không đọc được mã trong ảnh." in monitor.get(path).text


def test_what_is_no_photograph_is_refused_in_words(visited):
    monitor, path = visited
    page = monitor.post(f"{path}/poster", {"photo": (BytesIO(b"GIF89a nothing"), "anh.gif")})
    assert page.status == 422
    assert "Không đọc được ảnh" in page.text


def test_a_finding_gets_its_photograph(db, visited):
    monitor, path = visited
    monitor.post(path, {"body": "Bàn thiếu ghế", "due_day": "2024-06-13"})
    number = db.session.scalar(select(Finding.id))
    officer = make.account(Role.COMMUNE_OFFICER)
    photos = f"/inspections/findings/{number}/photos"
    assert monitor.post(photos, {"photo": (photo(None), "a.jpg")}).status == 303
    assert "Xem, thêm ảnh" in monitor.get(path).text
    link = next(a["href"] for a in monitor.get(photos).all("li a") if "/photos/" in a["href"])
    assert monitor.get(link).status == 200
    stranger = make.account(Role.DISTRICT_MONITOR, make.unit("213"))
    assert officer.unit_id != stranger.unit_id


def test_who_sent_a_findings_photograph_takes_it_away_and_nobody_else(db, visited, sign_in):
    monitor, path = visited
    monitor.post(path, {"body": "Bàn thiếu ghế", "due_day": "2024-06-13"})
    number = db.session.scalar(select(Finding.id))
    photos = f"/inspections/findings/{number}/photos"
    officer = sign_in(make.account(Role.COMMUNE_OFFICER))
    assert officer.post(photos, {"photo": (photo(None), "a.jpg")}).status == 303
    link = next(a["href"] for a in officer.get(photos).all("li a") if "/photos/" in a["href"])
    assert monitor.post(link, {"deed": "remove"}).status == 403
    taken = officer.post(link, {"deed": "remove"})
    assert (taken.status, taken.location) == (303, f"{photos}#photos")
    assert officer.get(photos).all("li a[href*='/photos/']") == []
