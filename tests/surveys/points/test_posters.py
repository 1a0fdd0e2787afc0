"""surveys/points/posters.py: what is printed of a round's codes, read back from the pages."""

from __future__ import annotations

import csv
import re
import subprocess
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from flask import Flask
from PIL import Image, ImageFilter
from pypdf import PdfReader
from pyzbar.pyzbar import ZBarSymbol, decode

from portal.papers import pdf
from portal.surveys.points import codes, posters
from portal.web.ui import formats
from tests import distribution

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[3]
BASE_URL = "https://ydan.example.vn"
FACTS = posters.RoundFacts(
    title="Khảo sát, lấy ý kiến của người dân đối với chủ tịch UBND xã, phường, thị trấn",
    organiser="Ban Dân vận Tỉnh ủy Bắc Giang",
    plan="Kế hoạch số 198-KH/BDVTU ngày 05/6/2024 của Ban Dân vận Tỉnh ủy",
    first_day=date(2024, 6, 12),
    last_day=date(2024, 6, 14),
    base_url=BASE_URL,
    steps=(
        "Mở Zalo hoặc máy ảnh, quét mã này.",
        "Tự chọn câu trả lời, tại chỗ hoặc ở nhà.",
        "Bấm “Gửi phiếu”, thấy dấu ✓ xanh là xong.",
    ),
    without_phone="Không có điện thoại thông minh: xin hỏi hội viên Cựu chiến binh tại bàn hỗ trợ.",
    only_here="Chỉ trả lời tại địa chỉ ydan.example.vn.",
)
MILLIMETRES_AN_INCH = 25.4
DOTS_AN_INCH = 75
OUR_FONTS = r"/[A-Z]{6}\+Liberation-(Sans|Serif|Mono)(-Bold)?(-Italic)?"


@pytest.fixture(scope="module", autouse=True)
def templates() -> Iterator[None]:
    """Papers need the templates and nothing else: no database, no request."""
    app = Flask("papers", template_folder=str(ROOT / "templates"))
    formats.install(app)
    with app.app_context():
        yield


@pytest.fixture(scope="module")
def points() -> list[posters.PointFacts]:
    return read_points("units-bac-giang-2024.csv")


@pytest.fixture(scope="module")
def shown(points: list[posters.PointFacts]) -> list[posters.PointFacts]:
    """The communes that are printed and photographed: of all districts twelve, all 209 in `./test --long`."""
    return points if distribution.is_long() else points[::18]


@pytest.fixture(scope="module")
def progress() -> list[tuple[int, int]]:
    return []


@pytest.fixture(scope="module")
def book(
    shown: list[posters.PointFacts], progress: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    path = tmp_path_factory.mktemp("book") / "book.pdf"
    path.write_bytes(posters.poster_book(FACTS, shown, lambda done, total: progress.append((done, total))))
    return path


@pytest.fixture(scope="module")
def pages(book: Path) -> list[str]:
    return words(book)


@pytest.fixture(scope="module")
def pictures(book: Path) -> list[Path]:
    """Print each page at the resolution of a poor printer, in greys."""
    command = ["/usr/bin/pdftoppm", "-r", str(DOTS_AN_INCH), "-gray", book, book.with_suffix("")]
    subprocess.run(command, check=True)
    return sorted(book.parent.glob("*.pgm"))


@pytest.fixture(scope="module")
def annex(points: list[posters.PointFacts], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("annex") / "annex.pdf"
    path.write_bytes(posters.code_list(FACTS, points))
    return path


def test_each_page_leads_to_the_commune_it_names(
    pages: list[str], pictures: list[Path], shown: list[posters.PointFacts]
) -> None:
    assert len(pages) == len(pictures) == len(shown) >= 12
    for point, page, picture in zip(shown, pages, pictures, strict=True):
        assert addresses(Image.open(picture)) == [point.url]
        assert f"{point.capital}\n{point.district}\n" in page
        assert codes.pretty(point.code) in " ".join(page.split())


def test_a_photograph_out_of_focus_and_askew_leads_there_too(
    pictures: list[Path], shown: list[posters.PointFacts]
) -> None:
    for point, picture in zip(shown, pictures, strict=True):
        photograph = Image.open(picture).rotate(9, fillcolor=255).filter(ImageFilter.GaussianBlur(2))
        assert addresses(photograph) == [point.url]


def test_a_symbol_is_at_least_nine_centimetres_wide(pictures: list[Path]) -> None:
    box = decode(Image.open(pictures[0]), symbols=[ZBarSymbol.QRCODE])[0].rect
    assert min(box.width, box.height) / DOTS_AN_INCH * MILLIMETRES_AN_INCH >= 90


def test_a_poster_says_how_when_where_and_what_is_promised(pages: list[str]) -> None:
    for sentence in (
        FACTS.title,
        "Mở Zalo hoặc máy ảnh, quét mã này.",
        "Tự chọn câu trả lời, tại chỗ hoặc ở nhà.",
        "Bấm “Gửi phiếu”, thấy dấu",
        "Từ thứ Tư, ngày 12/6 đến hết thứ Sáu, ngày 14/6/2024",
        "Không hỏi tên, số điện thoại, số căn cước.",
        "cán bộ phường không xem được phiếu",
        "Không có điện thoại thông minh: xin hỏi hội viên Cựu chiến binh tại bàn hỗ trợ.",
        "Chỉ trả lời tại địa chỉ ydan.example.vn",
    ):
        assert sentence in pages[0]


def test_progress_is_told_while_pages_are_laid_out_and_drawn(
    book: Path, progress: list[tuple[int, int]], shown: list[posters.PointFacts]
) -> None:
    many = len(shown)
    assert progress[-1] == (many, many)
    assert len(progress) == {12: 2, 209: 19}[many] + many
    assert [done for done, _total in progress] == sorted(done for done, _total in progress)


@pytest.mark.parametrize("paper", ["book", "annex"])
def test_papers_are_tagged_archives_in_whole_vietnamese_fonts(paper: str, request: pytest.FixtureRequest) -> None:
    path = request.getfixturevalue(paper)
    reader = PdfReader(path)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "vi"
    assert "/StructTreeRoot" in root
    assert re.search(r'part="3"', reader.xmp_metadata.stream.get_data().decode())
    assert fonts(reader)
    assert all(re.fullmatch(OUR_FONTS, name) for name in fonts(reader))


def test_the_same_codes_give_the_same_bytes(points: list[posters.PointFacts], shown: list[posters.PointFacts]) -> None:
    assert posters.poster_book(FACTS, points[:13]) == posters.poster_book(FACTS, points[:13])
    assert posters.code_list(FACTS, shown) == posters.code_list(FACTS, shown)
    assert posters.images(points[:3]) == posters.images(points[:3])


def test_a_simulated_round_is_marked_on_every_page(points: list[posters.PointFacts], tmp_path: Path) -> None:
    simulated = posters.RoundFacts(**{**vars(FACTS), "simulated": True})
    for name, content in (
        ("b", posters.poster_book(simulated, points[:2])),
        ("a", posters.code_list(simulated, points[:2])),
    ):
        (tmp_path / name).write_bytes(content)
        assert all("SỐ LIỆU MÔ PHỎNG" in page for page in words(tmp_path / name))


def test_a_real_round_bears_no_such_mark(pages: list[str], annex: Path) -> None:
    assert not any("MÔ PHỎNG" in page for page in [*pages, *words(annex)])


def test_the_list_holds_every_commune_under_its_district(annex: Path, points: list[posters.PointFacts]) -> None:
    text = "\n".join(words(annex))
    assert "DANH SÁCH MÃ QR CODE" in text
    sums = re.findall(r"^ *([A-ZĐ]\w+ \S.*?) +(\d+) đơn vị$", text, re.MULTILINE)
    assert sums[:3] == [("Thành phố Bắc Giang", "16"), ("Huyện Yên Thế", "19"), ("Huyện Tân Yên", "22")]
    assert sums[-1] == ("Tổng cộng", "209")
    # a long name stands in two lines, above and below the line of its code
    rows = re.findall(r"^ *(\d+) +(?:(\S.*?) {2,})?(\w{4} \w{4}) +(https://\S+)$", text, re.MULTILINE)
    assert [row[2:] for row in rows] == [(codes.pretty(point.code), point.url) for point in points]
    assert sum(row[1] == point.capital for row, point in zip(rows, points, strict=True)) > 190
    assert [row[0] for row in rows] == [str(number) for number in range(1, 210)]


def test_communes_without_districts_have_posters_and_a_list_too(tmp_path: Path) -> None:
    points = read_points("units-bac-ninh-2025.csv")
    (tmp_path / "a").write_bytes(posters.code_list(FACTS, points))
    (tmp_path / "b").write_bytes(posters.poster_book(FACTS, points[:3]))
    assert re.search(r"Tổng cộng +99 đơn vị", "\n".join(words(tmp_path / "a")))
    assert all(f"{point.capital}\n" in page for point, page in zip(points, words(tmp_path / "b"), strict=False))
    assert posters.file_name(points[0]).count("/") == 0


def test_the_archive_holds_a_drawing_and_a_picture_of_each_code(shown: list[posters.PointFacts]) -> None:
    seen: list[tuple[int, int]] = []
    archive = ZipFile(BytesIO(posters.images(shown, lambda done, total: seen.append((done, total)))))
    rows = list(csv.DictReader(StringIO(archive.read("danh-sach-ma-qr.csv").decode("utf-8-sig"))))
    assert seen[-1] == (len(shown), len(shown))
    assert len(archive.namelist()) == 1 + 2 * len(shown)
    assert all(name.isascii() for name in archive.namelist())
    assert rows[0]["file"] == f"thanh-pho-bac-giang/07201-phuong-tho-xuong-{shown[0].code}"
    for row in rows:
        assert addresses(Image.open(BytesIO(archive.read(f"{row['file']}.png"))).convert("L")) == [row["url"]]
        assert row["unit_name"].encode() in archive.read(f"{row['file']}.svg")


@pytest.mark.parametrize(
    ("first", "last", "dates", "window"),
    [
        (date(2024, 6, 12), date(2024, 6, 12), "Thứ Tư, ngày 12/6/2024", "ngày 12/6/2024"),
        (
            date(2024, 12, 31),
            date(2025, 1, 5),
            "Từ thứ Ba, ngày 31/12/2024 đến hết chủ Nhật, ngày 05/01/2025",
            "từ ngày 31/12/2024 đến hết ngày 05/01/2025",
        ),
    ],
)
def test_dates_are_said_as_short_as_they_are_clear(first: date, last: date, dates: str, window: str) -> None:
    facts = posters.RoundFacts(**{**vars(FACTS), "first_day": first, "last_day": last})
    assert (facts.dates, facts.window) == (dates, window)


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1:9/x.png", "../portal/config.py", "print/../../README.md"]
)
def test_a_paper_that_names_a_foreign_file_is_not_made(address: str) -> None:
    from portal.papers import typesetting  # noqa: PLC0415 - loads WeasyPrint, in every process that collects this file

    with pytest.raises(typesetting.ForeignResourceError):
        pdf.lay_out(f'<link rel="stylesheet" href="{address}"><p>x</p>')


def test_what_a_name_contains_is_only_text(points: list[posters.PointFacts], tmp_path: Path) -> None:
    nasty = posters.PointFacts(**{**vars(points[0]), "name": "<img src=x>"})
    (tmp_path / "b").write_bytes(posters.poster_book(FACTS, [nasty]))
    assert "<img src=x>" in words(tmp_path / "b")[0]


def read_points(file: str) -> list[posters.PointFacts]:
    rows = list(csv.DictReader(StringIO((ROOT / "plans" / file).read_text(encoding="utf-8"))))
    names = {row["code"]: f"{row['kind']} {row['name']}" for row in rows if row["level"] == "district"}
    random = Random(1)  # noqa: S311 - codes of a test
    return [point_of(row, names, codes.new_code(random)) for row in rows if row["level"] == "commune"]


def point_of(row: dict[str, str], districts: dict[str, str], code: str) -> posters.PointFacts:
    district = districts.get(row["parent_code"], "")
    return posters.PointFacts(row["code"], row["kind"], row["name"], district, code, f"{BASE_URL}/p/{code}")


def words(path: Path) -> list[str]:
    """Read the text of each page as it stands on it."""
    text = subprocess.run(["/usr/bin/pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout.decode()
    return [re.sub(r"^ +", "", page, flags=re.MULTILINE) for page in text.split("\f")[:-1]]


def addresses(picture: Image.Image) -> list[str]:
    return [found.data.decode() for found in decode(picture, symbols=[ZBarSymbol.QRCODE])]


def fonts(reader: PdfReader) -> set[str]:
    return {
        font.get_object()["/BaseFont"] for page in reader.pages for font in page["/Resources"].get("/Font", {}).values()
    }
