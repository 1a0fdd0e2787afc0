"""A plan written on pages: begun from another, part by part, its file as the second face, until it can be approved."""

from __future__ import annotations

import tomllib
from io import BytesIO

import pytest

from portal.accounts.permissions import Role
from portal.errors import Conflict
from portal.extensions import db
from portal.surveys import queries
from portal.surveys.models import PlanDraft
from portal.surveys.plan.plan import parse
from portal.surveys.rounds import approvals
from tests import make

HOME = "/manage/plans"
GAPS = {
    "name": {"identity.slug": "99-kh-syt", "identity.number": "99-KH/SYT", "identity.issued_on": "1/6/2026"},
    "window": {"window.first_day": "12/6/2026", "window.last_day": "14/6/2026"},
    "deadlines": {
        "deadlines.rosters": "10/6/2026",
        "deadlines.commune_report": "17/6/2026",
        "deadlines.district_report": "20/6/2026",
        "deadlines.draft_report": "24/6/2026",
        "deadlines.signed_report": "30/6/2026",
    },
    "contacts": {"contact.telephone": "0000 24", "phones.0.unit": "213", "phones.0.telephone": "0000 213"},
}


@pytest.fixture
def editor(db, sign_in):
    make.units_small()
    return sign_in(make.account(Role.PROVINCE_EDITOR, full_name="Trần Thị Bình"))


@pytest.fixture
def place(editor):
    """A plan begun from the gallery's Plan 198."""
    page = editor.post(HOME, {"source": "gallery:198-kh-bdvtu"})
    assert page.status == 303
    return page.location


def saved(editor, place, part, **more):
    return editor.submit(f"{place}/parts/{part}", {**GAPS[part], **more})


def filled(editor, place):
    """Everything that a plan from the gallery lacks; the second district's number comes in a second row."""
    for part in GAPS:
        assert saved(editor, place, part).status == 303
    second = {"phones.1.unit": "219", "phones.1.telephone": "0000 219"}
    assert editor.submit(f"{place}/parts/contacts", second).status == 303
    return queries.by_slug("99-kh-syt")


def test_a_plan_from_the_gallery_asks_for_its_own_days_units_and_numbers(editor, place):
    page = editor.get(place)
    assert "Còn 11 chỗ trước khi duyệt" in page.text
    assert "Thời gian khảo sát › Ngày đầu : Chưa ghi." in page.text
    assert "Chưa có số điện thoại của huyện Lục Ngạn (mã 219)." in page.text
    assert "Lời dùng đủ" in page.text
    units = editor.get(f"{place}/parts/units").fields()
    assert (units["catalogue.expected"], units["catalogue.communes"]) == ("4", "xã, phường, thị trấn")
    listed = editor.get(HOME)
    assert "còn 11 chỗ" in listed.text
    assert len(listed.all(".gallery button")) >= 2


def test_once_whole_it_is_a_round_that_waits_for_approval(editor, place):
    assert saved(editor, place, "window").status == 303
    assert queries.all_rounds() == []
    round_ = filled(editor, place)
    assert (round_.state, round_.plan_data.named, len(queries.points_of(round_))) == (
        "draft",
        "Kế hoạch số 99-KH/SYT",
        4,
    )
    assert "Đủ để đề nghị duyệt" in editor.get(place).text
    assert db.session.scalars(db.select(PlanDraft)).one().body_text is None
    assert saved(editor, place, "window", **{"window.last_day": "15/6/2026"}).status == 303
    assert queries.by_slug("99-kh-syt").plan_data.window.last_day.day == 15
    assert saved(editor, place, "name", **{"identity.slug": "100-kh-syt"}).status == 303
    assert [one.slug for one in queries.all_rounds()] == ["100-kh-syt"]


def test_a_wrong_field_is_named_at_its_place_and_all_else_stays(editor, place):
    typed = {"identity.title": "Tên mới", "identity.slug": "Sai Tên", "identity.issued_on": "mai"}
    page = editor.submit(f"{place}/parts/name", typed)
    assert page.status == 422
    shown = page.fields()
    assert {name: shown[name] for name in typed} == typed
    assert "gồm chữ thường không dấu" in page.reads('[id="identity.slug-error"]')
    assert page.reads('[id="identity.issued_on-error"]') == "Nhập ngày, tháng, năm, ví dụ 16/6/2024."
    assert "có 3 chỗ cần sửa" in page.reads("#errors")
    assert "Tên mới" not in editor.get(place).text


def test_a_gap_is_saved_and_said(editor, place):
    assert editor.submit(f"{place}/parts/name", {"identity.title": "Tên mới", "identity.kind": ""}).status == 303
    assert editor.get(place).reads("h1") == "Tên mới"
    page = editor.get(f"{place}/parts/name")
    assert page.reads('[id="identity.kind-error"]') == "Chưa ghi."


def test_who_comes_second_keeps_what_was_typed_and_sees_what_differs(editor, place):
    before = editor.get(f"{place}/parts/window").fields()
    assert saved(editor, place, "window").status == 303
    page = editor.post(f"{place}/parts/window", {**before, "window.first_day": "11/6/2026"})
    assert (page.status, page.fields()["window.first_day"]) == (409, "11/6/2026")
    assert "vừa được đồng chí Trần Thị Bình sửa" in page.text
    assert "Thời gian khảo sát, Ngày đầu: đang lưu “12/6/2026”, trên trang “11/6/2026”" in page.text
    last = {**page.fields(), "window.last_day": "14/6/2026"}
    assert editor.post(f"{place}/parts/window", last).status == 303


def test_rights_are_withheld_by_ticked_boxes_and_stand_in_the_file(editor, place):
    path, officer = f"{place}/parts/roles", "roles.withheld.commune_officer"
    boxes = editor.get(path).all(f'[name="{officer}"]')
    words = [box.find_parent("label").get_text(strip=True) for box in boxes]
    assert "Chốt số liệu khi được ủy quyền" in words
    assert [word for word in words if ":" in word] == []
    assert editor.submit(path, {officer: ["visits:lock", "roster:edit"]}).status == 303
    held = tomllib.loads(text_of(editor, place))["roles"]["withheld"]
    assert held == {"commune_officer": ["visits:lock", "roster:edit"]}
    shown = editor.get(path).all(f'[name="{officer}"][checked]')
    assert [box["value"] for box in shown] == ["roster:edit", "visits:lock"]


def test_a_step_that_would_be_left_to_nobody_is_named_at_its_boxes(editor, place):
    fields = [f"roles.withheld.{role}" for role in ("commune_officer", "commune_lead")]
    page = editor.submit(f"{place}/parts/roles", {field: ["roster:edit"] for field in fields})
    assert page.status == 422
    for field in fields:
        said = page.reads(f'[id="{field}-error"]')
        assert said.startswith("Bỏ quyền “Lập danh sách, phân công người hỗ trợ” ở đây thì trong đợt không còn vai trò")
        assert page.all(f'[name="{field}"][checked]')


def test_rows_are_added_moved_and_taken_away_without_a_script(editor, place):
    path = f"{place}/parts/words"
    assert editor.submit(path, {"channels.5.id": "door", "channels.5.label": "Đến từng nhà"}).status == 303
    assert editor.submit(path, {"channels.5-place": "1", "channels.0-gone": "y"}).status == 303
    labels = [editor.get(path).fields()[f"channels.{n}.id"] for n in range(5)]
    assert labels == ["door", "loudspeaker", "website", "social", "village"]


def upload(editor, place, content, what="take"):
    fields = editor.get(f"{place}/upload").fields()
    return editor.post(f"{place}/upload", {**fields, "what": what, "file": (BytesIO(content), "ke-hoach.toml")})


def text_of(editor, place):
    return editor.request("GET", f"{place}/plan.toml").get_data(as_text=True)


def test_the_file_and_the_page_say_the_same_after_every_save(editor, place):
    round_ = filled(editor, place)
    text = text_of(editor, place)
    assert parse(text) == round_.plan_data
    assert editor.request("GET", "/manage/rounds/99-kh-syt/plan.toml").get_data(as_text=True) == text
    changed = text.replace('number = "99-KH/SYT"', 'number = "98-KH/SYT"').encode()
    page = upload(editor, place, changed, "compare")
    assert page.rows() == [["Số, ký hiệu", "99-KH/SYT", "98-KH/SYT"]]
    assert editor.get(f"{place}/parts/name").fields()["identity.number"] == "99-KH/SYT"
    assert upload(editor, place, changed).status == 303
    assert editor.get(f"{place}/parts/name").fields()["identity.number"] == "98-KH/SYT"
    assert text_of(editor, place) == changed.decode()
    assert "Không khác chỗ nào." in upload(editor, place, changed, "compare").text


def test_a_plan_with_gaps_goes_through_its_file_too(editor, place):
    text = text_of(editor, place)
    assert tomllib.loads(text)["catalogue"]["expected"] == 4
    assert upload(editor, place, text.encode()).status == 303
    assert text_of(editor, place) == text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[window\n", "dòng 1, cột 8: tệp không đúng cú pháp TOML"),
        (b"[window]\nfirst_day = 12\n", "dòng 2, [window].first_day: phải là ngày"),
        (b"[window]\nfist_day = 2024-06-12\n", "dòng 2, [window].fist_day: không có trường này; có phải “first_day”?"),
        (b"\xff\xfe", "Tệp không phải chữ Unicode UTF-8"),
        (b"a = " + b"[" * 60_000, "các dấu ngoặc lồng nhau quá nhiều"),
        (b"#" * 400_000, "Tệp lớn quá 300 kB"),
    ],
)
def test_a_wrong_file_is_named_line_by_line_and_changes_nothing(editor, place, content, said):
    before = text_of(editor, place)
    page = upload(editor, place, content)
    assert (page.status, said in page.text) == (422, True), page.text
    assert text_of(editor, place) == before


def test_a_plan_that_was_approved_is_frozen(editor, place):
    round_ = filled(editor, place)
    ask, decide = make.account(Role.PROVINCE_EDITOR), make.account(Role.PROVINCE_APPROVER)
    approvals.ask_and_decide(round_, "approve", by=ask, second=decide)
    assert "giữ nguyên" in editor.get(place).text
    for part in ("parts/window", "upload"):
        assert editor.get(f"{place}/{part}", check=False).status == 409
    assert editor.post(f"{place}/removal", {"revision": "99"}).status == 409
    assert editor.post("/manage/rounds/99-kh-syt/plan").status == 409


def test_a_round_cannot_be_approved_while_its_plan_is_written(editor, place):
    round_ = filled(editor, place)
    assert editor.submit(f"{place}/parts/window", {"window.first_day": "", "window.last_day": ""}).status == 303
    with pytest.raises(Conflict, match="đang được sửa trên trang"):
        approvals.ask(round_, "approve", by=make.account(Role.PROVINCE_EDITOR))
    assert saved(editor, place, "window").status == 303
    assert approvals.ask(queries.by_slug("99-kh-syt"), "approve", by=make.account(Role.PROVINCE_EDITOR))


def test_a_round_loaded_from_a_file_has_pages_and_keeps_its_plan_when_they_go(editor):
    make.survey_round(approved_at=None)
    place = editor.post("/manage/rounds/198-kh-bdvtu/plan").location
    assert editor.post("/manage/rounds/198-kh-bdvtu/plan").location == place
    assert editor.submit(f"{place}/parts/window", {"window.first_day": ""}).status == 303
    gone = editor.submit(place, {}, form="form[action$=removal]")
    assert gone.location == "/manage/rounds/198-kh-bdvtu"
    assert queries.by_slug("198-kh-bdvtu").plan_data.window.first_day == make.FIRST_DAY


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"catalogue.expected": "5"}, "kế hoạch ghi 5 đơn vị, danh mục 2024 có 4."),
        ({"catalogue.districts": ""}, "Thừa, vì danh mục không có cấp"),
    ],
)
def test_what_does_not_fit_the_units_is_named(editor, place, changes, said):
    filled(editor, place)
    page = editor.submit(f"{place}/parts/units", changes)
    assert said in (page if page.status == 422 else editor.get(place)).text.replace("Kế hoạch ghi", "kế hoạch ghi")


def test_another_rounds_name_is_refused_at_its_field(editor, place):
    filled(editor, place)
    make.survey_round()
    page = saved(editor, place, "name", **{"identity.slug": "198-kh-bdvtu"})
    assert page.status == 422
    assert "Đã có đợt khảo sát tên" in page.reads('[id="identity.slug-error"]')


def test_an_earlier_round_is_copied_with_its_numbers(editor):
    make.survey_round()
    place = editor.post(HOME, {"source": "round:198-kh-bdvtu"}).location
    assert editor.get(f"{place}/parts/name").fields()["identity.slug"] == "198-kh-bdvtu-2"
    assert editor.get(f"{place}/parts/contacts").fields()["phones.1.telephone"] == "0000 219"
    assert "Khác nhau" in editor.get(f"{place}/differences?with=round:198-kh-bdvtu").text
    assert editor.post(HOME, {"source": "round:nothing"}).status == 422


def test_previews_are_there_from_the_first_minute(editor, place):
    page = editor.get(f"{place}/preview")
    assert "tạm lấy từ kế hoạch đã chép" in page.text
    assert "TỈNH ỦY BẮC GIANG" in page.text
    assert "Câu 1" in editor.get(f"{place}/sheet").text or editor.get(f"{place}/sheet").one("#Q1")


def test_an_example_is_no_example_any_more_once_it_is_copied(editor):
    place = editor.post(HOME, {"source": "gallery:mau-2025"}).location
    page = editor.get(place)
    assert page.reads("h1") == "Khảo sát, lấy ý kiến của người dân đối với chủ tịch UBND xã, phường"
    assert "chỗ còn nhắc năm như kế hoạch đã chép" in page.text
    assert "identity.example" not in editor.get(f"{place}/parts/name").fields()


def test_plans_of_another_province_are_not_there(editor, place, sign_in):
    make.units_of(2025)
    stranger = sign_in(make.account(Role.PROVINCE_EDITOR, make.unit("24", 2025)))
    assert stranger.get(place, check=False).status == 404
