"""The first days' papers in words: who issues, to whom, what is filled in, what is left for a pen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.fieldwork.taskforce import commune_profile, decision_numbers, printing, texts
from portal.fieldwork.taskforce.commune_profile import Person
from portal.papers.letterhead import GAP, PROFILES
from portal.units.models import Unit
from portal.web.data import clock
from tests import make

if TYPE_CHECKING:
    from portal.papers.paper import DocumentContent

PEOPLE = (Person("Trần Văn Trưởng", "Phó Bí thư", "head"), Person("Lê Thị Hoa", "Hội Phụ nữ", "member"))
PARTY = PROFILES["party_hd36_2018"]
CLERK = Person("Giáp Thị Mai", "Văn phòng", "clerk")


@pytest.fixture
def place(db, at):
    at(clock.at(date(2024, 6, 7), 9))
    make.survey_round()
    found = commune_profile.read_profile(printing.load_point(make.point("07507").id))
    return replace(found, desk_address="Thôn 1", desk_hours="7:30 - 17:00")


def said(told: DocumentContent) -> str:
    return "\n".join(f"{block.strong} {block.text}".strip() for block in told.blocks)


@pytest.mark.once
@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("head", "Tổ trưởng"),
        ("clerk", "Thành viên, phụ trách nhập dữ liệu"),
        ("member", "Thành viên"),
        ("x", "Thành viên"),
    ],
)
def test_what_somebody_is_in_the_task_force(part, words):
    assert texts.part_of(Person("A", "B", part), "tổ trưởng") == words


def test_the_roll_is_numbered_and_only_its_last_line_ends_with_a_stop(place):
    assert texts.member_lines(replace(place, people=(*PEOPLE, CLERK))) == [
        "1. Đồng chí Trần Văn Trưởng, Phó Bí thư, Tổ trưởng;",
        "2. Đồng chí Lê Thị Hoa, Hội Phụ nữ, Thành viên;",
        "3. Đồng chí Giáp Thị Mai, Văn phòng, Thành viên, phụ trách nhập dữ liệu.",
    ]
    assert texts.member_lines(replace(place, people=PEOPLE[:1]))[-1].endswith("Tổ trưởng.")


def test_without_people_four_lines_wait_for_a_pen_the_first_for_the_head(place):
    blank = texts.member_lines(place)
    assert len(blank) == 4
    assert blank[0] == f"1. Đồng chí {texts.DOTS}, phó bí thư thường trực đảng ủy, Tổ trưởng;"
    assert blank[1:] == [f"{n}. Đồng chí {texts.DOTS}, Thành viên;" for n in (2, 3, 4)]


@pytest.mark.parametrize(
    ("number", "profile", "issuer", "written", "kept_by"),
    [
        ("", PARTY, "ĐẢNG ỦY XÃ THANH HẢI", f"Số {GAP}-QĐ/ĐU", "Lưu: Văn phòng Đảng ủy."),
        ("12-QĐ/ĐU", PARTY, "ĐẢNG ỦY XÃ THANH HẢI", "Số 12-QĐ/ĐU", "Lưu: Văn phòng Đảng ủy."),
        ("7/QĐ-UBND", texts.STATE, "ỦY BAN NHÂN DÂN XÃ\u00a0THANH\u00a0HẢI", "Số: 7/QĐ-UBND", "Lưu: VT."),
    ],
)
def test_the_number_says_whether_party_or_state_decides(place, number, profile, issuer, written, kept_by):
    paper = texts.decision(replace(place, decision_number=number)).paper
    assert (paper.profile, paper.office.issuer, paper.number) == (profile, issuer, written)
    assert paper.recipients[-1] == f"- {kept_by}"
    assert all(line.endswith(",") for line in paper.recipients[:-1])
    assert paper.office.superior == ("UBND HUYỆN LỤC NGẠN" if profile is texts.STATE else "ĐẢNG BỘ HUYỆN LỤC NGẠN")


@pytest.mark.parametrize(
    ("decided_on", "dated"),
    [
        (date(2024, 6, 6), "Thanh Hải, ngày 06 tháng 6 năm 2024"),
        (None, f"Thanh Hải, ngày{GAP}tháng{GAP}năm 2024"),
    ],
)
def test_a_day_not_known_is_left_open_in_the_year_of_the_round(place, decided_on, dated):
    assert texts.decision(replace(place, decided_on=decided_on)).paper.place_and_date == dated


def test_a_decision_gives_the_task_force_its_own_tasks_and_no_others(place):
    told = texts.decision(place)
    tasks = [block.text for block in told.blocks if block.kind == "item" and block.text.startswith("- ")]
    own = [task.text for task in place.plan.tasks if task.who == "Tổ công tác cấp xã"]
    assert [text[2:-1] for text in tasks] == own
    assert [text[-1] for text in tasks] == [";"] * (len(own) - 1) + ["."]
    assert [block.strong for block in told.blocks if block.strong] == ["Điều 1.", "Điều 2.", "Điều 3."]
    assert "Chủ tịch UBND xã là người được lấy ý kiến, không tham gia Tổ công tác" in said(told)
    assert told.blocks[-1].text.endswith("./.")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "Bộ phận một cửa UBND xã Thanh Hải (Thôn 1). Giờ làm việc: 7:30 - 17:00. Ông/bà"),
        ({"desk_address": ""}, "Bộ phận một cửa UBND xã Thanh Hải. Giờ làm việc: 7:30 - 17:00. Ông/bà"),
        ({"desk_hours": ""}, "Bộ phận một cửa UBND xã Thanh Hải (Thôn 1). Ông/bà"),
        ({"desk_address": "", "desk_hours": ""}, "Bộ phận một cửa UBND xã Thanh Hải. Ông/bà"),
    ],
)
def test_the_notice_tells_the_desk_as_far_as_it_is_known(place, changes, sentence):
    here = replace(place, **changes)
    full = f"{here.plan.desk.full[:1].upper()}{here.plan.desk.full[1:]}"
    assert sentence.replace("Bộ phận một cửa", full) in said(texts.notice(here))


def test_the_notice_counts_the_days_and_numbers_its_points(place):
    told = texts.notice(place)
    assert "2. Thời gian: 03 ngày, từ ngày 12/6 đến hết ngày 14/6/2024." in said(told)
    assert [block.strong[:2] for block in told.blocks if block.kind == "text" and block.strong] == [
        "1.",
        "2.",
        "3.",
        "4.",
        "5.",
        "6.",
    ]
    assert [(block.strong, block.url) for block in told.blocks if block.kind == "code"] == [(place.code, place.url)]
    assert told.paper.number == f"Số {GAP}-TB/ĐU"
    assert told.paper.title == "Thông báo về việc khảo sát, lấy ý kiến của người dân đối với Chủ tịch UBND xã Thanh Hải"


@pytest.mark.parametrize(
    ("district", "reports_to"),
    [
        ("Ban Chỉ đạo {unit}", "Ban Chỉ đạo huyện Lục Ngạn"),
        ("Ban Chỉ đạo {name}", "Ban Chỉ đạo Lục Ngạn"),
        ("", "Ban Dân vận Tỉnh ủy"),
    ],
)
def test_a_commune_reports_to_the_districts_board_or_to_the_issuer(place, district, reports_to):
    plan = replace(place.plan, bodies=replace(place.plan.bodies, district=district))
    assert texts.board_above(replace(place, plan=plan)) == reports_to


@pytest.mark.parametrize(
    ("name", "where"), [("Thanh Hải", "Thanh Hải"), ("Trần Phú", "Phường Trần Phú"), ("Trần Phúc", "Trần Phúc")]
)
def test_a_ward_named_after_a_person_is_named_with_its_kind(place, name, where):
    assert replace(place, name=name, kind="phường").place_name == where


@pytest.mark.parametrize(
    ("kind", "committee"),
    [
        ("huyện", "Huyện ủy Lục Ngạn"),
        ("thị xã", "Thị ủy Lục Ngạn"),
        ("thành phố", "Thành ủy Lục Ngạn"),
        ("tỉnh", "Tỉnh ủy Lục Ngạn"),
    ],
)
def test_the_committee_above_goes_by_the_kind_of_unit(place, kind, committee):
    assert commune_profile.committee_of(place.plan, Unit(name="Lục Ngạn", kind=kind)) == committee
    assert commune_profile.committee_of(place.plan, None) == ""


def test_a_place_names_itself_with_and_without_a_district(place):
    assert (place.title, place.full, place.body) == (
        "xã Thanh Hải",
        "xã Thanh Hải, huyện Lục Ngạn",
        "Đảng ủy xã Thanh Hải",
    )
    assert replace(place, parent="").full == "xã Thanh Hải"


def test_the_loudspeaker_is_repeated_as_often_as_the_plan_says(place):
    assert texts.repeats(place) == "Phát ít nhất 03 ngày liên tiếp, trên loa xã và loa thôn, tổ dân phố."


@pytest.mark.once
@pytest.mark.parametrize(
    ("number", "of_state"),
    [("12/QĐ-UBND", True), ("12A/QĐ-UBND", True), ("12-QĐ/ĐU", False), ("", False), ("12/QĐ-UBND x", False)],
)
def test_only_a_number_of_the_state_makes_a_paper_of_the_state(number, of_state):
    assert decision_numbers.is_of_state(number) is of_state


letters = st.text("ABCĐĂÂÊÔƠƯ", min_size=1, max_size=10)


@pytest.mark.once
@given(st.integers(0, 9999), letters, st.booleans(), st.sampled_from(["{}", " {} ", "số {}", "Số: {}"]))
def test_a_proper_number_is_read_however_it_is_typed_and_stays_as_it_is(number, body, of_state, typed):
    proper = f"{number}/QĐ-{body}" if of_state else f"{number}-QĐ/{body}"
    read = decision_numbers.canonical(typed.format(proper.lower()))
    assert read == proper
    assert decision_numbers.canonical(read) == read
    assert decision_numbers.is_of_state(read) is of_state


@pytest.mark.once
@pytest.mark.parametrize(
    "typed",
    ["12345-QĐ/ĐU", "-QĐ/ĐU", "12QĐ/ĐU", "12-QĐ", "12-QĐ/", "12-QĐ/ĐUABCDEFGHIJ", "12-QĐ-ĐU", "12/QĐ/UBND", "x"],
)
def test_what_is_neither_partys_nor_states_is_no_number(typed):
    assert decision_numbers.canonical(typed) is None


@pytest.mark.parametrize(
    ("what", "form", "known"),
    [
        ("decision", "pdf", True), ("decision", "docx", True), ("notice", "docx", True), ("loudspeaker", "docx", True),
        ("card", "pdf", True), ("card", "docx", False), ("questions", "docx", False), ("decision", "xlsx", False),
        ("secret", "pdf", False), ("", "", False),
    ],
)  # fmt: skip
def test_only_these_papers_are_made_in_only_these_formats(app, what, form, known):
    with app.test_request_context():
        assert printing.is_known(what, form) is known
