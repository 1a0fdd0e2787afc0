"""A round's plan: Plan 198 read from its file, and a wrong file refused with every mistake at its place."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import is_dataclass, replace
from datetime import date, time
from pathlib import Path
from types import SimpleNamespace, UnionType
from typing import Annotated, Literal, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import DomainError, Mistakes
from portal.surveys.plan import plan
from portal.surveys.plan.plan import Plan, timetable
from portal.surveys.plan.quality_limits import LIMITS
from portal.surveys.plan.reader import hints_of
from portal.surveys.questionnaire import questionnaire
from portal.surveys.turnout import PRESETS, in_words
from portal.units import catalogue

PLANS = Path(__file__).parents[3] / "plans"
TEXT = (PLANS / "198-kh-bdvtu.toml").read_text(encoding="utf-8")
EXAMPLE = (PLANS / "mau-2025.toml").read_text(encoding="utf-8")
PLAN = plan.parse(TEXT)
PLAN_2025 = plan.parse(EXAMPLE)


def mistakes(text: str) -> list[str]:
    with pytest.raises(Mistakes) as caught:
        plan.parse(text)
    return [str(mistake) for mistake in caught.value.mistakes]


def changed(*swaps: tuple[str, str]) -> str:
    """The file of Plan 198 with some of its words changed."""
    text = TEXT
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_who_ordered_the_survey_and_on_what_bases() -> None:
    assert (PLAN.slug, PLAN.identity.number, PLAN.identity.issued_on) == (
        "198-kh-bdvtu",
        "198-KH/BDVTU",
        date(2024, 6, 5),
    )
    assert PLAN.cited == (
        "Kế hoạch số 198-KH/BDVTU ngày 05/6/2024 của Ban Dân vận Tỉnh ủy về tổ chức khảo sát, "
        "lấy ý kiến của người dân đối với chủ tịch UBND xã, phường, thị trấn"
    )
    assert [basis.split(" ngày ")[0] for basis in PLAN.bases[:4]] == [
        "Kết luận số 54-KL/TU",
        "Chỉ thị số 09-CT/TU",
        "Công văn số 2858-CV/TU",
        "Kế hoạch số 152-KH/BCSĐ-BDVTU",
    ]
    assert len(PLAN.purposes) == 2


def test_the_window_and_the_deadlines() -> None:
    assert PLAN.days == (date(2024, 6, 12), date(2024, 6, 13), date(2024, 6, 14))
    due = PLAN.deadlines
    assert [due.rosters, due.commune_report, due.district_report, due.draft_report, due.signed_report] == [
        date(2024, 6, day) for day in (7, 17, 20, 24, 28)
    ]
    assert (due.lock_hour, due.daily_post) == (time(10), time(17))


def test_the_turnout_policy_is_h_in_the_plans_own_words() -> None:
    assert PLAN.policy == PRESETS["H"]
    assert "không cao hơn hoặc thấp hơn 50% (10 phiếu)" in PLAN.turnout.quotation[0]
    assert "tối thiểu đạt 20 phiếu" in PLAN.turnout.quotation[1]
    assert PLAN.turnout_in_print == (
        "mức tham gia tính theo điểm 3.2, mục II Kế hoạch số 198-KH/BDVTU, "
        "theo cách tính Ban Dân vận Tỉnh ủy thống nhất áp dụng cho đợt khảo sát"
    )


def test_the_crowded_mark_is_a_setting_that_every_preset_follows() -> None:
    other = replace(PLAN.turnout, crowded_from=60)
    assert other.policy().crowded_from == other.policy("A").crowded_from == 60
    assert "ngày có từ 60 lượt" in in_words(other.policy())


def test_the_papers() -> None:
    head = PLAN.letterheads.province
    assert (head.profile, head.superior, head.issuer, head.symbol, head.place) == (
        "party_hd36_2018",
        "TỈNH ỦY BẮC GIANG",
        "BAN DÂN VẬN",
        "BDVTU",
        "Bắc Giang",
    )
    assert PLAN.report.restricted.annexes == (2, 5, 9)
    assert PLAN.report.recipients[0] == "Ban Dân vận Trung ương (b/c)"
    assert PLAN.report.recipients[-1] == "Lưu: Phòng CQNN, Văn thư"
    assert len(PLAN.report.recipients) == 8
    assert PLAN.letterheads.whole_names == ("Trần Nguyên Hãn", "Ngô Quyền", "Hoàng Văn Thụ", "Trần Phú", "Lê Lợi")


def test_a_board_or_a_commission_never_signs_on_behalf_of_a_standing_board() -> None:
    signers = [line for one in (PLAN.letterheads.province, PLAN.letterheads.district) if one for line in one.signers]
    assert not [line for line in signers if line[0].startswith("T/M")]


@pytest.mark.parametrize(
    ("kind", "committee"),
    [("huyện", "Huyện ủy"), ("thị xã", "Thị ủy"), ("thành phố", "Thành ủy"), ("quận", "")],
)
def test_the_party_committee_of_a_district_is_named_by_its_kind(kind: str, committee: str) -> None:
    assert PLAN.bodies.committee(kind) == committee


def test_the_chat_group_and_the_provinces_own_software() -> None:
    assert PLAN.chat
    assert (PLAN.chat.name, PLAN.chat.link) == ("PKS02_2024", "https://zalo.me/g/gyvcdr416")
    assert PLAN.software
    assert (PLAN.software.address, PLAN.software.required) == ("http://qcdc.vnptlab.com/", True)


@pytest.mark.parametrize(
    ("given", "file"), [(PLAN, "units-bac-giang-2024.csv"), (PLAN_2025, "units-bac-ninh-2025.csv")]
)
def test_a_plan_expects_as_many_communes_as_its_catalogue_has(given: Plan, file: str) -> None:
    rows = catalogue.parse((PLANS / file).read_bytes())
    assert given.catalogue.expected == sum(row.level == "commune" for row in rows)
    assert given.has_districts == any(row.level == "district" for row in rows)
    assert set(given.letterheads.whole_names) <= {row.name for row in rows}


@pytest.mark.parametrize("given", [PLAN, PLAN_2025])
def test_the_form_named_is_there(given: Plan) -> None:
    form = questionnaire.parse((PLANS / f"{given.form.code.lower()}.json").read_text(encoding="utf-8"))
    assert (form.code, form.version) == (given.form.code, given.form.version)


def test_the_example_of_2025_says_what_it_is_and_has_no_district() -> None:
    assert PLAN_2025.identity.example
    assert PLAN_2025.title.startswith("Đợt ví dụ")
    assert not PLAN.identity.example
    assert PLAN_2025.bodies.approves == "province"
    assert "huyện" not in EXAMPLE.split("bases = [")[1]
    assert "thị trấn" not in EXAMPLE.split("bases = [")[1]


def test_the_words_of_the_form_follow_the_rounds_desk() -> None:
    form = questionnaire.parse((PLANS / "pks02-md-1.json").read_text(encoding="utf-8"))
    desk_question = form.closed[9].text
    assert PLAN.wording("Chũ", "thị trấn").say(desk_question).endswith("công chức bộ phận một cửa")
    assert PLAN_2025.wording("Sa Lý", "xã").say(desk_question).endswith("công chức Trung tâm Phục vụ hành chính công")
    english = PLAN_2025.wording("Sa Lý", "xã", "acting", "en")
    assert english.say(desk_question).endswith("at the Public Administration Service Centre")
    assert english.holes["chair"].startswith("the Acting Chair")
    assert PLAN_2025.wording_in_general.holes["unit"] == "xã, phường"


@pytest.mark.parametrize("text", [TEXT, EXAMPLE])
def test_a_plan_survives_its_way_through_json(text: str) -> None:
    given = plan.parse(text)
    assert Plan.from_json(json.loads(json.dumps(given.to_json()))) == given


@pytest.mark.parametrize("text", [TEXT, EXAMPLE])
def test_the_files_are_nfc_and_a_decomposed_one_reads_the_same(text: str) -> None:
    assert unicodedata.is_normalized("NFC", text)
    assert plan.parse(unicodedata.normalize("NFD", text)) == plan.parse(text)


def test_the_calendar_of_plan_198() -> None:
    entries = [(f"{entry.day:%d/%m}", entry.hour and f"{entry.hour:%H:%M}") for entry in timetable(PLAN)]
    assert entries == [
        ("07/06", None),
        ("12/06", "17:00"),
        ("12/06", None),
        ("13/06", "10:00"),
        ("13/06", "17:00"),
        ("14/06", "10:00"),
        ("14/06", "17:00"),
        ("17/06", "10:00"),
        ("17/06", None),
        ("20/06", None),
        ("24/06", None),
        ("28/06", None),
    ]
    assert "Chốt số liệu ngày 14/6" in [entry.words for entry in timetable(PLAN)]


def test_a_calendar_without_districts_and_chat_group_is_shorter() -> None:
    words = [entry.words for entry in timetable(PLAN_2025)]
    assert not [line for line in words if "huyện" in line or "Zalo" in line]


@pytest.mark.parametrize(
    ("swap", "mistake"),
    [
        (("first_day = 2024-06-12", "first_day = 12"), "[window].first_day: phải là ngày, ví dụ 2024-06-12."),
        (
            ("first_day = 2024-06-12", 'first_day = "12/6/2024"'),
            "[window].first_day: phải là ngày, ví dụ 2024-06-12.",
        ),
        (
            ("first_day = 2024-06-12", "first_day = 2024-06-12T00:00:00"),
            "[window].first_day: phải là ngày, ví dụ 2024-06-12.",
        ),
        (("first_day = 2024-06-12\n", ""), "[window].first_day: thiếu trường này."),
        (("first_day =", "fist_day ="), "[window].fist_day: không có trường này; có phải “first_day”?"),
        (
            ("last_day = 2024-06-14", "last_day = 2024-06-11"),
            "[window].last_day: phải từ ngày đầu (first_day) trở đi.",
        ),
        (
            ("last_day = 2024-06-14", "last_day = 2025-06-14"),
            "[window].last_day: đợt khảo sát không dài quá một năm.",
        ),
        (("holidays = []", 'holidays = ["x"]'), "[window].holidays #1: phải là ngày, ví dụ 2024-06-12."),
        (("daily_post = 17:00:00", "daily_post = 17"), "[deadlines].daily_post: phải là giờ, ví dụ 17:00:00."),
        (
            ("commune_report = 2024-06-17", "commune_report = 2024-06-14"),
            "[deadlines].commune_report: phải sau ngày cuối của đợt khảo sát.",
        ),
        (
            ("district_report = 2024-06-20", "district_report = 2024-06-16"),
            "[deadlines].district_report: phải từ hạn của bước trước trở đi (cấp dưới, cấp giữa, dự thảo, ký).",
        ),
        (
            ("signed_report = 2024-06-28", "signed_report = 2024-06-21"),
            "[deadlines].signed_report: phải từ hạn của bước trước trở đi (cấp dưới, cấp giữa, dự thảo, ký).",
        ),
        (
            ("rosters = 2024-06-07", "rosters = 2024-06-13"),
            "[deadlines].rosters: phải từ ngày đầu của đợt khảo sát trở về trước.",
        ),
        (
            ("issued_on = 2024-06-05", "issued_on = 2024-06-15"),
            "[identity].issued_on: phải từ ngày đầu của đợt khảo sát trở về trước.",
        ),
        (
            ('slug = "198-kh-bdvtu"', 'slug = "198/KH"'),
            "[identity].slug: “198/KH” phải gồm chữ thường không dấu, chữ số, gạch nối.",
        ),
        (('slug = "198-kh-bdvtu"', f'slug = "{"a" * 61}"'), "[identity].slug: dài 61 ký tự, nhiều nhất 60."),
        (('number = "198-KH/BDVTU"', 'number = ""'), "[identity].number: không được để trống."),
        (('preset = "H"', 'preset = "F"'), "[turnout].preset: phải là một trong: A, B, C, D, E, H, N."),
        (("crowded_from = 40", "crowded_from = 0"), "[turnout].crowded_from: phải từ 1 đến 100000."),
        (
            ("crowded_from = 40", "crowded_from = 40.5"),
            "[turnout].crowded_from: phải là số nguyên, không đặt trong dấu nháy.",
        ),
        (
            ("groups = [90, 80, 70]", "groups = [70, 80]"),
            "[results].groups: phải có ít nhất một ngưỡng, xếp từ cao xuống thấp.",
        ),
        (
            ("groups = [90, 80, 70]", "groups = []"),
            "[results].groups: phải có ít nhất một ngưỡng, xếp từ cao xuống thấp.",
        ),
        (("groups = [90, 80, 70]", "groups = [190, 80]"), "[results].groups #1: phải từ 1 đến 100."),
        (("year = 2024", "year = 2025"), "[catalogue].year: danh mục phải có từ năm khảo sát trở về trước."),
        (("least = 3", "least = 6"), "[awards].most: phải từ least trở lên."),
        (
            ('superior = "ĐẢNG BỘ {parent}"', 'superior = "ĐẢNG BỘ {xx}"'),
            "[letterheads.commune].superior: không có chỗ điền {xx}; chỉ dùng {unit}, {name}, {parent}, {committee}.",
        ),
        (
            ("required = true", 'required = "có"'),
            "[software].required: phải là true hoặc false.",
        ),
        (
            ('link = "https://zalo.me', 'link = "zalo.me'),
            "[chat].link: “zalo.me/g/gyvcdr416” phải là một địa chỉ bắt đầu bằng http:// hoặc https://.",
        ),
        (
            ("due = 2024-06-12", "due = 12"),
            "[tasks #15].due: phải là ngày, ví dụ 2024-06-12.",
        ),
        (
            ('districts = "huyện, thị xã, thành phố"', ""),
            "[deadlines].district_report: thừa, vì danh mục không có cấp giữa (catalogue.districts để trống).",
        ),
        (
            ("district_report = 2024-06-20\n", ""),
            "[deadlines].district_report: thiếu, trong khi danh mục có cấp giữa (catalogue.districts).",
        ),
        (("night_percent = 10", "night_percent = 0"), "[quality].night_percent: phải từ 1 đến 100."),
        (("deviations = 3", "deviations = 2.5"), "[quality].deviations: phải là số nguyên, không đặt trong dấu nháy."),
        (("burst_times", "burst_time"), "[quality].burst_time: không có trường này; có phải “burst_times”?"),
        (("[identity]", "[identiti]"), "identiti: không có trường này; có phải “identity”?"),
        (("bases = [", "bases = [1, "), "bases #1: phải là chữ đặt trong dấu nháy kép, không có ký tự điều khiển."),
    ],
)
def test_each_mistake_is_named_with_its_place(swap: tuple[str, str], mistake: str) -> None:
    assert mistake in mistakes(changed(swap))


def test_limits_of_signs_are_the_usual_ones_where_a_plan_is_silent() -> None:
    assert plan.parse(changed(("night_percent = 10\n", ""), ("deviations = 3", "deviations = 4"))).quality == replace(
        LIMITS, deviations=4
    )
    assert plan.parse(changed()).quality == LIMITS


def test_all_mistakes_come_at_once_each_with_its_place() -> None:
    found = mistakes(
        changed(
            ("slug = ", "slugg = "),
            ("last_day = 2024-06-14", "last_day = 2024-06-01"),
            ('preset = "H"', 'preset = "Z"'),
            ("district_report = 2024-06-20\n", ""),
        )
    )
    assert [mistake.split(":")[0] for mistake in found] == [
        "[identity].slugg",
        "[identity].slug",
        "[window].last_day",
        "[turnout].preset",
        "[deadlines].district_report",
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a = \n", "dòng 1, cột 5"),
        ("[window]\nfirst_day = 2024-06-12\nfirst_day = 2024-06-13\n", "dòng 3, cột 23"),
        ('bases = ["x"', "cuối tệp"),
    ],
)
def test_broken_toml_is_named_with_its_line(text: str, place: str) -> None:
    assert mistakes(text) == [
        f"{place}: tệp không đúng cú pháp TOML: xem dấu nháy, dấu bằng, dấu ngoặc, hoặc mục bị lặp."
    ]


def test_an_empty_file_lacks_everything() -> None:
    assert "[window]: thiếu trường này." not in mistakes("")
    assert "window: thiếu trường này." in mistakes("")


@given(st.text(max_size=60))
def test_no_text_brings_anything_but_sentences(text: str) -> None:
    with pytest.raises(DomainError):
        plan.parse(text)


@given(st.data())
def test_a_line_lost_anywhere_gives_a_plan_or_sentences(data: st.DataObject) -> None:
    lines = TEXT.splitlines()
    lost = data.draw(st.integers(0, len(lines) - 1))
    try:
        read: object = plan.parse("\n".join(lines[:lost] + lines[lost + 1 :]))
    except Mistakes as refused:
        read = refused.mistakes
    assert read


def described(kind, path: str = ""):
    """Every field of a plan with its type, its place as README writes it, and whether it may be left out."""
    for name, hint in hints_of(kind).items():
        inner = get_args(hint)[0] if get_origin(hint) in {Annotated, tuple, UnionType} else hint
        inner = get_args(inner)[0] if get_origin(inner) is Annotated else inner
        yield f"{path}{name}", inner, get_origin(hint) is UnionType
        if is_dataclass(inner):
            yield from described(inner, f"{path}{name}.")


def test_the_guide_names_every_word_that_a_field_allows_and_every_field_that_may_be_left_out() -> None:
    guide = (PLANS / "README.md").read_text(encoding="utf-8")
    fields = list(described(plan.Plan))
    words = {word for _place, kind, _may in fields if get_origin(kind) is Literal for word in get_args(kind)}
    assert {"party_hd36_2018", "mean0", "short", "H"} <= words
    assert [word for word in words if f"`{word}`" not in guide and f"| {word} " not in guide] == []
    written = {"letterheads.district": "[letterheads.district]", "tasks.due": "[[tasks]].due", "chat": "[chat]"}
    written |= {name: f"[{name}]" for name in ("software", "recognition", "turnout", "helpers", "awards")}
    absent = [path for path, _kind, may in fields if may]
    assert "deadlines.complaints" in absent
    assert [path for path in absent if f"`{written.get(path) or bracketed(path)}`" not in guide] == []


def bracketed(path: str) -> str:
    """A field's place as mistakes name it."""
    table, _dot, name = path.rpartition(".")
    return f"[{table}].{name}"


def test_a_wrong_word_is_answered_with_those_allowed_and_a_strange_field_with_those_there() -> None:
    assert mistakes(changed(('profile = "party_hd36_2018"', 'profile = "nghi_dinh_30"'))) == [
        "[letterheads.province].profile: phải là một trong: party_hd36_2018, party_hd05_2026, state_nd30_2020."
    ]
    [strange] = mistakes(changed(("[results]", "[results]\nthang_diem = 5")))
    known = "index, groups, least_ballots, groups_source"
    assert strange == f"[results].thang_diem: không có trường này; các trường ở đây: {known}."


def test_null_stands_only_for_what_may_be_left_out() -> None:
    body = PLAN.to_json()
    assert Plan.from_json({**body, "chat": None}) == Plan.from_json({key: body[key] for key in body if key != "chat"})
    with pytest.raises(Mistakes):
        Plan.from_json({**body, "window": None})


@pytest.mark.parametrize(("codes", "named"), [("", ""), ("ab", ""), ("aba", "a"), ("abbcccb", "bc")])
def test_a_unit_with_two_telephone_numbers_is_named_once(codes: str, named: str) -> None:
    found = plan.a_unit_has_one_number(tuple(SimpleNamespace(unit=code) for code in codes))
    assert [sentence for _field, sentence in found] == [
        f"đơn vị {code} có nhiều số điện thoại, chỉ ghi một số." for code in named
    ]
