"""A catalogue is read whole, or every mistake is named with its line."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.errors import Conflict, DomainError, Mistakes
from portal.extensions import db as database
from portal.units import catalogue, tiers
from portal.units.kinds import STATE_KINDS, any_of, plural
from portal.units.models import Unit
from portal.units.names import fold
from tests import make

PLANS = Path(__file__).parents[2] / "plans"
GOOD = """code,name,kind,parent_code,level
24,Bắc Giang,tỉnh,,province
219,Lục Ngạn,huyện,24,district
07507,Thanh Hải,xã,219,commune
"""
TWO_TOPS = (
    "Dòng 1: danh mục phải có đúng một đơn vị cấp cao nhất; tệp này có 2; "
    "chọn một bằng --province MÃ, hoặc nạp mỗi đơn vị một danh mục bằng --all."
)


def shipped(name: str) -> list[catalogue.Row]:
    return catalogue.parse((PLANS / name).read_bytes())


def mistakes(text: str) -> list[str]:
    with pytest.raises(Mistakes) as caught:
        catalogue.parse(text.encode())
    return [str(mistake) for mistake in caught.value.mistakes]


def with_line(line: str) -> str:
    return f"{GOOD}{line}\n"


def test_the_209_communes_of_2024_lie_in_ten_districts() -> None:
    rows = shipped("units-bac-giang-2024.csv")
    assert Counter(row.level for row in rows) == {"province": 1, "district": 10, "commune": 209}
    assert Counter(row.kind for row in rows if row.level == "commune") == {"phường": 19, "thị trấn": 15, "xã": 175}
    assert Counter(row.parent_code for row in rows if row.level == "commune")["219"] == 29


def test_the_99_communes_of_2025_have_no_district() -> None:
    rows = shipped("units-bac-ninh-2025.csv")
    assert Counter(row.level for row in rows) == {"province": 1, "commune": 99}
    assert {row.parent_code for row in rows[1:]} == {"24"}


def test_codes_keep_their_leading_nought_and_names_are_nfc() -> None:
    rows = shipped("units-bac-giang-2024.csv")
    assert next(row for row in rows if row.name == "Thanh Hải").code.startswith("07")
    assert all(unicodedata.is_normalized("NFC", row.name) for row in rows)


@pytest.mark.parametrize("file", ["units-bac-giang-2024.csv", "units-bac-ninh-2025.csv"])
@pytest.mark.parametrize("typed", ["xa ly", "sa ly", "Xa Lý", "SA LÝ"])
def test_xa_ly_is_found_under_both_spellings(file: str, typed: str) -> None:
    found = [row.name for row in shipped(file) if fold(typed) in row.search]
    assert found in (["Xa Lý"], ["Sa Lý"])


@pytest.mark.parametrize(("typed", "name"), [("luc ngan", "Lục Ngạn"), ("dong ky", "Đồng Kỳ"), ("thi tran chu", "Chũ")])
def test_a_name_is_found_without_accents(typed: str, name: str) -> None:
    assert name in [row.name for row in shipped("units-bac-giang-2024.csv") if fold(typed) in row.search]


def test_upper_levels_come_first_whatever_the_files_order() -> None:
    header, *lines = GOOD.splitlines()
    upside_down = "\n".join([header, *reversed(lines)])
    assert [row.level for row in catalogue.parse(upside_down.encode())] == ["province", "district", "commune"]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\r\n").encode(),
        unicodedata.normalize("NFD", GOOD).encode(),
        GOOD.replace("\n", "\n\n").encode(),
        GOOD.replace("Thanh Hải", '" Thanh  Hải "').encode(),
        GOOD.replace(",xã,", ",Xã,").encode(),
    ],
)
def test_what_a_spreadsheet_does_to_a_file_is_harmless(content: bytes) -> None:
    plain = [(row.code, row.name, row.kind) for row in catalogue.parse(GOOD.encode())]
    assert [(row.code, row.name, row.kind) for row in catalogue.parse(content)] == plain


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("07507,Tân Sơn,xã,219,commune", "code “07507” đã dùng ở dòng 4."),
        ("07508,Thanh Hải,xã,219,commune", "“xã Thanh Hải” đã có ở dòng 4, cùng đơn vị cấp trên."),
        ("7508,Tân Sơn,xã,219,commune", "code “7508” phải có 5 chữ số; bảng tính có thể đã bỏ mất số 0 ở đầu."),
        ("075080,Tân Sơn,xã,219,commune", "code “075080” phải có 5 chữ số."),
        ("O7508,Tân Sơn,xã,219,commune", "code “O7508” phải là chữ số."),
        ("０７５０８,Tân Sơn,xã,219,commune", "code “０７５０８” phải là chữ số."),
        ("07508,,xã,219,commune", "thiếu tên đơn vị (name)."),
        (f"07508,{'A' * 61},xã,219,commune", f"tên “{'A' * 60}…” dài quá 60 ký tự."),
        ("07508,=CMD(),xã,219,commune", "tên “=CMD()” có ký tự lạ."),
        (
            "07508,Xã Tân Sơn,xã,219,commune",
            "tên “Xã Tân Sơn” không ghi kèm chữ “xã”; loại đơn vị ghi ở cột kind.",
        ),
        ("07508,Tân Sơn,xã,,commune", "thiếu parent_code."),
        ("07508,Tân Sơn,xã,999,commune", "parent_code “999” không có trong tệp."),
        (
            "07508,Tân Sơn,xã,07507,commune",
            "parent_code “07507” là đơn vị cấp commune; phải là district hoặc province.",
        ),
        (
            "07508,Tân Sơn,xã,24,commune",
            "đơn vị cấp commune phải thuộc một đơn vị cấp district, vì danh mục này có cấp district.",
        ),
        ("220,Sơn Động,huyện,,district", "thiếu parent_code."),
        ("220,Sơn Động,huyện,219,district", "parent_code “219” là đơn vị cấp district; phải là province."),
        ("220,Sơn Động,xã,24,district", "“xã” không thể có level district."),
        (
            "07508,Tân Sơn,làng,219,commune",
            f"kind “làng” không đúng; phải là một trong {', '.join(STATE_KINDS)}.",
        ),
        ("07508,Tân Sơn,xã,219,village", "level “village” không đúng; phải là một trong province, district, commune."),
        ("07508,Tân Sơn,xã,219", "có 4 cột, phải có 5 cột."),
    ],
)  # fmt: skip
def test_each_mistake_is_named_with_its_line(line: str, sentence: str) -> None:
    assert mistakes(with_line(line)) == [f"Dòng 5: {sentence}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["Dòng 1: dòng tiêu đề phải là code,name,kind,parent_code,level."]),
        (GOOD.replace(",", ";"), ["Dòng 1: dòng tiêu đề phải là code,name,kind,parent_code,level."]),
        (
            GOOD.replace("24,Bắc Giang,tỉnh,,province\n", ""),
            [
                "Dòng 1: danh mục phải có đúng một đơn vị cấp cao nhất; tệp này có 0.",
                "Dòng 2: parent_code “24” không có trong tệp.",
            ],
        ),
        (
            with_line("25,Bắc Ninh,tỉnh,,province"),
            [TWO_TOPS],
        ),
        (with_line("25,Bắc Ninh,tỉnh,24,province"), [
            TWO_TOPS,
            "Dòng 5: đơn vị cấp cao nhất phải để trống parent_code.",
        ]),
        (with_line('07508,"Tân Sơn,xã,219,commune'), ["Dòng 5: dấu nháy kép không khớp."]),
    ],
)  # fmt: skip
def test_a_file_that_is_no_catalogue_is_refused(text: str, expected: list[str]) -> None:
    assert mistakes(text) == expected


def test_another_encoding_is_named_with_its_line() -> None:
    with pytest.raises(DomainError, match=r"^Dòng 2: không phải bảng mã UTF-8"):
        catalogue.parse(b"code,name,kind,parent_code,level\n24,B\xe1c Giang,t\xednh,,province\n")


def test_all_mistakes_come_at_once_in_the_files_order() -> None:
    found = mistakes(with_line("7508,Tân Sơn,xã,999,commune\n07507,,làng,219,commune"))
    assert [line.split(":")[0] for line in found] == ["Dòng 5", "Dòng 5", "Dòng 6", "Dòng 6", "Dòng 6"]


def test_other_spellings_are_few_and_are_names_themselves() -> None:
    header, *lines = GOOD.splitlines()
    text = "\n".join([f"{header},aliases", *(f"{line}," for line in lines), "07540,Xa Lý,xã,219,commune,Sa Lý;a;b;c;*"])
    assert mistakes(text) == ["Dòng 5: tên “*” có ký tự lạ.", "Dòng 5: aliases có 5 cách viết, nhiều nhất là 3."]


@given(st.binary(max_size=200))
def test_no_file_brings_anything_but_rows_or_a_sentence(content: bytes) -> None:
    try:
        rows = catalogue.parse(content)
    except Mistakes as refused:
        rows = refused.mistakes
    assert rows


@given(st.text(alphabet="024,xãhuyện\n\"\r;' tỉnh", max_size=80))
def test_no_text_under_a_good_header_does_either(text: str) -> None:
    test_no_file_brings_anything_but_rows_or_a_sentence.hypothesis.inner_test(f"{GOOD}{text}".encode())


def test_each_of_the_34_provinces_is_a_catalogue_of_its_own() -> None:
    content = (PLANS / "units-vietnam-2025.csv").read_bytes()
    provinces = [line.split(",")[0] for line in content.decode().splitlines() if line.endswith(",,province")]
    sizes = {code: len(catalogue.parse(content, code)) for code in provinces}
    assert (len(sizes), sum(sizes.values())) == (34, 34 + 3321)
    bac_ninh = {(row.code, row.name, row.kind) for row in catalogue.parse(content, "24")}
    assert bac_ninh == {(row.code, row.name, row.kind) for row in shipped("units-bac-ninh-2025.csv")}


def test_of_several_provinces_one_has_to_be_named() -> None:
    text = "code,name,kind,parent_code,level\n24,Bắc Ninh,tỉnh,,province\n25,Phú Thọ,tỉnh,,province\n"
    assert mistakes(text) == [TWO_TOPS]
    assert [row.name for row in catalogue.parse(text.encode(), "25")] == ["Phú Thọ"]
    with pytest.raises(Mistakes, match="không có đơn vị cấp cao nhất mã “99”"):
        catalogue.parse(text.encode(), "99")


def test_a_province_of_three_tiers_takes_its_districts_and_communes() -> None:
    assert [row.code for row in catalogue.parse(GOOD.encode(), "24")] == ["24", "219", "07507"]


@pytest.mark.parametrize(
    ("file", "order"),
    [
        (make.SMALL.encode(), ["24", "213", "07210", "219", "07519", "07534", "07507"]),
        (
            "code,name,kind,parent_code,level\n00002,Đông,xã,24,commune\n24,A,tỉnh,,province\n00001,Y,xã,24,commune\n"
            "00003,Dương,xã,24,commune\n".encode(),
            ["24", "00003", "00002", "00001"],
        ),
    ],
)
def test_districts_stand_by_code_and_communes_after_theirs_by_vietnamese_name(file: bytes, order: list[str]) -> None:
    places = catalogue.positions(catalogue.parse(file))
    assert sorted(places, key=places.__getitem__) == order
    assert sorted(places.values()) == list(range(1, len(order) + 1))


OWN = """code,name,kind,parent_code,level
1,Bắc Ninh,sở y tế,,sở
11,Miền núi,cụm,1,cụm
111,Lục Ngạn,trung tâm,11,trung tâm
1111,Chũ,trạm y tế,111,trạm
1112,Biên Sơn,trạm y tế,111,trạm
"""


def test_a_file_may_name_levels_of_its_own_and_offices_sit_on_three_of_them() -> None:
    rows = catalogue.parse(OWN.encode())
    assert tiers.names_in_order(rows) == ["sở", "cụm", "trung tâm", "trạm"]
    assert tiers.tiers(["sở", "cụm", "trung tâm", "trạm"]) == {
        "sở": "province",
        "cụm": "group",
        "trung tâm": "district",
        "trạm": "commune",
    }
    assert tiers.tiers(["sở", "trạm"]) == {"sở": "province", "trạm": "commune"}
    assert list(catalogue.positions(rows)) == ["1", "11", "111", "1112", "1111"]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (("11,Miền núi,cụm,1,", "11,Miền núi,cụm,111,"), [
            "Dòng 3: đơn vị cấp trên đi vòng tròn: 11 → 111 → 11.",
            "Dòng 4: đơn vị cấp trên đi vòng tròn: 111 → 11 → 111.",
        ]),
        (("11,Miền núi,cụm,1,", "11,Miền núi,cụm,11,"), ["Dòng 3: đơn vị cấp trên đi vòng tròn: 11 → 11."]),
        (("1112,Biên Sơn,trạm y tế,111,", "1112,Biên Sơn,trạm y tế,11,"), [
            "Dòng 6: đơn vị cấp “trạm” này ở bậc 3, còn ở dòng 5 là bậc 4: thiếu một cấp ở giữa.",
        ]),
        (("1112,Biên Sơn,trạm y tế,111,", "1112,Biên Sơn,trạm y tế,1111,"), [
            "Dòng 6: đơn vị cấp “trạm” này ở bậc 5, còn ở dòng 5 là bậc 4: thừa một cấp ở giữa.",
        ]),
        (("111,trạm\n1112", "111,phòng\n1112"), [
            "Dòng 6: level “trạm” cùng bậc với “phòng” (dòng 5): mỗi bậc một tên.",
        ]),
        (("1112,Biên Sơn,trạm y tế,111,", "1111,Biên Sơn,trạm y tế,999,"), [
            "Dòng 6: code “1111” đã dùng ở dòng 5.",
            "Dòng 6: parent_code “999” không có trong tệp.",
        ]),
        (("1112,Biên Sơn,trạm y tế,111,trạm", "B1,Biên Sơn,,111,"), [
            "Dòng 6: thiếu level.",
            "Dòng 6: thiếu kind.",
            "Dòng 6: code “B1” phải là chữ số.",
            "Dòng 6: level “” cùng bậc với “trạm” (dòng 5): mỗi bậc một tên.",
        ]),
    ],
)  # fmt: skip
def test_each_mistake_of_a_tree_is_named_at_each_of_its_rows(changed: tuple[str, str], expected: list[str]) -> None:
    assert changed[0] in OWN
    assert mistakes(OWN.replace(*changed)) == expected


def test_every_top_unit_of_a_file_is_read_by_itself_and_mistakes_of_all_are_named() -> None:
    file = f"{GOOD}25,Phú Thọ,tỉnh,,province\n00010,Việt Trì,phường,25,commune\n"
    assert [[row.code for row in rows] for rows in catalogue.parse_each(file.encode())] == [
        ["24", "219", "07507"],
        ["25", "00010"],
    ]
    broken = file.replace("00010", "10").replace("07507,", "7507,").encode()
    with pytest.raises(Mistakes) as caught:
        catalogue.parse_each(broken)
    assert [mistake.place for mistake in caught.value.mistakes] == ["Dòng 4", "Dòng 6"]


@pytest.mark.usefixtures("db")
def test_catalogues_of_one_year_stand_beside_each_other_by_their_keys() -> None:
    rows, own = catalogue.parse(GOOD.encode()), catalogue.parse(OWN.encode())
    first = catalogue.load(catalogue.Name.of(2024), rows)
    second = catalogue.load(catalogue.Name.of(2024, "y-te-2024"), own)
    assert (first.id, first.key, first.office, first.levels) == (
        2024,
        "2024",
        "24",
        ["province", "district", "commune"],
    )
    assert (second.id, second.office) == (2024001, "y-te-2024")
    levels = {
        unit.code: unit.level for unit in database.session.scalars(select(Unit).where(Unit.catalogue_id == second.id))
    }
    assert levels == {"1": "province", "11": "group", "111": "district", "1111": "commune", "1112": "commune"}
    with pytest.raises(Conflict, match="“2024” đã có"):
        catalogue.load(catalogue.Name.of(2024), own)
    with pytest.raises(DomainError, match="chỉ gồm chữ thường"):
        catalogue.load(catalogue.Name.of(2024, "Y tế"), own)


def test_kinds_of_the_offices_of_the_gallery_have_english_names_and_bar_no_name():
    assert (plural("phòng, trung tâm"), any_of("trường tiểu học")) == ("divisions, centres", "primary school")
    assert "phòng" not in STATE_KINDS
