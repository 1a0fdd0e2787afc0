"""The commission's own questionnaires: what differs, where a draft is wrong, and the pages with their two persons."""

from __future__ import annotations

import copy
import json
from datetime import date
from io import BytesIO

import pytest

from portal.accounts.permissions import Role
from portal.errors import Conflict, Refused
from portal.surveys import operations, queries
from portal.surveys.models import Questionnaire as Row
from portal.surveys.questionnaire import questionnaire
from portal.surveys.questionnaire.comparison import differences
from portal.surveys.questionnaire.editing import bodies
from portal.surveys.questionnaire.editing import operations as editing
from portal.surveys.questionnaire.questionnaire import Questionnaire
from portal.surveys.rounds import approvals
from portal.web.data import clock
from tests import make

HOME = "/manage/questionnaires"
BEFORE = clock.at(date(2024, 6, 10), 9)


def body(change=None):
    found = copy.deepcopy(make.default_form())
    if change:
        change(found)
    return found


def reword(found):
    found["closed"][0]["text"]["vi"] = "Năng lực điều hành"


def swap(found):
    found["closed"][2], found["closed"][3] = found["closed"][3], found["closed"][2]


def drop(found):
    del found["closed"][12]


def more_choices(found):
    found["optional"][0]["choices"].insert(3, {"code": 4, "text": {"vi": "Không nêu", "en": "Unstated"}})


def switch(found):
    found["optional"][2]["on"] = True
    found["closed"][1]["core"] = True


def rename_all(found):
    found["title"]["vi"] = "Phiếu khảo sát"
    found["groups"][0]["label"] = "Chức trách"
    found["sections"][0]["lead"]["en"] = "How satisfied are you with **{chair}**?"


def turn(found):
    found["scale_order"] = "descending"


def shorter_comment(found):
    found["comment"]["max_length"] = 500


DIFFERENCES = [
    (None, []),
    (reword, [("Câu Q1", ["Đổi lời"])]),
    (swap, [("Câu Q3", ["Chuyển chỗ"])]),
    (drop, [("Câu Q13", ["Bỏ"])]),
    (more_choices, [("Câu D1", ["Đổi thang trả lời"])]),
    (switch, [("Câu Q2", ["Đổi thiết lập"]), ("Câu D3", ["Đổi thiết lập"])]),
    (
        rename_all,
        [("Tên phiếu", ["Đổi lời"]), ("Nhóm G1", ["Đổi thiết lập"]), ("Lời dẫn “chair”", ["Đổi lời"])],
    ),
    (turn, [("Thang trả lời chung", ["Đổi thang trả lời"])]),
    (shorter_comment, [("Câu Q15", ["Đổi thiết lập"])]),
]


@pytest.mark.parametrize(("change", "expected"), DIFFERENCES)
def test_two_versions_differ_part_by_part(app, change, expected):
    with app.test_request_context():
        found = differences(Questionnaire.from_json(body()), Questionnaire.from_json(body(change)))
        said = [(one.where, one.labels) for one in found]
    assert len(said) == len(expected)
    if change is swap:
        assert said in ([("Câu Q3", ["Chuyển chỗ"])], [("Câu Q4", ["Chuyển chỗ"])])
    else:
        assert said == expected


def test_a_question_added_shows_its_words(app):
    with app.test_request_context():
        (found,) = differences(Questionnaire.from_json(body(drop)), Questionnaire.from_json(body()))
    assert (found.where, found.kinds) == ("Câu Q13", ("added",))
    assert ("", "Kết quả giữ gìn vệ sinh môi trường trên địa bàn") in [(one.before, one.after) for one in found.changes]


MISTAKES = [
    (("closed", 2, "text", "en"), "", "Câu hỏi chính Q3, lời, tiếng Anh: không được để trống."),
    (("optional", 0, "choices", 1, "text", "vi"), "", "Câu hỏi thêm D1, phương án 2, lời, tiếng Việt: không được"),
    (("closed", 2, "id"), "3", "Câu hỏi chính 3, mã: “3” phải gồm một chữ in hoa"),
    (("closed", 2, "id"), "Q2", "Câu hỏi chính: mã câu hỏi Q2 được dùng 2 lần."),
    (("closed", 0, "group"), "G9", "Câu hỏi chính: câu Q1: nhóm “G9” không có"),
    (("index", "headline"), "Q1", "Câu hỏi chính: câu Q14: nhóm “” không có"),
    (("heading", "vi"), "Phiếu về {ten}", "Tiêu đề trên trang trả lời, tiếng Việt: không có chỗ điền {ten}"),
    (("optional", 1, "choices"), [], "Câu hỏi thêm: câu D2 phải có ít nhất hai phương án"),
]


@pytest.mark.parametrize(("path", "value", "sentence"), MISTAKES)
def test_every_mistake_is_named_at_its_place(app, path, value, sentence):
    found = body()
    part = found
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    with app.test_request_context():
        assert any(str(flaw).startswith(sentence) for flaw in bodies.flaws(found))


def test_what_is_not_yet_written_can_be_looked_at_all_the_same():
    found = body()
    found["closed"][0]["text"]["en"] = ""
    assert bodies.readable(found).closed[0].text.en == "…"
    found["closed"][0]["id"] = ""
    assert bodies.readable(found) is None


@pytest.fixture
def world(db, at):
    at(BEFORE)
    survey = make.survey_round(approved_at=None)
    survey.questionnaire.digest = survey.questionnaire.form.digest
    people = {
        "editor": make.account(Role.PROVINCE_EDITOR, full_name="Trần Thị Bình"),
        "approver": make.account(Role.PROVINCE_APPROVER, full_name="Nguyễn Thị Hà"),
        "second": make.account(Role.PROVINCE_APPROVER, full_name="Lê Văn Cường"),
    }
    db.session.commit()
    return survey, people


def approve(survey, people):
    return approvals.ask_and_decide(survey, "approve", by=people["editor"], second=people["second"])


def test_a_form_straight_from_a_file_is_confirmed_by_the_rounds_approval(world):
    survey, people = world
    approve(survey, people)
    row = survey.questionnaire
    assert (row.state, row.confirmed_by) == ("frozen", people["second"].id)


def test_words_edited_on_the_page_are_confirmed_by_another_before_the_round_is_approved(world, db):
    survey, people = world
    row = survey.questionnaire
    asked = approvals.ask(survey, "approve", by=people["editor"])
    editing.edit(row, body(reword), by=people["editor"], revision=row.revision, what="closed #1")
    db.session.refresh(asked)
    assert asked.accepted is False
    with pytest.raises(Conflict, match="chưa được xác nhận"):
        approve(survey, people)
    editing.confirm(row, by=people["approver"], revision=row.revision)
    approve(survey, people)
    assert row.confirmed_by == people["approver"].id
    with pytest.raises(Conflict, match="tạo phiên bản mới"):
        editing.edit(row, body(), by=people["editor"], revision=row.revision, what="")


def test_nobody_confirms_what_they_wrote_with_whichever_account(world):
    survey, people = world
    row = survey.questionnaire
    twin = make.account(Role.PROVINCE_APPROVER, person=people["editor"].person)
    editing.edit(row, body(reword), by=people["editor"], revision=row.revision, what="")
    with pytest.raises(Refused, match="Người soạn không tự xác nhận"):
        editing.confirm(row, by=twin, revision=row.revision)


def test_a_form_edited_here_is_not_overwritten_by_loading_a_file(world):
    survey, people = world
    row = survey.questionnaire
    editing.edit(row, body(reword), by=people["editor"], revision=row.revision, what="")
    with pytest.raises(Conflict, match="tăng version trong tệp"):
        operations.store_form(survey.plan_data, Questionnaire.from_json(body()))


@pytest.fixture
def editor(world, sign_in):
    return sign_in(world[1]["editor"])


@pytest.fixture
def approver(world, sign_in):
    return sign_in(world[1]["approver"])


def revision(browser, place):
    """The version's revision as its page has it."""
    return {"revision": browser.get(place).all("input[name=revision]")[0]["value"]}


def began(browser, number=1):
    """A new version, begun on the page."""
    page = browser.post(f"{HOME}/{number}/versions", {"revision": "1"})
    assert page.status == 303
    return page.location


def test_a_new_version_is_written_looked_at_and_confirmed_by_another(editor, approver, world):
    place = began(editor, world[0].questionnaire_id)
    assert "PKS02-MD-1, phiên bản 3" in editor.get(place).text
    page = editor.submit(f"{place}/closed/0", {"text_vi": "Năng lực điều hành công việc của {kind}", "text_en": ""})
    assert page.status == 303
    shown = editor.get(place)
    assert "Bản soạn còn 1 chỗ cần sửa" in shown.text
    assert "Câu hỏi chính Q1, lời, tiếng Anh: không được để trống." in shown.text
    assert "Không được để trống." in editor.get(f"{place}/closed/0").reads("#text_en-error")
    refused = approver.submit(f"{place}/confirmation", {"read": "y"})
    assert (refused.status, "phiếu còn 1 chỗ sai" in refused.text) == (422, True)
    preview = editor.get(f"{place}/preview")
    assert "1. Năng lực điều hành công việc của phường" in preview.reads("#Q1 legend")
    assert (preview.all("form"), preview.all("script")) == ([], [])
    assert "1. …" in editor.get(f"{place}/preview?lang=en&chair=vacant&variant=short").reads("#Q1 legend")
    assert editor.submit(f"{place}/closed/0", {"text_en": "Ability to run the {kind}"}).status == 303
    assert "khác người soạn" not in approver.get(place).text
    assert approver.submit(f"{place}/confirmation", {}).status == 422
    assert approver.submit(f"{place}/confirmation", {"read": "y"}).status == 303
    assert "Đã xác nhận" in editor.get(place).text
    assert editor.get(f"{place}/closed/0").status == 409
    compared = editor.get(f"{place}/differences")
    assert ["Q1", "Năng lực chỉ đạo, điều hành", "Không so sánh được lời câu hỏi khác nhau"] in compared.rows(
        "#matches"
    )
    assert ["Q2", "Thực hiện lời hứa, cam kết", "So sánh được"] in compared.rows("#matches")


def test_texts_stand_in_real_words_and_what_is_typed_is_shown_beside_the_form(editor, world):
    place = began(editor, world[0].questionnaire_id)
    pills = [pill.get_text() for pill in editor.get(place).all("#sections .pill")]
    assert "Chủ tịch UBND phường Thọ Xương" in pills
    form = editor.get(f"{place}/closed/0")
    assert "Năng lực chỉ đạo, điều hành công việc của địa phương" in form.reads(".said")
    assert "Đối với Chủ tịch UBND xã, ông/bà" in form.reads("#section")
    typed = "**Ông/bà** ở {unit} <script> {lạ}"
    said = editor.get(f"{place}/closed/said", query_string={"text_vi": typed, "text_en": "In {unit}"}, check=False)
    first = said.one("[lang=vi] .asked")
    assert first.get_text() == "Ông/bà ở phường Thọ Xương <script> {lạ}"
    assert [(tag.name, tag.get_text()) for tag in first.select("*")] == [
        ("b", "Ông/bà"),
        ("span", "phường Thọ Xương"),
    ]
    assert editor.get(f"{place}/nothing/said").status == 404
    assert "Ông/bà ở" not in editor.get(place).text


def test_a_draft_round_takes_another_version_and_what_was_asked_of_it_falls(editor, world, db):
    survey, people = world
    made = editing.new_version(survey.questionnaire, by=people["editor"])
    asked = approvals.ask(survey, "approve", by=people["editor"])
    db.session.commit()
    address = f"/manage/rounds/{survey.slug}/questionnaire"
    page = editor.get(address)
    token = {"version": page.one("input[name=version]")["value"]}
    assert editor.post(address, {**token, "form_id": "99"}).status == 422
    assert editor.post(address, {**token, "form_id": str(made.id)}).status == 303
    db.session.expire_all()
    assert (survey.questionnaire_id, survey.plan_data.form.version, asked.accepted) == (made.id, 3, False)
    assert editor.post(address, {**token, "form_id": str(made.id)}).status == 409


def test_parts_are_added_moved_and_taken_out_without_scripts(editor, world):
    place = began(editor, world[0].questionnaire_id)
    added = {"ident": "Q16", "label": "Giao thông", "text_vi": "Đường làng", "text_en": "Roads", "group": "G7"}
    assert editor.submit(f"{place}/closed/new", {**added, "section": "results"}).status == 303
    form = revision(editor, place)
    page = editor.post(f"{place}/closed/14/place", {**form, "step": "up"})
    assert page.location.endswith("#closed-13")
    assert [cell.get_text(strip=True) for cell in editor.get(place).all("#closed th[scope=row]")][-2:] == ["Q16", "Q14"]
    assert editor.post(f"{place}/closed/13/removal", form).status == 409
    form = revision(editor, place)
    assert editor.post(f"{place}/closed/13/removal", form).status == 303
    assert "Q16" not in editor.get(place).text
    for part in ("general", "comment", "groups/0", "sections/1", "optional/1"):
        assert editor.submit(f"{place}/{part}", {}).status == 303
    assert "Hai phiên bản giống nhau." in editor.get(f"{place}/differences").text


def test_a_part_changed_meanwhile_is_not_written_over(editor, world, sign_in):
    place = began(editor, world[0].questionnaire_id)
    fields = editor.get(f"{place}/groups/0").fields()
    assert editor.submit(f"{place}/groups/1", {"label": "Phẩm chất"}).status == 303
    page = editor.post(f"{place}/groups/0", {**fields, "label": "Của tôi"})
    assert (page.status, page.one("#label")["value"]) == (409, "Của tôi")
    assert "Phiếu vừa được đồng chí Trần Thị Bình sửa" in page.text


@pytest.mark.parametrize("kind", ["json", "xlsx"])
def test_a_form_taken_away_comes_back_as_the_next_version(editor, world, kind):
    number = world[0].questionnaire_id
    content = editor.request("GET", f"{HOME}/{number}/form.{kind}").data
    read = editor.post(f"{HOME}/import", {"file": (BytesIO(content), f"phieu.{kind}")}).location
    assert world[0].questionnaire.form.closed[0].text.vi in editor.get(read).text
    assert queries.questionnaire("PKS02-MD-1", 3) is None
    assert editor.post(read, {}).status == 303
    row = queries.questionnaire("PKS02-MD-1", 3)
    assert row.form.closed == world[0].questionnaire.form.closed
    assert "Đang soạn" in editor.get(HOME).text


def test_a_file_that_is_no_form_is_answered_with_every_mistake(editor, world):
    wrong = body()
    wrong["closed"][0]["text"]["vi"] = ""
    wrong["optional"][0]["choices"] = []
    page = sent(editor, json.dumps(wrong).encode())
    assert "[closed #1.text].vi: không được để trống." in page.text
    assert "câu D1 phải có ít nhất hai phương án" in page.text
    assert "Không đọc được tệp." in sent(editor, b"\xff\xfe").text
    for content in (b"\n", b"type,name\ntext,Q1\n", b"[" * 300_000):
        assert "Tệp có 1 chỗ sai, chưa nhận phiếu nào." in sent(editor, content).text
    assert "Tệp phiếu dài quá 400.000 ký tự." in sent(editor, b" " * 450_000).text


def sent(editor, content: bytes):
    return editor.get(editor.post(f"{HOME}/import", {"file": (BytesIO(content), "phieu.json")}).location)


def test_a_copy_has_a_code_of_its_own_and_a_draft_nobody_uses_can_be_deleted(editor, world):
    number = world[0].questionnaire_id
    taken = editor.submit(f"{HOME}/{number}/copy", {"code": "PKS02-MD-1"})
    assert taken.status == 409
    assert "Mã phiếu “PKS02-MD-1” đã có, đề nghị đặt mã khác." in taken.text
    page = editor.submit(f"{HOME}/{number}/copy", {"code": "XA-2026"})
    form = revision(editor, page.location)
    assert editor.post(f"{page.location}/removal", form).status == 303
    assert "XA-2026" not in editor.get(HOME).rows()
    assert editor.post(f"{HOME}/{number}/removal", {"revision": "1"}).status == 409


def test_the_preview_shows_the_words_of_who_holds_the_chair(editor, world):
    place = f"{HOME}/{world[0].questionnaire_id}/preview"
    assert "Phó Chủ tịch phụ trách UBND" in editor.get(f"{place}?chair=vacant").text
    assert len(editor.get(f"{place}?variant=short").all("fieldset")) < len(
        editor.get(f"{place}?variant=long").all("fieldset")
    )
    assert editor.request("POST", place, data={"csrf_token": editor.csrf()}).status_code == 404


def test_the_preview_is_of_the_round_that_uses_the_form_else_of_the_latest(editor, world, db):
    used = world[0]
    unused = editing.new_version(used.questionnaire, by=world[1]["editor"])
    later = {"first_day": date(2024, 7, 15), "last_day": date(2024, 7, 17)}
    make.survey_round("dot-hai", questionnaire=editing.new_version(unused, by=world[1]["editor"]), **later)
    db.session.commit()
    pages = [editor.get(f"{HOME}/{number}/preview").text for number in (used.questionnaire_id, unused.id)]
    assert ["đến 24 giờ ngày 14/6" in pages[0], "đến 24 giờ ngày 17/7" in pages[1]] == [True, True]


def test_the_file_form_parses_as_the_plans_do(editor, world):
    text = editor.request("GET", f"{HOME}/{world[0].questionnaire_id}/form.json").data.decode()
    assert questionnaire.parse(text).digest == world[0].questionnaire.digest


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("closed",), "Câu hỏi chính"),
        (("closed", 1), "Câu hỏi chính Q2"),
        (("closed", 2), "Câu hỏi chính thứ 3"),
        (("closed", 0, "text", "en"), "Câu hỏi chính Q1, lời, tiếng Anh"),
        (("closed", 0, "choices", 1), "Câu hỏi chính Q1, phương án 2"),
        (("unheard",), "unheard"),
    ],
)
def test_a_place_in_a_body_is_told_in_words(app, path, words):
    with app.test_request_context():
        assert bodies.where({"closed": [{"id": "Q1"}, {"id": "Q2"}, "rubbish"]}, path) == words


def test_a_question_of_another_kind_is_written_on_its_page(editor, world, db):
    place = began(editor, world[0].questionnaire_id)
    boxes = {"ident": "Q21", "label": "Đã đến", "text_vi": "Đã đến chưa?", "text_en": "Came?", "kind": "number"}
    rows = {
        "choices_0_code": "1",
        "choices_0_text_vi": "Một",
        "choices_0_text_en": "One",
        "choices_0_end": "1",
        "choices_1_code": "2",
        "choices_1_text_vi": "Hơn",
        "choices_1_text_en": "More",
        "choices_1_begin": "3",
    }
    page = editor.submit(f"{place}/closed/new", {**boxes, **rows, "core": "y"})
    told = editor.get(page.location)
    assert "Câu hỏi chính Q21, phương án: giữa khoảng mã 1 và mã 2 còn trống từ 2 đến 2." in told.text
    again = editor.get(f"{place}/closed/14")
    assert "còn trống từ 2 đến 2" in again.reads("ul.rows")
    assert again.one("#choices_1_begin")["value"] == "3"
    assert "Hơn" in again.reads(".said")
    assert editor.submit(f"{place}/closed/14", {"choices_1_begin": "2"}).status == 303
    words = {"ident": "Q22", "label": "Vì sao", "text_vi": "Vì sao?", "text_en": "Why?", "kind": "text", "core": "y"}
    asked = {"when_question": "Q21", "when_codes": "2", "hint_vi": "Ngắn", "hint_en": "Short", "max_length": "80"}
    assert editor.submit(f"{place}/closed/new", {**words, **asked, "required": ""}).status == 303
    shown = editor.get(place)
    assert "Trả lời bằng chữ; không bắt buộc; chỉ hỏi khi câu Q21 chọn mã 2." in shown.text
    row = db.session.get(Row, int(place.rsplit("/", 1)[1]))
    db.session.refresh(row)
    assert row.draft is None
    classes, text = row.body["closed"][-2:]
    assert [(one.get("low"), one.get("high")) for one in classes["choices"]] == [(None, 1), (2, None)]
    assert text["when"] == {"question": "Q21", "codes": [2]}
    assert (text["required"], text["max_length"], text["hint"]["vi"]) == (False, 80, "Ngắn")
    assert editor.submit(f"{place}/closed/15", {}).status == 303
    db.session.refresh(row)
    assert row.body["closed"][-1] == text
    assert "Chỉ trả lời nếu ở câu 15 ông/bà chọn “Hơn”." in editor.get(f"{place}/preview").text
