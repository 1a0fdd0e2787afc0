"""The printed file, read back: words, fonts, places, marks, page numbers, signature fields."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from portal.documents.annexes import annex_digests, annexes
from portal.papers import pdf
from portal.papers.letterhead import Issue
from portal.papers.pdf import print_copies
from portal.papers.sections import unwritten
from tests.documents import samples
from tests.documents.printed import SYNTHESIS, Printed, printed_synthesis

if TYPE_CHECKING:
    from flask import Flask

pytestmark = pytest.mark.once
MM = 72 / 25.4
ISSUE = Issue("12", date(2024, 6, 28), "K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "Nguyễn Văn A")
WRITTEN = dict.fromkeys(("I.1", "III.1", "III.2", "III.3"), "Nội dung do người soạn thảo viết.")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("papers")


@pytest.fixture(scope="module")
def draft(press: Flask, folder: Path) -> Printed:
    return Printed(printed_synthesis(samples.province_2024(), {}, Issue()), folder)


@pytest.fixture(scope="module")
def issued(press: Flask, folder: Path) -> Printed:
    """Real figures of the coming province, under the rules of 2026, issued; the copy for below."""
    return Printed(printed_synthesis(samples.province_2025(), WRITTEN, ISSUE, "districts"), folder)


@pytest.fixture(scope="module")
def bare(press: Flask, folder: Path) -> Printed:
    return Printed(printed_synthesis(samples.empty(), {}, Issue()), folder)


def short() -> tuple[object, dict[str, str], Issue]:
    figures = samples.figures(
        (samples.area("Huyện A", samples.commune("Xã A", [(20, 15)] * 3, (2, 3, 10, 25, 10, 4))),)
    )
    return figures, {}, Issue()


def test_every_letter_is_liberation_serif_and_embedded(draft: Printed, issued: Printed, bare: Printed) -> None:
    for printed in (draft, issued, bare):
        assert set(printed.fonts()) <= {
            "Liberation-Serif",
            "Liberation-Serif-Bold",
            "Liberation-Serif-Italic",
            "Liberation-Serif-Bold-Italic",
        }
        assert all(marks == ["yes", "yes", "yes"] for marks in printed.fonts().values())


def test_the_text_comes_back_in_whole_letters(draft: Printed) -> None:
    assert unicodedata.is_normalized("NFC", draft.text)
    flowing = " ".join(draft.run("pdftotext", str(draft.path), "-").split())
    for words in (
        "Thực hiện Kế hoạch số 198-KH/BDVTU ngày 05/6/2024 của Ban Dân vận Tỉnh ủy về tổ chức khảo sát",
        "III. ĐÁNH GIÁ CHUNG",
        "Một số lưu ý khi sử dụng số liệu khảo sát",
        "báo cáo Thường trực, Ban Thường vụ Tỉnh ủy xem xét, cho ý kiến chỉ đạo./.",
        "- Lưu: Phòng CQNN, Văn thư.",
    ):
        assert words in flowing


def test_every_row_of_every_annex_is_printed(draft: Printed) -> None:
    rows = [row for annex in annexes.annexes(samples.province_2024())[:2] for row in annex.tables[-1].rows]
    whole = [" ".join(f"{row.number} {row.name} {' '.join(c.text for c in row.cells)}".split()) for row in rows]
    missing = [row for row in whole if row not in draft.lines and "Vượt" not in row]
    assert len(whole) == 10 + 1 + 209 + 10 + 1
    assert not missing


def test_it_says_that_it_is_an_archive_file_with_structure(draft: Printed) -> None:
    root = draft.reader.trailer["/Root"]
    meta = root["/Metadata"].get_data().decode()
    assert 'pdfaid:part="3"' in meta
    assert 'pdfaid:conformance="A"' in meta
    assert root["/Lang"] == "vi"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert draft.reader.metadata.title.startswith("Báo cáo kết quả khảo sát, lấy ý kiến của người dân")


def structure(printed: Printed) -> list[str]:
    """The kinds of all parts, in reading order."""
    kinds: list[str] = []

    def walk(part: object) -> None:
        part = part.get_object() if hasattr(part, "get_object") else part
        if isinstance(part, list):
            for kid in part:
                walk(kid)
        elif isinstance(part, dict):
            kinds.append(str(part.get("/S", part.get("/Type"))))
            walk(part.get("/K", []))

    walk(printed.reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return kinds


def test_headings_tables_and_signature_fields_are_tagged(draft: Printed) -> None:
    kinds = structure(draft)
    assert {"/H1", "/H2", "/H3", "/P", "/Table", "/THead", "/TR", "/TH", "/TD", "/Form", "/OBJR"} <= set(kinds)
    assert kinds.count("/Form") == 2
    assert kinds.index("/Form") < kinds.index("/Table")


def test_an_empty_field_for_each_signature_stands_on_the_signature_page(draft: Printed) -> None:
    fields = draft.signature_fields()
    page = draft.find("(quyền hạn, chức vụ người ký)")[0].page
    assert {number for number, _box in fields.values()} == {page}
    assert set(fields) == {"ChuKyCoQuan", "ChuKyNguoiKy"}
    left = min(box[0] for _page, box in fields.values())
    right = max(box[2] for _page, box in fields.values())
    assert (right - left) / MM == pytest.approx(82, abs=0.5)
    for _page, (_x, low, _right, high) in fields.values():
        assert (high - low) / MM == pytest.approx(35, abs=0.5)
        height = float(draft.reader.pages[page].mediabox.height)
        assert height - draft.find("(họ và tên)")[0].top < low
        assert high < height - draft.find("(quyền hạn, chức vụ người ký)")[0].bottom


def test_a_signing_tool_finds_the_fields(draft: Printed) -> None:
    fields = list(enumerate_sig_fields(PdfFileReader(BytesIO(draft.content)), filled_status=False))
    assert [name for name, _value, _field in fields] == ["ChuKyCoQuan", "ChuKyNguoiKy"]
    assert draft.reader.trailer["/Root"]["/AcroForm"]["/SigFlags"] == 3, "it has fields, and is only ever added to"
    assert "/NeedAppearances" not in draft.reader.trailer["/Root"]["/AcroForm"]


def test_the_signature_block_never_stands_alone(press: Flask, folder: Path) -> None:
    figures, _, issue = short()
    for lines in range(0, 30, 3):
        written = {"III.1": "\n".join(["Một dòng do người soạn thảo viết."] * lines)}
        text = SYNTHESIS.html(figures, written, issue)[:1]  # type: ignore[arg-type]
        printed = Printed(print_copies([text])[0], folder)
        sign = printed.find("Nơi nhận:")[0].page
        above = [word for word in printed.words if word.page == sign and word.top < printed.find("Nơi nhận:")[0].top]
        assert len({round(word.top) for word in above}) >= 3, "a page number and two lines of text"
        assert printed.find("(họ và tên)")[0].page == sign


@pytest.mark.parametrize(
    ("words", "size", "centre"),
    [
        ("TỈNH ỦY BẮC GIANG", 14, 30 + 37.5),
        ("BAN DÂN VẬN", 14, 30 + 37.5),
        ("*", 14, 30 + 37.5),
        ("ĐẢNG CỘNG SẢN VIỆT NAM", 15, 30 + 75 + 45),
        ("BÁO CÁO", 16, 30 + 82.5),
        ("-----", 14, 30 + 82.5),
        ("chủ tịch UBND xã, phường, thị trấn tháng 6 năm 2024", 14, 30 + 82.5),
    ],
)
def test_the_head_stands_where_the_guideline_wants_it(draft: Printed, words: str, size: float, centre: float) -> None:
    found = draft.find(words, page=0)
    assert found[0].size == pytest.approx(size, abs=0.1)
    assert (found[0].left + found[-1].right) / 2 / MM == pytest.approx(centre, abs=0.6)


def test_the_lines_of_the_head_are_in_order(draft: Printed) -> None:
    def line(words: str) -> float:
        return draft.find(words, page=0)[0].bottom

    assert line("TỈNH ỦY BẮC GIANG") == pytest.approx(line("ĐẢNG CỘNG SẢN VIỆT NAM"), abs=1)
    assert line("TỈNH ỦY BẮC GIANG") < line("BAN DÂN VẬN") < line("*") < line("Số") < line("Dự thảo lần 1")
    assert line("Số") == pytest.approx(line("Bắc Giang, ngày"), abs=1)
    assert line("SỐ LIỆU MÔ PHỎNG") == pytest.approx(line("Dự thảo lần 1"), abs=1.5)
    assert draft.find("TỈNH ỦY")[0].top / MM == pytest.approx(20, abs=1.5)
    assert draft.find("BÁO CÁO", page=0)[0].top - line("Dự thảo lần 1") == pytest.approx(36, abs=4)


def test_the_body_is_fourteen_points_at_eighteen(draft: Printed) -> None:
    first = draft.find("Thực hiện Kế hoạch", page=0)[0]
    below = (word for word in draft.words if word.page == 0 and word.top > first.top + 1)
    second = min(below, key=lambda word: (round(word.top), word.left))
    assert first.size == pytest.approx(14, abs=0.1)
    assert second.top - first.top == pytest.approx(18, abs=0.1)
    assert first.left / MM == pytest.approx(40, abs=0.3)
    assert second.left / MM == pytest.approx(30, abs=0.3)
    assert max(word.right for word in draft.words if word.page == 0) / MM == pytest.approx(195, abs=0.5)


def test_recipients_are_twelve_points(draft: Printed) -> None:
    assert draft.find("Nơi nhận:")[0].size == pytest.approx(14, abs=0.1)
    assert draft.find("- Lưu: Phòng")[0].size == pytest.approx(12, abs=0.1)


def test_the_text_counts_its_pages_from_two_and_each_annex_from_one(draft: Printed) -> None:
    numbers = [first_line(page) for page in draft.pages]
    starts = [index for index, page in enumerate(draft.pages) if re.search(r"^\s*PHỤ LỤC \d+$", page, re.MULTILINE)]
    assert numbers[0] == "TỈNH ỦY BẮC GIANG ĐẢNG CỘNG SẢN VIỆT NAM"
    assert numbers[1 : starts[0]] == [str(n) for n in range(2, starts[0] + 1)]
    assert len(starts) == 10
    for start, end in zip(starts, [*starts[1:], len(numbers)], strict=True):
        assert numbers[start:end] == [str(n) for n in range(1, end - start + 1)]
    number = next(word for word in draft.words if word.page == 1 and word.text == "2")
    assert (number.left + number.right) / 2 / MM == pytest.approx(112.5, abs=1)
    assert number.top / MM == pytest.approx(10, abs=1.5)


def first_line(page: str) -> str:
    return " ".join(next(line for line in page.splitlines() if line.strip()).split())


def test_the_long_annex_lies_down_and_repeats_its_head(draft: Printed) -> None:
    pages = [n for n, page in enumerate(draft.pages) if "Đánh giá chung (câu 14)" in page]
    assert 9 <= len(pages) <= 11
    for page in pages:
        box = draft.reader.pages[page].mediabox
        assert box.width > box.height
        assert "Khoảng tin" in draft.pages[page]
    middle = draft.pages[pages[4]].splitlines()
    rows = [line for line in middle if re.match(r"\s*(\d+ +(Xã|Phường|Thị trấn)|Huyện|Thành phố|Thị xã) ", line)]
    assert 21 <= len(rows) <= 26


def test_no_page_carries_a_table_on_with_less_than_three_rows(draft: Printed, issued: Printed, bare: Printed) -> None:
    assert max(draft.rows_by_page().values()) > 20
    assert [printed.lone_rows() for printed in (draft, issued, bare)] == [[], [], []]


def test_restricted_annexes_say_to_whom_they_go(draft: Printed) -> None:
    for page in draft.pages:
        if re.search(r"PHỤ LỤC [259]$", page, re.MULTILINE):
            assert "gửi riêng Thường trực, Ban Thường vụ Tỉnh ủy)" in page
        elif re.search(r"PHỤ LỤC [134678]$", page, re.MULTILINE):
            assert "gửi riêng" not in page


def test_a_draft_says_so_and_an_issued_paper_does_not(draft: Printed, issued: Printed) -> None:
    assert "Dự thảo lần 1" in draft.text
    assert re.search(r"Số\s+-BC/BDVTU", draft.text)
    for page in draft.reader.pages:
        assert "DỰ THẢO" in page.extract_text()
    assert "Dự thảo lần" not in issued.text
    for page in issued.reader.pages:
        assert "DỰ THẢO" not in page.extract_text()
    assert "Số 12-BC/BTGDVTU" in issued.text
    assert "Bắc Ninh, ngày 28 tháng 6 năm 2024" in issued.text
    assert issued.find("K/T TRƯỞNG BAN")[0].page == issued.find("Nguyễn Văn A")[0].page


def test_simulated_figures_are_marked_on_every_page_and_real_ones_on_none(draft: Printed, issued: Printed) -> None:
    assert all("SỐ LIỆU MÔ PHỎNG" in page for page in draft.pages)
    assert "MÔ PHỎNG" not in issued.text


def test_districts_get_no_annex_by_commune(issued: Printed) -> None:
    assert re.findall(r"PHỤ LỤC (\d+)$", issued.text, re.MULTILINE) == ["1", "3", "4", "6", "7", "8", "10"]
    assert "Phường Kinh Bắc" not in issued.text
    assert annex_digests.digest(samples.province_2025()) in issued.text.replace("\n", "")


def test_the_last_annex_names_the_figures(draft: Printed) -> None:
    assert annex_digests.digest(samples.province_2024()) in draft.pages[-1]
    assert all("Mã kiểm tra số liệu" not in page for page in draft.pages[:-1])


def test_without_figures_the_paper_has_none(bare: Printed) -> None:
    results = bare.text[bare.text.index("CÔNG TÁC LÃNH ĐẠO") : bare.text.index("III. ĐÁNH GIÁ")]
    for line in results.splitlines():
        if not re.match(r"\s*(I+\.|\d\.)? ?\D*$", line):
            assert re.fullmatch(r"\s*\d\s*", line), f"only page numbers: {line}"
    assert results.count("Chưa có số liệu") >= 9


def test_people_s_words_are_printed_as_words(press: Flask, folder: Path) -> None:
    figures, _, issue = short()
    typed = "<script>alert(1)</script> & “lời”\nDòng hai\u202e\u200b đảo\u0301"
    printed = Printed(printed_synthesis(figures, {"III.1": typed}, issue, "districts"), folder)  # type: ignore[arg-type]
    assert "<script>alert(1)</script> & “lời”" in printed.text
    assert "Dòng hai" in printed.text
    assert "\u202e" not in printed.text
    assert "1. Ưu điểm\n" in re.sub(r" +\n", "\n", printed.text)
    assert "những mặt làm được" not in printed.text
    assert "[Phần do người soạn thảo viết: những mặt còn hạn chế" in printed.text


def test_a_persons_words_replace_the_note_that_figures_are_missing(press: Flask) -> None:
    text, *_ = SYNTHESIS.html(samples.empty(), {"I.2": "Các địa phương đã niêm yết."}, Issue())
    assert "Các địa phương đã niêm yết." in text
    assert "Chưa có số liệu về công khai, tuyên truyền." not in text
    assert "Chưa có số liệu về lực lượng hỗ trợ." in text


def test_an_optional_part_is_left_out_until_written(press: Flask) -> None:
    assert "TRONG THỜI GIAN TỚI" not in SYNTHESIS.html(samples.empty(), {}, Issue())[0]
    assert "V. MỘT SỐ NHIỆM VỤ" in SYNTHESIS.html(samples.empty(), {"V": "Tổ chức đợt sau."}, Issue())[0]


def test_the_paper_says_what_is_still_to_be_written(press: Flask) -> None:
    figures = samples.province_2024()
    assert [s.key for s in unwritten(SYNTHESIS.outline(figures), WRITTEN)] == ["IV.1", "IV.2", "IV.3", "IV.4", "IV.5"]


def test_the_same_figures_give_the_same_bytes(press: Flask) -> None:
    figures, written, issue = short()
    first = printed_synthesis(figures, written, issue)  # type: ignore[arg-type]
    assert printed_synthesis(figures, written, issue) == first  # type: ignore[arg-type]
    program = (
        "import sys; from flask import Flask; from portal.web.ui import formats;"
        "from tests.documents.printed import printed_synthesis;"
        "from tests.documents.test_printing import short;"
        "app = Flask('portal', template_folder='../templates'); app.jinja_env.filters.update(formats.FILTERS);"
        "app.app_context().push(); sys.stdout.buffer.write(printed_synthesis(*short()));"
        "from tests.documents.printed import SYNTHESIS; sys.stdout.buffer.write(SYNTHESIS.word(*short()))"
    )
    root = Path(__file__).resolve().parents[2]
    other = {**os.environ, "PYTHONHASHSEED": "77", "TZ": "America/Lima", "SOURCE_DATE_EPOCH": "86400"}
    again = subprocess.run([sys.executable, "-c", program], cwd=root, env=other, check=True, capture_output=True)
    assert again.stdout == first + SYNTHESIS.word(figures, written, issue), "as PDF, then as a Word file"


def test_other_figures_give_other_bytes(press: Flask) -> None:
    figures, written, issue = short()
    other = replace(figures, excluded=3)  # type: ignore[type-var]
    assert printed_synthesis(other, written, issue) != printed_synthesis(figures, written, issue)  # type: ignore[arg-type]


def test_progress_is_told_part_by_part(press: Flask) -> None:
    figures, written, issue = short()
    told: list[tuple[int, int]] = []
    printed_synthesis(figures, written, issue, progress=lambda done, total: told.append((done, total)))  # type: ignore[arg-type]
    assert told == [(done, 12) for done in range(1, 13)]


def test_the_states_letterhead_is_another(press: Flask, folder: Path) -> None:
    figures, written, issue = short()
    office = replace(samples.OFFICE, profile="state_nd30_2020", symbol="UBND", issuer="ỦY BAN NHÂN DÂN XÃ THANH HẢI")
    printed = Printed(printed_synthesis(replace(figures, office=office), written, issue, "districts"), folder)  # type: ignore[arg-type, type-var]
    assert printed.find("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")[0].size == pytest.approx(13, abs=0.1)
    motto = printed.find("Độc lập - Tự do - Hạnh phúc")
    assert motto[0].size == pytest.approx(14, abs=0.1)
    assert (motto[0].left + motto[-1].right) / 2 / MM == pytest.approx(30 + 65 + 50, abs=0.6)
    assert re.search(r"Số:\s+/BC-UBND", printed.text)
    assert printed.find("- Lưu: Phòng")[0].size == pytest.approx(11, abs=0.1)
    assert "*" not in printed.pages[0].split("BÁO CÁO")[0]


def test_a_paper_reads_nothing_outside_our_static_files(press: Flask) -> None:
    from portal.papers import typesetting  # noqa: PLC0415 - loads WeasyPrint, in every process that collects this file

    for address in ("file:///etc/hostname", "http://127.0.0.1:9/x.png", "../portal/config.py"):
        with pytest.raises(typesetting.ForeignResourceError):
            pdf.lay_out(f'<html lang="vi"><title>x</title><img alt="" src="{address}">')
