"""A form as an XLSForm: what we write other tools accept, comes back as it was, and what we cannot hold is refused."""

from __future__ import annotations

import copy
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl import Workbook, load_workbook
from pyxform.xls2xform import convert

from portal.errors import Mistakes
from portal.surveys.questionnaire.editing import xlsform, xlsform_reading
from portal.surveys.questionnaire.editing.views import SHAPE
from portal.surveys.questionnaire.questionnaire import Questionnaire
from portal.web.media import filled_sheets
from portal.web.media.filled_sheets import Unreadable
from tests import forms, make


@pytest.fixture(autouse=True)
def _request(app):
    with app.test_request_context():
        yield


def form(change: Any = None) -> Questionnaire:
    body = copy.deepcopy(make.default_form())
    if change:
        change(body)
    return Questionnaire.from_json(body)


def test_a_lead_that_is_said_again_is_numbered():
    groups = [row[1] for row in xlsform.survey(form(leads_said_twice)) if row[0] == "begin_group"]
    again = [name for name in groups if "." in name]
    assert again
    assert all(name.partition(".")[0] in groups[: groups.index(name)] for name in again)
    assert [name.partition(".")[2] for name in again] == ["2"] * len(again)


def downwards(body: Any) -> None:
    body["scale_order"] = "descending"


def leads_said_twice(body: Any) -> None:
    body["closed"].insert(0, body["closed"].pop(9))


def formulas(body: Any) -> None:
    body["closed"][0]["text"] = {"vi": '=HYPERLINK("x")', "en": "+84 123"}
    body["optional"][0]["choices"][0]["text"] = {"vi": "@a", "en": "-1"}


def read(content: bytes) -> Questionnaire:
    return xlsform_reading.read(filled_sheets.read(content, SHAPE).sheets)


CHANGES = (None, downwards, leads_said_twice, formulas)


@pytest.mark.parametrize("change", CHANGES)
def test_a_form_written_and_read_again_is_the_same_form(change):
    assert read(xlsform.write(form(change))).digest == form(change).digest


@pytest.mark.parametrize("change", CHANGES)
def test_other_tools_accept_what_we_write(change):
    made = convert(xlsform=BytesIO(xlsform.write(form(change))), validate=False)
    assert "Rất không hài lòng" in made.xform
    assert 'lang="English (en)"' in made.xform
    assert made.xform.count("<select1") == len(form().closed) + len(form().optional)


def test_no_cell_is_a_formula():
    book = load_workbook(BytesIO(xlsform.write(form(formulas))))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s"}


LABELS = ("label::Tiếng Việt (vi)", "label::English (en)")
SCALE = [("muc", str(code), f"Mức {code}", f"Level {code}") for code in (1, 2, 3, 4, 5, 9)]
SETTINGS = [("form_title", "form_id", "version"), ("Phiếu của xã", "XA-1", "2024061201")]
QUESTIONS = [
    ("select_one muc", "Q1", "Câu một", "One", "yes"),
    ("select_one muc", "Q2", "Câu hai", "Two", "yes"),
    ("text", "Q3", "Góp ý", "Comment", ""),
    ("select_one gioi", "D1", "Giới tính", "Gender", ""),
]
GENDER = [("gioi", "1", "Nam", "Male"), ("gioi", "2", "Nữ", "Female"), ("gioi", "9", "Không trả lời", "No answer")]


def workbook(
    questions: list[tuple[str, ...]],
    choices: list[tuple[str, ...]] | None = None,
    columns: tuple[str, ...] = (),
    **sheets: list[tuple[str, ...]],
) -> bytes:
    """A workbook as another tool writes it."""
    book = Workbook()
    book.remove(book.active)
    pages = {
        "survey": [
            ("type", "name", *LABELS, "required", "hint::Tiếng Việt (vi)", "hint::English (en)", *columns),
            *questions,
        ],
        "choices": [("list_name", "name", *LABELS), *(SCALE + GENDER if choices is None else choices)],
        "settings": SETTINGS,
        **sheets,
    }
    for name, rows in pages.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def with_hint(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [(*row, "Không bắt buộc", "Optional") if row[0] == "text" else row for row in rows]


def refused(content: bytes) -> list[str]:
    with pytest.raises(Mistakes) as caught:
        read(content)
    return [str(mistake) for mistake in caught.value.mistakes]


def test_a_form_made_elsewhere_is_taken_with_sensible_settings():
    found = read(workbook(with_hint(QUESTIONS)))
    assert (found.code, found.version, found.heading.vi) == ("XA-1", 1, "Phiếu của xã")
    assert [(item.id, item.group, item.core) for item in found.closed] == [("Q1", "G1", True), ("Q2", "", True)]
    assert (found.headline.id, found.comment.id, [item.id for item in found.optional]) == ("Q2", "Q3", ["D1"])


GOOD = with_hint(QUESTIONS)
REFUSED = [
    ([*GOOD, ("select_multiple gioi", "Q9", "Câu", "One", "yes")], "trang survey, dòng 6: câu đánh số phải đứng trước"),
    ([("integer", "Q9", "Tuổi", "Age", ""), *GOOD], "trang survey, dòng 2: không giữ được loại “integer”"),
    ([("start", "start"), *GOOD], "trang survey, dòng 2: không giữ được loại “start”"),
    ([("begin_repeat", "r", "Lặp", "Again"), *GOOD], "trang survey, dòng 2: không giữ được loại “begin_repeat”"),
    ([*GOOD, GOOD[2]], "trang survey, dòng 6: chỉ giữ được một câu trả lời bằng lời"),
    ([*GOOD, GOOD[0]], "trang survey, dòng 6: câu đánh số phải đứng trước"),
    ([("select_one gioi", "Q7", "Câu", "One", "yes"), *GOOD], "trang survey, dòng 3: câu bắt buộc phải dùng chung"),
    (
        [("select_one muc", "q 1", "Câu một", "One", "yes"), *GOOD],
        "trang survey, dòng 2: “q 1” phải gồm một chữ in hoa",
    ),
    ([("select_one muc", "Q7", "Câu một", "", "yes"), *GOOD], "trang survey, dòng 2: không được để trống."),
    ([("select_one muc", "Q7", "Câu {tên}", "x", "yes"), *GOOD], "trang survey, dòng 2: không có chỗ điền {tên}"),
    (
        [("select_one muc", "Q7", "Câu", "x", "maybe"), *GOOD],
        "trang survey, dòng 2: cột “required” phải là yes hoặc no.",
    ),
    (GOOD[:2] + GOOD[3:], "trang survey: phải có một câu trả lời bằng lời (text)."),
    (GOOD[2:], "trang survey: phải có câu bắt buộc (required = yes)."),
]


@pytest.mark.parametrize(("questions", "sentence"), REFUSED, ids=[str(n) for n in range(len(REFUSED))])
def test_what_a_form_cannot_hold_is_refused_with_its_row(questions, sentence):
    assert any(mistake.startswith(sentence) for mistake in refused(workbook(questions)))


def test_a_column_we_do_not_know_is_refused_where_it_is_used():
    rows = [(*GOOD[0], "", "", "minimal"), *GOOD[1:]]
    assert refused(workbook(rows, columns=("appearance",))) == [
        "trang survey, dòng 2: không giữ được nội dung ở cột “appearance”."
    ]


@pytest.mark.parametrize(
    ("relevant", "sentence"),
    [
        ("${Q2} = 1", "câu Q1 chỉ có thể tùy thuộc vào một câu đứng trước; trước câu này không có câu Q2."),
        ("selected(${Q1}, '1')", "câu Q1 không thể tùy thuộc vào chính nó."),
        ("${Q2} > 1", "điều kiện hỏi (relevant) chỉ có thể là selected(${Q1}, '1') or selected(${Q1}, '2')."),
        ("${Q2} = 1 or ${Q3} = 1", "điều kiện hỏi (relevant) chỉ có thể là selected("),
    ],
)
def test_a_condition_that_a_form_cannot_hold_is_refused_with_its_row(relevant, sentence):
    rows = [(*GOOD[0], "", "", relevant), *GOOD[1:]]
    assert any(
        one.startswith(f"trang survey, dòng 2: {sentence}") for one in refused(workbook(rows, columns=("relevant",)))
    )


def test_several_choices_and_conditions_of_another_tool_are_taken():
    boxes = ("select_multiple gioi", "Q9", "Chọn", "Choose", "yes", "", "", "${Q1} = 1 or ${Q1}='2'")
    found = read(workbook([GOOD[0], boxes, *GOOD[1:]], columns=("relevant",)))
    item = found.closed[1]
    assert (item.kind, item.when and item.when.codes, len(item.choices)) == ("several", (1, 2), 3)


@given(forms.bodies())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_form_written_and_read_again_is_the_same_form(body):
    made = Questionnaire.from_json(body)
    assert read(xlsform.write(made)) == made


def test_other_tools_accept_a_form_of_every_kind():
    made = convert(xlsform=BytesIO(xlsform.write(forms.form())), validate=False)
    assert "selected(" in made.xform
    assert made.xform.count("<select ") == 1


def test_a_form_on_its_own_scale_is_written_without_new_columns():
    book = load_workbook(BytesIO(xlsform.write(form())))
    assert [cell.value for cell in book["survey"][1]] == list(xlsform.SURVEY)
    assert [cell.value for cell in book["choices"][1]] == list(xlsform.CHOICES)


def test_choices_are_refused_at_their_own_row():
    wrong = [*SCALE, *GENDER[:2], ("gioi", "x", "Khác", "Other"), ("khac", "1", "Khác", "Other")]
    found = refused(workbook(GOOD, wrong))
    assert "trang choices, dòng 11: không câu nào dùng danh sách “khac”." in found
    found = refused(workbook(GOOD, wrong[:-1]))
    assert found == ["trang choices, dòng 10: phải là số nguyên, không đặt trong dấu nháy."]


@pytest.mark.parametrize(
    ("kind", "which"), [("group", 0), ("group", -1), ("section", 0), ("section", -1), ("title", 0)]
)
def test_words_are_refused_at_their_own_row(kind, which):
    book = load_workbook(BytesIO(xlsform.write(form())))
    sheet = book["y_dan"]
    cell = [row[1] for row in sheet.iter_rows() if str(row[0].value).partition(" ")[0] == kind][which]
    cell.value, target = None, BytesIO()
    book.save(target)
    assert {line.partition(":")[0] for line in refused(target.getvalue())} == {f"trang y_dan, dòng {cell.row}"}


def test_sheets_must_be_there_and_no_others():
    assert refused(workbook(GOOD, entities=[("a",), ("b",)])) == ["trang entities: không giữ được trang này."]
    book = Workbook()
    target = BytesIO()
    book.save(target)
    assert [line.split(":")[0] for line in refused(target.getvalue())] == ["survey", "choices", "settings"]


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_refused_in_words(content):
    with pytest.raises(Unreadable, match="Không đọc được tệp"):
        read(content)


def test_a_workbook_that_is_locked_or_packed_oddly_is_refused_in_words():
    good, name = workbook(GOOD), b"xl/worksheets/sheet1.xml"
    listed, packed = good.rindex(name) - 46, good.index(name) + len(name)
    odd = [good[:at] + bytes([value]) + good[at + 1 :] for at, value in ((listed + 8, 1), (listed + 10, 99))]
    for content in (*odd, good[:packed] + b"\xff" * 40 + good[packed + 40 :]):
        with pytest.raises(Unreadable, match="Không đọc được tệp"):
            read(content)
