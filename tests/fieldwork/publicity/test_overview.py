"""Districts and the province see who has made the survey known, and who has not posted today."""

from __future__ import annotations

import uuid
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import event, select

from portal.ballots.sealing import batch_sealer
from portal.extensions import db as database
from portal.fieldwork.publicity import board, operations
from portal.fieldwork.publicity import queries as queries_
from portal.fieldwork.visits import queries
from portal.sealing import operations as operations_
from portal.sealing.log import checkpoints
from portal.surveys.models import Round
from portal.web.data import clock
from portal.web.media.uploads import Photo
from tests import make

DAY = date(2024, 6, 13)
PATH = "/manage/publicity/198-kh-bdvtu"
CHANNELS = ("posted", "loudspeaker", "website", "social", "village")

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def evening(db, at):
    """Thanh Hải has done everything and posted; Chũ has one channel; the others nothing."""
    make.survey_round()
    at(clock.at(DAY, 17, 30))
    by = make.account("commune_officer")
    for channel in CHANNELS:
        first = date(2024, 6, 11) if channel == "loudspeaker" else DAY
        log("07507", channel, first, by)
    operations.mark_posted(point_of("07507"), DAY, by=by)
    log("07519", "posted", DAY, by)
    log("07519", "loudspeaker", date(2024, 6, 12), by)


def point_of(code):
    return queries.points_of(make.unit(code))[0]


def log(code, channel, first_day, by):
    operations.add_entry(
        point_of(code), key=f"{code}{channel}"[:32], by=by, channel=channel, first_day=first_day, last_day=DAY,
        times=1, place="Trụ sở", link="", body="",
    )  # fmt: skip


@pytest.fixture
def monitor(sign_in):
    return sign_in(make.account("district_monitor"))


@pytest.fixture
def editor(sign_in):
    return sign_in(make.account("province_editor"))


def names(page):
    return [row[0] for row in page.rows()]


def test_every_commune_has_its_channels_and_its_post(editor):
    rows = {row[0]: row[1:] for row in editor.get(PATH).rows()}
    assert rows["xã Thanh Hải, huyện Lục Ngạn"] == [*["đã thực hiện"] * 5, "5/5", "đã đăng 17:30", "-"]
    assert rows["thị trấn Chũ, huyện Lục Ngạn"] == [
        "đã thực hiện", "2/3 ngày", "chưa", "chưa", "chưa", "1/5", "chưa đăng", "-",
    ]  # fmt: skip
    assert rows["phường Thọ Xương, thành phố Bắc Giang"][5] == "0/5"


def test_a_district_sees_its_own_alone(monitor):
    assert len(names(monitor.get("/manage/publicity"))) == 3


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=thanh hai", ["xã Thanh Hải, huyện Lục Ngạn"]),
        ("?district=213", ["phường Thọ Xương, thành phố Bắc Giang"]),
        ("?status=nothing&district=219", ["xã Phúc Sơn, huyện Lục Ngạn"]),
        ("?status=lacking&q=chu", ["thị trấn Chũ, huyện Lục Ngạn"]),
        ("?status=channel-posted&district=219", ["xã Phúc Sơn, huyện Lục Ngạn"]),
        ("?status=no_post&q=thanh", []),
        ("?status=again", []),
    ],
)
def test_the_list_can_be_searched_and_filtered(editor, query, found):
    page = editor.get(PATH + query)
    if found:
        assert names(page) == found
    else:
        assert "Không có đơn vị nào phù hợp" in page.text


@pytest.mark.parametrize("sort", ["unit", "-unit", "done", "post", "-again", "nonsense"])
def test_it_can_be_sorted(editor, sort):
    assert len(names(editor.get(f"{PATH}?sort={sort}"))) == 4
    assert names(editor.get(f"{PATH}?sort=-done"))[0] == "xã Thanh Hải, huyện Lục Ngạn"


def test_the_file_holds_the_rows_on_the_screen(editor):
    page = editor.get(f"{PATH}?status=lacking&district=219")
    link = next(a["href"] for a in page.all("a") if a.get_text() == "Xuất Excel")
    sheet = load_workbook(BytesIO(editor.get(str(link)).response.get_data())).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][-2:] == ("Tin ngày 13/6", "Ảnh trùng")
    assert [row[0] for row in rows[1:]] == ["Thị trấn Chũ", "Xã Phúc Sơn"]


def test_who_is_missing_is_counted_with_a_link_to_them(editor):
    text = editor.get(PATH).text
    assert "Niêm yết 2 đơn vị" in text
    assert "Tin ngày 13/6 lên nhóm Zalo PKS02_2024 3 đơn vị chưa đăng" in text


def test_another_day_s_posts_can_be_asked_for(editor):
    assert "đã đăng" not in editor.get(f"{PATH}?day=2024-06-12").reads("table")
    assert editor.get(f"{PATH}?day=2024-06-14").status == 404


def test_before_the_round_there_are_channels_and_no_posts_yet(editor, at):
    at(clock.at(date(2024, 6, 10), 9))
    page = editor.get(PATH)
    assert "Tin ngày" not in page.text


def test_one_commune_shows_its_log_and_posts(editor):
    page = editor.get(f"{PATH}/units/07507")
    assert "Thông báo trên loa truyền thanh của xã, thôn đã thực hiện" in page.text
    assert "TIN TRONG NGÀY 13/6/2024" in page.text
    assert editor.get(f"{PATH}/units/99999").status == 404
    assert "Chưa ghi hoạt động nào" in editor.get(f"{PATH}/units/07534").text


def test_without_a_round_it_says_so(sign_in):
    make.units_small(2025)
    page = sign_in(make.account("province_editor", at=make.unit("24", 2025))).get("/manage/publicity")
    assert "Chưa có đợt khảo sát nào được duyệt" in page.text


def test_all_communes_cost_as_many_questions_as_few():
    survey, top, asked = database.session.scalars(select(Round)).one(), make.unit("24"), []

    def hear(*_args):
        asked.append(1)

    event.listen(database.engine, "before_cursor_execute", hear)
    found = board.rows(top, survey, survey.plan_data.channels, DAY)
    event.remove(database.engine, "before_cursor_execute", hear)
    assert len(found) == 4
    assert len(asked) <= 6


def test_the_provinces_own_post_carries_size_and_root_of_the_log(editor, monitor, sign_in, at):
    """Of a day that is over, the head as it stood when that day ended; a district has no post of its own."""
    survey = database.session.scalars(select(Round)).one()
    operations_.seal_settings(survey, "approve")
    database.session.commit()
    assert not monitor.get(PATH).soup.select("#post-text")
    assert "chưa có xác nhận nào được ký" in editor.get(PATH).reads("#post-text")
    batch_sealer.run(sign=True)
    first = checkpoints.latest(survey)
    at(clock.at(date(2024, 6, 14), 9))
    make.ballots(make.point("07507"), [{"Q14": 5}] * batch_sealer.LEAST_VOTERS)
    database.session.commit()
    batch_sealer.run(sign=True)
    last = checkpoints.latest(survey)
    assert last.size > first.size
    editor = sign_in(make.account("province_editor"))
    for day, head in (("2024-06-13", first), ("2024-06-14", last)):
        said = editor.get(f"{PATH}?day={day}").reads("#post-text")
        assert f"{head.size} mục, mã đối chiếu {head.short_root} (ký lúc" in said
    assert "/log/198-kh-bdvtu" in said


def test_photographs_that_resemble_earlier_ones_are_counted_for_their_own_commune():
    """Of entries and of posts, ready ones alone, not the first of its likeness."""
    posted = {code: queries_.entries_of(point_of(code))[0] for code in ("07507", "07519")}
    post = queries_.post_of(point_of("07507"), DAY)
    first = photograph("publicity", posted["07507"].id, "07507")
    for kind, owner, code in [
        ("publicity", posted["07507"].id, "07507"),
        ("post", post.id, "07507"),
        ("publicity", posted["07519"].id, "07519"),
    ]:
        photograph(kind, owner, code, twin_id=first.id)
    photograph("publicity", posted["07519"].id, "07519", twin_id=first.id, status="removed")
    survey = database.session.scalars(select(Round)).one()
    found = queries_.count_repeated_photos(make.unit("24"), survey)
    assert found == {point_of("07507").id: 2, point_of("07519").id: 1}
    assert queries_.count_repeated_photos(make.unit("213"), survey) == {}


def photograph(kind: str, owner: int, code: str, **changes: object) -> Photo:
    by = make.account("commune_officer", make.unit(code))
    made = Photo(id=uuid.uuid4().hex, owner_kind=kind, owner_id=owner, unit_id=make.unit(code).id, day=DAY)
    made.sha256, made.status, made.uploaded_by, made.uploaded_at = uuid.uuid4().hex * 2, "ready", by.id, clock.now()
    for name, value in changes.items():
        setattr(made, name, value)
    database.session.add(made)
    database.session.flush()
    return made


@pytest.mark.parametrize(
    ("hour", "minute", "day", "late"),
    [(16, 59, DAY, False), (17, 0, DAY, False), (17, 1, DAY, True), (9, 0, date(2024, 6, 12), True)],
)
def test_a_post_is_late_after_five_or_once_its_day_is_over(sign_in, at, hour, minute, day, late):
    at(clock.at(DAY, hour, minute))
    page = sign_in(make.account("commune_officer", make.unit("07519"))).get(f"/publicity/posts/{day.isoformat()}")
    assert ("quá giờ" in page.text) == late
