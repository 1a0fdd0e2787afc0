"""The day's post: its ready text, its picture card, and the word that it stands in the group."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from portal.extensions import db as database
from portal.fieldwork.publicity import cards, wording
from portal.fieldwork.publicity.models import DailyPost
from portal.fieldwork.publicity.wording import PostFacts
from portal.fieldwork.roster.models import Helper, Shift
from portal.fieldwork.visits import operations as visits
from portal.fieldwork.visits import queries
from portal.web.data import clock
from tests import make
from tests.fieldwork.publicity.pictures import photo

DAY = date(2024, 6, 13)
PATH = "/publicity/posts/2024-06-13"

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def afternoon(db, at):
    make.survey_round()
    at(clock.at(DAY, 16, 40))


@pytest.fixture
def officer(sign_in):
    return sign_in(make.account("commune_officer", full_name="Nguyễn Thị Nhập"))


def the_post() -> DailyPost:
    return database.session.scalars(select(DailyPost)).one()


def log(browser, **changes):
    return browser.submit("/publicity/new", {"place": "Loa 12 thôn", "first_day": "2024-06-13", **changes})


def on_duty(name: str, day: date, half: str) -> None:
    """A helper with one shift at Thanh Hải."""
    point = make.point("07507")
    helper = Helper(point_id=point.id, full_name=name, person=name)
    database.session.add(helper)
    database.session.flush()
    place = {"round_id": point.round_id, "point_id": point.id, "helper_id": helper.id}
    database.session.add(Shift(day=day, half=half, person=name, **place))


def test_one_tap_makes_text_and_card(officer):
    on_duty("Trần Văn Ba", DAY, "morning")
    on_duty("Lê Thị Tư", DAY, "afternoon")
    on_duty("Ngô Văn Hôm Qua", date(2024, 6, 12), "morning")
    log(officer, channel="loudspeaker", first_day="2024-06-12", last_day="2024-06-13", times="3")
    log(officer, channel="posted", place="Trụ sở UBND xã")
    answer = officer.post(PATH, {"deed": "make"})
    assert (answer.status, answer.location) == (303, f"{PATH}?round=198-kh-bdvtu")
    page = officer.get(PATH)
    assert page.one("#post-text").get_text() == (
        "TIN TRONG NGÀY 13/6/2024\n"
        "Tổ công tác xã Thanh Hải, huyện Lục Ngạn\n"
        "- Cán bộ, hội viên hỗ trợ người dân: 02 đồng chí (Trần Văn Ba, Lê Thị Tư)\n"
        "- Niêm yết: Trụ sở UBND xã\n"
        "- Thông báo trên loa truyền thanh của xã, thôn (ngày thứ hai), 03 lần: Loa 12 thôn"
    )
    picture = officer.get(str(page.one("img[data-card]")["src"])).response
    assert picture.mimetype == "image/png"
    assert Image.open(BytesIO(picture.get_data())).width == 1080


def test_visits_stand_in_it_only_once_they_are_closed(officer):
    lead = make.account("commune_lead")
    point = queries.points_of(make.unit("07507"))[0]
    count = visits.save_visits(point, DAY, visits=36, source="direct", version=0, by=lead)
    assert "lượt người dân đến" not in wording.text_of(point, DAY)
    visits.lock_day(point, DAY, version=count.version, by=lead)
    assert "- Số lượt người dân đến bộ phận một cửa: 36 (đã chốt)" in wording.text_of(point, DAY)


def test_a_day_without_anything_says_so(officer):
    officer.post(PATH, {"deed": "make"})
    assert "Trong ngày chưa ghi hoạt động công khai, tuyên truyền" in officer.get(PATH).one("#post-text").get_text()


def test_that_it_is_posted_is_recorded_once_and_can_be_taken_back(officer, sign_in):
    officer.post(PATH, {"deed": "make"})
    assert "Đăng lên nhóm Zalo PKS02_2024 trước 17:00 (giờ do tỉnh đặt)." in officer.get(PATH).text
    officer.post(PATH, {"deed": "posted"})
    page = officer.get(PATH)
    assert "Đã đăng lên nhóm lúc 16:40, đồng chí Nguyễn Thị Nhập ghi." in page.text
    sign_in(make.account("commune_lead")).post(PATH, {"deed": "posted"})
    assert "đồng chí Nguyễn Thị Nhập ghi" in officer.get(PATH).text
    assert "Đăng tin trong ngày lên nhóm Zalo PKS02_2024 đã đăng 16:40" in officer.get("/today").reads(".jobs .done")
    officer.post(PATH, {"deed": "unposted"})
    assert the_post().posted_at is None


def test_after_the_hour_it_is_late(officer, at):
    at(clock.at(DAY, 17, 1))
    assert "quá giờ" in officer.get(PATH).text
    assert "Đăng tin trong ngày lên nhóm Zalo PKS02_2024 quá giờ" in officer.get("/today").text


def test_what_is_entered_afterwards_is_offered_for_a_new_text(officer):
    officer.post(PATH, {"deed": "make"})
    log(officer, channel="posted")
    page = officer.get(PATH)
    assert "Số liệu đã thay đổi sau khi làm tin." in page.text
    officer.post(PATH, {"deed": "make"})
    assert "Niêm yết: Loa 12 thôn" in officer.get(PATH).one("#post-text").get_text()


def test_the_group_s_link_and_its_symbol_stand_on_the_page(officer):
    page = officer.get(PATH)
    assert page.one('.links a[href="https://zalo.me/g/gyvcdr416"]')
    assert page.one("svg.qr")["aria-label"] == "Mã QR vào nhóm Zalo PKS02_2024"


def test_its_own_photographs_and_those_of_the_day_are_on_the_card(officer):
    entry = log(officer, channel="posted").location.partition("#")[0]
    officer.post(f"{entry}/photos", {"photo": (BytesIO(photo(1)), "a.jpg")})
    assert (
        officer.post(f"{PATH}/photos", {"photo": (BytesIO(photo(2)), "b.jpg")}).location
        == f"{PATH}?round=198-kh-bdvtu#photos"
    )
    assert len(officer.get(PATH).all(".photos img")) == 1
    found = cards.queries.post_by_id(the_post().id)
    assert [shot.owner_kind for shot in cards.photos_for(found)] == ["post", "publicity"]
    officer.post(PATH, {"deed": "make"})
    with_photos = officer.get(str(officer.get(PATH).one("img[data-card]")["src"])).response.get_data()
    assert Image.open(BytesIO(with_photos)).height > 800


@pytest.mark.parametrize("n", [0, 1, 2, 3, 4])
def test_a_card_is_drawn_with_any_number_of_photographs(n):
    facts = PostFacts(
        DAY, "xã Thanh Hải, huyện Lục Ngạn", ("A",) * 12, 36, "bộ phận một cửa", ("Niêm yết: " + "x " * 900,)
    )
    drawn = cards.draw_card(facts, [photo(number) for number in range(n)], simulated=True)
    assert Image.open(BytesIO(drawn)).size[0] == 1080


@pytest.mark.parametrize(
    ("path", "status"),
    [("2024-06-14", 422), ("2024-06-11", 422), ("yesterday", 404), ("2024-13-99", 404)],
)
def test_there_are_posts_of_days_that_have_come_only(officer, path, status):
    assert officer.get(f"/publicity/posts/{path}").status == status
    assert officer.post(f"/publicity/posts/{path}", {"deed": "make"}).status == status


@pytest.mark.parametrize("sent", [{"deed": "explode"}, {}, {"deed": ["make", "posted"]}])
def test_a_deed_nobody_knows_none_and_two_are_refused(officer, sent):
    assert officer.post(PATH, sent).status == 400


def test_without_a_card_there_is_nothing_to_fetch(officer):
    officer.post(PATH, {"deed": "posted"})
    assert officer.get(f"/publicity/cards/{the_post().id}.png").status == 404
    assert officer.get("/publicity/cards/999.png").status == 404


def test_a_commune_without_a_round_has_no_post(sign_in):
    make.units_small(2025)
    stranger = sign_in(make.account("commune_officer", at=make.unit("07507", 2025)))
    assert stranger.get(PATH).status == 404
    assert "Chưa có đợt khảo sát nào tại đơn vị" in stranger.get("/publicity").text
