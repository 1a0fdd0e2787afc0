"""A commune logs what it did to make the survey known, with photographs."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from portal.audit.models import Event
from portal.extensions import db as database
from portal.fieldwork.publicity import checklist, operations
from portal.fieldwork.publicity.models import PublicityEntry
from portal.web.data import clock, confirmed_connection, two_disks
from portal.web.http import access
from portal.web.media import uploads
from portal.web.media.uploads import Photo
from tests import make
from tests.fieldwork.publicity.pictures import photo

DAY = date(2024, 6, 13)

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def afternoon(db, at):
    make.survey_round()
    at(clock.at(DAY, 15, 42))


@pytest.fixture
def officer(sign_in):
    return sign_in(make.account("commune_officer", full_name="Nguyễn Thị Nhập"))


def log(browser: Any, **changes: str) -> Any:
    values = {"channel": "posted", "first_day": "2024-06-13", "place": "Trụ sở UBND xã, 12 nhà văn hóa thôn", **changes}
    return browser.submit("/publicity/new", values)


def entry() -> PublicityEntry:
    return database.session.scalars(select(PublicityEntry)).one()


def send(browser: Any, path: str, content: bytes, **kwargs: Any) -> Any:
    return browser.post(path, {"photo": (BytesIO(content), "anh.jpg")}, **kwargs)


def test_the_checklist_shows_the_plan_s_channels_and_what_is_missing(officer):
    page = officer.get("/publicity")
    assert page.reads("h1") == "Công khai, tuyên truyền"
    assert (
        "Thông báo trên loa truyền thanh của xã, thôn chưa ghi Cần ít nhất 3 ngày liên tiếp; còn 3 ngày." in page.text
    )
    assert page.text.count("chưa ghi") == 5
    log(officer)
    page = officer.get("/publicity")
    assert "Niêm yết đã thực hiện" in page.text
    assert page.text.count("chưa ghi") == 4


def test_an_entry_is_kept_first_and_photographs_follow(officer):
    answer = log(officer, times="2", link="https://thanhhai.example/tin", body="Toàn văn kế hoạch")
    assert (answer.status, answer.location) == (303, f"/publicity/entries/{entry().id}#photos")
    made = entry()
    assert (made.channel, made.first_day, made.last_day, made.times) == ("posted", DAY, DAY, 2)
    page = officer.get(answer.location)
    assert "Chưa có ảnh." in page.text
    assert page.one("#photo-camera")["capture"] == "environment"
    assert page.one("#photo-camera")["accept"] == "image/*"


def test_the_same_form_sent_twice_is_one_entry(officer):
    fields = officer.get("/publicity/new").fields() | {"place": "Trụ sở"}
    first, second = officer.post("/publicity/new", fields), officer.post("/publicity/new", fields)
    assert first.location == second.location
    assert entry().place == "Trụ sở"


def test_a_form_of_which_nobody_knows_whether_it_is_kept_comes_back_to_be_sent_again(app, officer, monkeypatch):
    def unconfirmed(_session):
        raise OperationalError("COMMIT", None, confirmed_connection.NotConfirmed("standby does not answer"))

    with monkeypatch.context() as patch:
        patch.setattr(two_disks, "leave_mark", unconfirmed)
        patch.setitem(app.config, "PROPAGATE_EXCEPTIONS", 0)
        page = log(officer, place="Trụ sở, 12 nhà văn hóa")
    assert page.status == 503
    assert page.response.headers["Retry-After"] == "20"
    assert "Chưa chắc nội dung vừa gửi đã được ghi" in page.text
    assert "chưa được ghi nhận" not in page.text
    form = page.one("form[method=post]")
    first = officer.post(form["action"], page.fields("form[method=post]"))
    second = officer.post(form["action"], page.fields("form[method=post]"))
    assert first.location == second.location
    assert entry().place == "Trụ sở, 12 nhà văn hóa"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"channel": "pigeon"}, "Chọn một trong các hình thức có sẵn."),
        ({"first_day": ""}, "Chưa ghi ngày thực hiện."),
        ({"first_day": "hôm qua"}, "Ngày không đúng"),
        ({"first_day": "2024-06-14"}, "Chỉ ghi việc đã làm: từ ngày ban hành kế hoạch (05/6) đến hôm nay."),
        ({"first_day": "2024-06-01"}, "Chỉ ghi việc đã làm"),
        ({"last_day": "2024-06-12"}, "Ngày cuối phải từ ngày đầu đến hôm nay."),
        ({"last_day": "2024-06-15"}, "Ngày cuối phải từ ngày đầu đến hôm nay."),
        ({"times": "0"}, "Số lần mỗi ngày phải là số nguyên từ 1 đến 99."),
        ({"times": "100"}, "Số lần mỗi ngày phải là số nguyên từ 1 đến 99."),
        ({"place": ""}, "Chưa ghi nơi thực hiện."),
        ({"link": "javascript:alert(1)"}, "Đường dẫn phải bắt đầu bằng http:// hoặc https://."),
        ({"body": "a" * 4001}, "Nội dung dài quá 4.000 ký tự."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(officer, changes, sentence):
    page = log(officer, **changes)
    assert page.status == 422
    assert sentence in page.text
    assert page.one("input[name=place]").get("value", "") == changes.get("place", "Trụ sở UBND xã, 12 nhà văn hóa thôn")
    assert database.session.scalar(select(PublicityEntry)) is None


def test_a_channel_outside_the_plan_is_another_one(officer):
    log(officer, channel="other", place="Hội nghị thôn")
    assert "Hình thức khác" in officer.get("/publicity").text


def test_two_editors_the_second_is_told_who_came_first_and_loses_nothing(officer, sign_in):
    log(officer)
    path = f"/publicity/entries/{entry().id}"
    second = sign_in(make.account("commune_lead"))
    stale = second.get(path).fields("#entry")
    officer.post(path, officer.get(path).fields("#entry") | {"place": "Nhà văn hóa"})
    page = second.post(path, stale | {"place": "Bảng tin chợ"})
    assert page.status == 409
    assert "Nội dung này vừa được đồng chí Nguyễn Thị Nhập sửa lúc 15:42." in page.text
    assert "Đang lưu: 13/6 · 1 lần mỗi ngày · Nhà văn hóa" in page.text
    assert page.one("input[name=place]")["value"] == "Bảng tin chợ"
    assert second.post(path, page.fields("#entry")).status == 303
    assert entry().place == "Bảng tin chợ"


def test_every_change_is_an_event_with_what_stood_there(officer):
    log(officer)
    path = f"/publicity/entries/{entry().id}"
    officer.post(path, officer.get(path).fields("#entry") | {"place": "Chợ"})
    events = database.session.scalars(select(Event).where(Event.subject_kind == "publicity").order_by(Event.id)).all()
    assert [event.action for event in events] == ["publicity.added", "publicity.changed"]
    assert events[1].detail["old"]["place"] == "Trụ sở UBND xã, 12 nhà văn hóa thôn"


def test_the_loudspeaker_of_three_days_is_one_tap_a_day(officer, sign_in, at):
    log(officer, channel="loudspeaker", first_day="2024-06-12", last_day="2024-06-12", place="Loa 12 thôn")
    assert "loa truyền thanh của xã, thôn (ngày thứ hai)" in officer.get("/today").text
    page = officer.get(f"/publicity/entries/{entry().id}")
    assert officer.post(page.one("#again")["action"], page.fields("#again")).status == 303
    assert entry().last_day == DAY
    assert "2/3 ngày" in officer.get("/publicity").text
    assert "(ngày thứ hai)" not in officer.get("/today").text
    at(clock.at(date(2024, 6, 14), 8))
    officer = sign_in(make.account("commune_officer"))
    assert "loa truyền thanh của xã, thôn (ngày thứ ba)" in officer.get("/today").text
    officer.post(f"/publicity/entries/{entry().id}/today", {})
    assert "Thông báo trên loa truyền thanh của xã, thôn đã thực hiện" in officer.get("/publicity").text


def test_an_entry_with_a_gap_is_not_stretched_over_it(officer, at):
    log(officer, channel="loudspeaker", first_day="2024-06-10", last_day="2024-06-11")
    page = officer.post(f"/publicity/entries/{entry().id}/today", {})
    assert page.status == 422
    assert "không liền ngày với hôm nay" in page.text


def test_an_entry_taken_off_the_log_counts_no_more_and_its_photographs_go(officer):
    log(officer)
    path = f"/publicity/entries/{entry().id}"
    send(officer, f"{path}/photos", photo())
    page = officer.get(f"{path}/withdrawal")
    assert officer.post(f"{path}/withdrawal", page.fields()).location == "/publicity?round=198-kh-bdvtu"
    assert "Chưa ghi hoạt động nào" in officer.get("/publicity").text
    assert officer.get(path).status == 404
    assert database.session.scalars(select(Photo)).one().status == "removed"


def test_what_is_left_to_do_names_the_channels_and_the_post(officer):
    text = officer.get("/today").text
    assert "Đăng tin trong ngày lên nhóm Zalo PKS02_2024 chưa đăng Trước 17:00 (giờ do tỉnh đặt)" in text
    assert "loa truyền thanh của xã, thôn (ngày thứ nhất)" in text
    assert "Ghi hoạt động công khai, tuyên truyền còn thiếu 4 Niêm yết" in text


def test_photographs_come_one_by_one_and_a_failed_one_loses_nothing(officer):
    log(officer)
    path = f"/publicity/entries/{entry().id}/photos"
    assert send(officer, path, photo(1)).status == 303
    assert send(officer, path, photo(2)).status == 303
    for broken in (b"no picture", b"", photo(3)[:200]):
        page = send(officer, path, broken)
        assert page.status == 422
        assert "ảnh" in page.reads("#photos .error")
    assert len(officer.get(f"/publicity/entries/{entry().id}").all(".photos img")) == 2
    for number in (3, 4, 5):
        send(officer, path, photo(number))
    page = officer.get(f"/publicity/entries/{entry().id}")
    assert len(page.all(".photos img")) == 5
    assert "nhiều nhất 5 ảnh" in send(officer, path, photo(6)).text
    refused = database.session.scalars(select(Event).where(Event.action == "photo.not-taken")).all()
    assert len(refused) == 4
    assert all("anh.jpg" not in str(event.detail) for event in refused)
    assert entry().place == "Trụ sở UBND xã, 12 nhà văn hóa thôn"


def test_a_script_is_told_in_one_line(officer):
    log(officer)
    path = f"/publicity/entries/{entry().id}/photos"
    answer = send(officer, path, photo(1), headers={"HX-Request": "true"})
    assert (answer.status, answer.response.get_data()) == (204, b"")
    answer = send(officer, path, b"GIF89a", headers={"HX-Request": "true"})
    assert answer.status == 422
    assert answer.response.get_data(as_text=True) == "Không đọc được ảnh, đề nghị chọn tệp JPG, PNG hoặc HEIC."
    part = officer.request(
        "GET", f"/publicity/entries/{entry().id}?part=photos", headers={"HX-Request": "true"}
    ).get_data(as_text=True)
    assert 'id="photos"' in part
    assert "<h1" not in part


def test_a_picture_is_streamed_to_those_whose_place_it_is_and_to_nobody_else(officer, sign_in):
    log(officer)
    send(officer, f"/publicity/entries/{entry().id}/photos", photo())
    path = f"/publicity/photos/{database.session.scalars(select(Photo)).one().id}.jpg"
    answer = officer.get(path)
    assert (answer.status, answer.response.mimetype) == (200, "image/jpeg")
    assert answer.response.headers["Content-Disposition"].startswith("inline")
    assert answer.response.headers["Cache-Control"] == "private, no-store"
    assert sign_in(make.account("district_monitor")).get(path).status == 200
    assert sign_in(make.account("district_monitor", make.unit("213"))).get(path).status == 404
    assert sign_in(make.account("commune_officer", make.unit("07519"))).get(path).status == 404


def test_a_photograph_shown_before_is_asked_about_and_can_stand_or_go(officer, sign_in, at):
    log(officer)
    send(officer, f"/publicity/entries/{entry().id}/photos", photo())
    at(clock.at(date(2024, 6, 14), 9))
    other = sign_in(make.account("commune_officer", make.unit("07519")))
    answer = log(other)
    path = answer.location.partition("#")[0]
    send(other, f"{path}/photos", photo())
    page = other.get(path)
    assert "Ảnh này đã đăng ngày 13/6. Có đăng lại không?" in page.text
    assert "Thanh Hải" not in page.reads("#photos")
    again = page.one("#photos form")["action"]
    assert other.post(again, {"deed": "keep"}).status == 303
    assert "Có đăng lại không?" not in other.get(path).text
    above = sign_in(make.account("district_monitor"))
    assert "Giống ảnh ngày 13/6 của xã Thanh Hải" in above.get("/manage/publicity/198-kh-bdvtu/units/07519").text
    assert other.post(again, {"deed": "remove"}).status == 303
    assert "Chưa có ảnh." in other.get(path).text


def test_a_photograph_whose_job_died_can_be_tried_again(officer, monkeypatch):
    log(officer)
    path = f"/publicity/entries/{entry().id}"
    monkeypatch.setattr(uploads, "reencode_in_child", lambda _content: 1 / 0)
    send(officer, f"{path}/photos", photo())
    page = officer.get(path)
    assert "Ảnh chưa xử lý xong." in page.text
    monkeypatch.undo()
    assert officer.post(page.one("#photos form")["action"], {"deed": "retry"}).status == 303
    assert len(officer.get(path).all(".photos img")) == 1


def test_a_deed_nobody_knows_is_refused(officer):
    log(officer)
    send(officer, f"/publicity/entries/{entry().id}/photos", photo())
    taken = database.session.scalars(select(Photo)).one()
    assert officer.post(f"/publicity/photos/{taken.id}", {"deed": "explode"}).status == 400


def test_a_withdrawn_entry_met_in_a_race_is_said_to_be_gone(officer):
    log(officer)
    row = operations.queries.entry_in(make.unit("07507"), entry().id)
    by = make.account("commune_lead")
    database.session.execute(
        PublicityEntry.__table__.update().values(version=PublicityEntry.version + 1, withdrawn_at=clock.now())
    )
    with pytest.raises(operations.Conflict, match="vừa được bỏ khỏi nhật ký"):
        operations.write(row, by, place="Chợ")


@pytest.mark.parametrize(
    ("days", "run"),
    [((), 0), ((12,), 1), ((12, 13), 2), ((10, 12, 13, 14), 3), ((10, 11, 13), 2), ((13, 12, 12), 2)],
)
def test_days_in_a_row(days, run):
    assert checklist.longest_run({date(2024, 6, day) for day in days}) == run


def test_the_run_that_ends_with_a_day():
    line = checklist.line(
        SimpleNamespace(id="x", label="", least_days=3),
        [SimpleNamespace(channel="x", first_day=date(2024, 6, 11), last_day=date(2024, 6, 12))],
    )
    assert [line.run_until(date(2024, 6, day)) for day in (10, 11, 12, 13)] == [0, 1, 2, 0]
    assert (line.is_done, line.left) == (False, 1)


def test_what_is_far_too_large_is_refused_before_anything_else(officer):
    log(officer)
    path, huge = f"/publicity/entries/{entry().id}/photos", b"\xff\xd8" * (7 * 1024 * 1024)
    answer = officer.request("POST", path, data=huge, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert "Nội dung gửi quá lớn (14 MB, tối đa 12 MB)." in answer.get_data(as_text=True)


def test_a_body_is_taken_in_before_the_database_is_asked(officer, monkeypatch):
    log(officer)
    order = []
    monkeypatch.setattr(access, "read_body", lambda _most: order.append("body"))
    monkeypatch.setattr(access, "check_access", lambda _view: order.append("database"))
    send(officer, f"/publicity/entries/{entry().id}/photos", photo())
    assert order == ["body", "database"]
