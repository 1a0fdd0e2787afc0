"""What people type into a report: kept place by place, compared place by place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import DomainError
from portal.fieldwork.reporting import operations
from portal.fieldwork.reporting.content import fields
from portal.web.ui.formats import tidy_lines
from tests import make
from tests.fieldwork.reporting.figures_of import DAYS

pytestmark = pytest.mark.usefixtures("db")

ONE, TWO = DAYS[0].isoformat(), DAYS[1].isoformat()
TYPED = {"days": {ONE: {"helped": 12, "guided": 0, "note": "Mất điện"}}, "texts": {"difficulties": "Mạng yếu."}}


@pytest.mark.parametrize(
    ("name", "day", "count"), [("helped", 0, 12), ("guided", 0, 0), ("helped", 1, None), ("guided", 2, None)]
)
def test_a_count_is_that_of_its_day_and_nought_is_a_count(name, day, count):
    assert fields.count_of(TYPED, name, DAYS[day]) == count


@pytest.mark.parametrize(("day", "note"), [(0, "Mất điện"), (1, "")])
def test_a_note_is_that_of_its_day(day, note):
    assert fields.note_of(TYPED, DAYS[day]) == note


@pytest.mark.parametrize("nothing", [{}, {"days": {}}, {"texts": {}}, {"days": {ONE: {}}, "texts": {"support": ""}}])
def test_a_report_without_anything_has_no_counts_no_notes_no_texts(nothing):
    assert fields.count_of(nothing, "helped", DAYS[0]) is None
    assert fields.note_of(nothing, DAYS[0]) == ""
    assert fields.texts_of(nothing) == {}


@pytest.mark.parametrize(
    ("level", "first", "last"), [("commune", "support", "proposals"), ("district", "directing", "proposals")]
)
def test_each_level_has_its_own_texts_each_with_a_name(level, first, last):
    keys = fields.texts_for(level)
    assert (keys[0], keys[-1]) == (first, last)
    assert set(keys) <= set(fields.labels())


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        (TYPED, TYPED, []),
        ({}, {}, []),
        ({}, TYPED, [
            ("Lượt được hỗ trợ thủ tục hành chính, ngày 12/6", "(trống)", "12"),
            ("Lượt được hướng dẫn trả lời phiếu, ngày 12/6", "(trống)", "0"),
            ("Ghi chú, ngày 12/6", "(trống)", "Mất điện"),
            ("Khó khăn, vướng mắc", "(trống)", "Mạng yếu."),
        ]),
        ({"days": {ONE: {"helped": 12}}}, {"days": {ONE: {"helped": 1200}}}, [
            ("Lượt được hỗ trợ thủ tục hành chính, ngày 12/6", "12", "1.200"),
        ]),
        ({"days": {ONE: {"note": "x"}}}, {"days": {ONE: {"note": ""}}}, [("Ghi chú, ngày 12/6", "x", "(trống)")]),
        ({"days": {ONE: {"helped": 0}}}, {"days": {ONE: {"helped": None}}}, [
            ("Lượt được hỗ trợ thủ tục hành chính, ngày 12/6", "0", "(trống)"),
        ]),
    ],
)  # fmt: skip
def test_two_versions_differ_in_just_the_places_that_say_something_else(old, new, changed):
    assert [tuple(one) for one in fields.changes(old, new)] == changed


def test_changes_stand_in_the_order_of_the_form_days_first():
    new = {
        "days": {TWO: {"guided": 1, "helped": 2}, ONE: {"note": "a", "helped": 3}},
        "texts": {"proposals": "P", "support": "S"},
    }
    assert [one.label for one in fields.changes({}, new)] == [
        "Lượt được hỗ trợ thủ tục hành chính, ngày 12/6",
        "Ghi chú, ngày 12/6",
        "Lượt được hỗ trợ thủ tục hành chính, ngày 13/6",
        "Lượt được hướng dẫn trả lời phiếu, ngày 13/6",
        "Bổ sung về kết quả hỗ trợ, hướng dẫn",
        "Kiến nghị, đề xuất",
    ]


places = st.fixed_dictionaries({
    "days": st.dictionaries(
        st.sampled_from([ONE, TWO]),
        st.fixed_dictionaries({"helped": st.none() | st.integers(0, 5000), "note": st.sampled_from(["", "x", "y"])}),
    ),
    "texts": st.dictionaries(st.sampled_from(fields.COMMUNE_TEXTS), st.sampled_from(["", "Một", "Hai"])),
})  # fmt: skip


@given(old=places, new=places)
def test_changes_forth_are_changes_back_with_sides_swapped(app, old, new):
    with app.test_request_context():
        forth, back = fields.changes(old, new), fields.changes(new, old)
        assert [(one.label, one.new, one.old) for one in forth] == [tuple(one) for one in back]
        assert all(one.old != one.new for one in forth)
        assert fields.changes(new, new) == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Mạng yếu.  ", "Mạng yếu."),
        ("một\r\nhai\rba\nbốn", "một\nhai\nba\nbốn"),
        ("Mạng\x00 yếu\u202e", "Mạng yếu"),
        ("tie\u0302\u0301ng Vie\u0323\u0302t", "tiếng Việt"),
        ("\n\n", ""),
        ("cột\tmột", "cột một"),
    ],
)
def test_a_text_is_kept_in_one_form_without_signs_that_do_not_print(typed, kept):
    assert tidy_lines(typed) == kept


@given(st.text(max_size=80))
def test_cleaning_twice_is_cleaning_once(text):
    assert tidy_lines(tidy_lines(text)) == tidy_lines(text)


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ({}, {}),
        ({"helped": None, "guided": None, "note": ""}, {}),
        ({"helped": 0, "guided": 5000, "note": " a\nb "}, {"helped": 0, "guided": 5000, "note": "a b"}),
        ({"note": "x" * 500}, {"note": "x" * 200}),
        ({"helped": 1, "visits": 99}, {"helped": 1}),
    ],
)
def test_a_day_keeps_its_counts_and_a_note_of_one_line(values, kept):
    assert operations.validated_day(values) == kept


@pytest.mark.parametrize("values", [{"helped": -1}, {"guided": 5001}, {"helped": 3, "guided": 10**12}])
def test_a_count_beyond_reason_is_refused_in_words(values):
    with pytest.raises(DomainError, match=r"từ 0 đến 5\.000"):
        operations.validated_day(values)


@pytest.mark.parametrize(
    ("code", "given", "kept"),
    [
        ("07507", {"texts": {"support": "S", "supervision": "của huyện"}}, {"days": {}, "texts": {"support": "S"}}),
        (
            "07507",
            {"days": {ONE: {"helped": 1}, "2023-01-01": {"helped": 9}}},
            {"days": {ONE: {"helped": 1}}, "texts": {}},
        ),
        ("219", {"texts": {"support": "của xã", "supervision": "S"}}, {"days": {}, "texts": {"supervision": "S"}}),
        ("219", {"days": {ONE: {"helped": 1}}}, {"days": {}, "texts": {}}),
        ("219", {}, {"days": {}, "texts": {}}),
    ],
)
def test_only_the_places_of_a_levels_own_report_are_kept(code, given, kept):
    survey = make.survey_round()
    assert operations.validated_fields(make.unit(code), survey, given) == kept


def test_a_text_that_is_too_long_is_named_by_its_place():
    survey = make.survey_round()
    with pytest.raises(DomainError) as refused:
        operations.validated_fields(make.unit("07507"), survey, {"texts": {"proposals": "x" * 6001}})
    assert refused.value.field == "proposals"
    assert operations.validated_fields(make.unit("07507"), survey, {"texts": {"proposals": "x" * 6000}})["texts"][
        "proposals"
    ]
