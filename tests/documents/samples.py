"""Figures for tests: made by hand, or generated over the real units with a seed."""

from __future__ import annotations

import csv
import random
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from portal.documents.synthesis.figures import (
    CODES,
    EDITION,
    Area,
    Citation,
    Commune,
    Day,
    Grouping,
    Office,
    Question,
    Survey,
    SynthesisFigures,
)
from portal.results.disclosure.disclosure_control import Row, Table
from portal.surveys.turnout import PRESETS, Status, in_print, judge_period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.documents.synthesis.figures import Answers

PLANS = Path(__file__).resolve().parents[2] / "plans"
DAYS = (date(2024, 6, 12), date(2024, 6, 13), date(2024, 6, 14))
EXTRACTED = datetime(2024, 6, 20, 9, 21, 58, tzinfo=UTC)
HEADLINE = "Q14"

GROUPS = {
    "G1": "Thực hiện chức trách, nhiệm vụ",
    "G2": "Phẩm chất, tác phong",
    "G3": "Tiếp công dân, đối thoại",
    "G4": "Giải quyết kiến nghị, khiếu nại",
    "G5": "Bộ phận một cửa",
    "G6": "Công khai, minh bạch",
    "G7": "Kết quả trên địa bàn",
}
TEXTS = (
    ("G1", "Năng lực chỉ đạo, điều hành công việc của địa phương (giải quyết việc chung của xã)"),
    ("G1", "Việc thực hiện những điều đã hứa, đã cam kết với người dân"),
    ("G2", "Sự liêm chính (trong sạch, không vụ lợi), gương mẫu"),
    ("G2", "Thái độ, tác phong khi tiếp xúc với người dân (gần gũi, tôn trọng)"),
    ("G3", "Việc tiếp công dân (đúng lịch đã công khai)"),
    ("G3", "Việc lắng nghe, đối thoại với Nhân dân"),
    ("G4", "Việc trả lời, giải quyết phản ánh, kiến nghị của người dân"),
    ("G4", "Việc giải quyết khiếu nại, tố cáo, hòa giải tranh chấp (đúng pháp luật, công bằng)"),
    ("G5", "Việc giải quyết thủ tục hành chính tại bộ phận một cửa (đúng hẹn, đúng quy định)"),
    ("G5", "Thái độ phục vụ, hướng dẫn của công chức bộ phận một cửa"),
    ("G6", "Việc công khai để người dân biết và giám sát (thu chi, đất đai, công trình, các khoản đóng góp)"),
    ("G7", "Kết quả giữ gìn an ninh, trật tự trên địa bàn"),
    ("G7", "Kết quả giữ gìn vệ sinh môi trường trên địa bàn"),
    ("", "Nhìn chung, ông/bà hài lòng ở mức nào về việc thực hiện chức trách, nhiệm vụ của Chủ tịch UBND?"),
)
QUESTIONS = tuple(
    Question(f"Q{n}", str(n), text, re.sub(r" \([^)]*\)", "", text), group)
    for n, (group, text) in enumerate(TEXTS, start=1)
)

PLAN = Citation(
    "Kế hoạch",
    "198-KH/BDVTU",
    date(2024, 6, 5),
    "Ban Dân vận Tỉnh ủy",
    "tổ chức khảo sát, lấy ý kiến của người dân đối với chủ tịch UBND xã, phường, thị trấn",
)
OFFICE = Office(
    profile="party_hd36_2018",
    superior="TỈNH ỦY BẮC GIANG",
    issuer="BAN DÂN VẬN",
    symbol="BDVTU",
    place="Bắc Giang",
    name="Ban Dân vận Tỉnh ủy",
    reports_to="Thường trực, Ban Thường vụ Tỉnh ủy",
    restricted_to="Thường trực, Ban Thường vụ Tỉnh ủy",
    restricted=(2, 5, 9),
    government="Ban cán sự đảng UBND tỉnh",
    recipients=(
        "Ban Dân vận Trung ương (b/c)",
        "Thường trực, Ban Thường vụ Tỉnh ủy (b/c)",
        "Ban Chỉ đạo thực hiện Quy chế dân chủ tỉnh",
        "Ban cán sự đảng UBND tỉnh",
        "Hội Cựu chiến binh tỉnh (p/h)",
        "Các huyện, thị, thành ủy (không kèm Phụ lục 2, 5, 9)",
        "Lãnh đạo Ban, các phòng",
        "Lưu: Phòng CQNN, Văn thư",
    ),
)
SURVEY = Survey(
    slug="198-kh-bdvtu",
    title="Khảo sát, lấy ý kiến của người dân đối với chủ tịch UBND xã, phường, thị trấn",
    subject="kết quả khảo sát, lấy ý kiến của người dân đối với chủ tịch UBND xã, phường, thị trấn tháng 6 năm 2024",
    closing="Trên đây là kết quả khảo sát, lấy ý kiến của người dân đối với chủ tịch UBND xã, phường, thị trấn, "
    "Ban Dân vận Tỉnh ủy báo cáo Thường trực, Ban Thường vụ Tỉnh ủy xem xét, cho ý kiến chỉ đạo",
    plan=PLAN,
    days=DAYS,
    units="xã, phường, thị trấn",
    districts="huyện, thị xã, thành phố",
    rated="chủ tịch UBND cấp xã",
    desk="bộ phận tiếp nhận và trả kết quả",
    helpers="Hội Cựu chiến binh",
    turnout_rule=in_print(
        clause="điểm 3.2, mục II",
        plan="Kế hoạch số 198-KH/BDVTU",
        guidance="",
        issuer="Ban Dân vận Tỉnh ủy",
    ),
    form="Bản câu hỏi dự thảo, chưa phải mẫu PKS 02 kèm theo Kế hoạch số 152-KH/BCSĐ-BDVTU",
    due_on=date(2024, 6, 28),
    simulated=True,
)
GROUPING = Grouping(floors=(90, 80, 70), least=20, least_shown=5)


def figures(areas: tuple[Area, ...], **changes: object) -> SynthesisFigures:
    made = SynthesisFigures(
        office=OFFICE,
        survey=SURVEY,
        grouping=GROUPING,
        extracted_at=EXTRACTED,
        by_district=True,
        headline=HEADLINE,
        method="top2",
        groups=GROUPS,
        questions=QUESTIONS,
        areas=areas,
        edition=EDITION,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def told(made: SynthesisFigures) -> SynthesisFigures:
    """The same with every count let out of the office."""
    outward = {}
    for question in made.questions:
        whole, *rows = (
            Row(sum(counts[:5]), counts[:5]) if (counts := area.answers.get(question.id)) else None
            for area in (made.whole, *made.areas)
        )
        outward[question.id] = Table("five", tuple(rows), whole)
    return replace(made, outward=outward)


def commune(
    name: str, days: Sequence[tuple[int | None, int | None]], overall: Answers | None = None, **changes: object
) -> Commune:
    """A commune whose verdict is judged from its days by preset H."""
    known = [(visits, ballots or 0) for visits, ballots in days]
    verdict = judge_period(PRESETS["H"], known)
    made = Commune(name, name, tuple(Day(*day) for day in days), verdict.low, verdict.status, overall)
    return replace(made, **changes)  # type: ignore[arg-type]


def area(name: str, *communes: Commune, answers: dict[str, Answers] | None = None) -> Area:
    """An area whose overall answers are its communes' together, every other question the same unless given."""
    whole = tuple(map(sum, zip(*(c.overall for c in communes if c.overall), strict=True)))
    found = {question.id: whole for question in QUESTIONS if whole} | (answers or {})
    return Area(name, name, communes, found)


def empty(*, by_district: bool = True) -> SynthesisFigures:
    """Nothing entered, nothing answered: every table is empty."""
    nothing = [(None, None)] * 3
    names = ("Xã Thanh Hải", "Xã Quý Sơn", "Xã Phúc Sơn")
    bare = [commune(name, nothing, verdict=Status.CHUA_DU_SO_LIEU) for name in names]
    return figures((Area("Huyện Lục Ngạn", "Huyện Lục Ngạn", tuple(bare), {}),), by_district=by_district)


def province_2024(seed: int = 1) -> SynthesisFigures:
    """209 communes in ten districts: some quiet, some crowded, some late, one suspicious."""
    return generated("units-bac-giang-2024.csv", seed)


def province_2025(seed: int = 1) -> SynthesisFigures:
    """99 communes without districts, issued under the rules of 2026."""
    made = generated("units-bac-ninh-2025.csv", seed)
    office = replace(
        OFFICE,
        profile="party_hd05_2026",
        superior="TỈNH ỦY BẮC NINH",
        issuer="BAN TUYÊN GIÁO VÀ DÂN VẬN",
        symbol="BTGDVTU",
        place="Bắc Ninh",
        name="Ban Tuyên giáo và Dân vận Tỉnh ủy",
        government="Đảng ủy UBND tỉnh",
    )
    days = tuple(date(2026, 6, day) for day in (10, 11, 12))
    survey = replace(
        SURVEY,
        days=days,
        subject="kết quả khảo sát, lấy ý kiến của người dân đối với chủ tịch UBND xã, phường tháng 6 năm 2026",
        closing=SURVEY.closing.replace(", thị trấn", "").replace("Ban Dân vận", "Ban Tuyên giáo và Dân vận"),
        units="xã, phường",
        due_on=date(2026, 6, 26),
        simulated=False,
    )
    return replace(made, office=office, survey=survey, by_district=False)


@cache
def generated(file: str, seed: int) -> SynthesisFigures:
    rows = list(csv.DictReader((PLANS / file).read_text(encoding="utf-8").splitlines()))
    draw = random.Random(seed)  # noqa: S311
    districts = {row["code"]: f"{row['kind'].capitalize()} {row['name']}" for row in rows if row["level"] == "district"}
    communes = [row for row in rows if row["level"] == "commune"]
    grouped = (lambda row: districts[row["parent_code"]]) if districts else (lambda row: f"Các {row['kind']}")
    communes.sort(key=lambda row: (grouped(row), row["code"]))
    areas = tuple(drawn_area(draw, name, list(rows)) for name, rows in groupby(communes, key=grouped))
    return figures(areas, by_district=bool(districts))


def drawn_area(draw: random.Random, name: str, rows: list[dict[str, str]]) -> Area:
    communes = tuple(drawn_commune(draw, row) for row in rows)
    answers = {
        question.id: tuple(map(sum, zip(*(drawn_answers(draw, c.ballots or 0) for c in communes), strict=True)))
        for question in QUESTIONS
        if question.group
    }
    return area(name, *communes, answers=answers)


def drawn_commune(draw: random.Random, row: dict[str, str]) -> Commune:
    busy = draw.choice([8, 25, 40, 60])
    days: list[tuple[int | None, int | None]] = []
    for _ in range(3):
        visits = draw.randint(busy // 2, busy * 2)
        ballots = int(visits * draw.choice([0.4, 0.6, 0.7, 0.8, 0.9, 1.0] if draw.random() > 0.1 else [1.2, 1.8]))
        days.append((None if draw.random() < 0.02 else visits, ballots))
    overall = drawn_answers(draw, sum(ballots or 0 for _visits, ballots in days))
    chair = draw.choices(["incumbent", "acting", "vacant", "secretary_chair"], [95, 2, 1, 2])[0]
    return commune(f"{row['kind'].capitalize()} {row['name']}", days, overall, code=row["code"], chair=chair)


def drawn_answers(draw: random.Random, ballots: int) -> Answers:
    weights = [1, 3, 12, draw.randint(35, 55), draw.randint(20, 45), 4]
    picked = draw.choices(CODES, weights, k=ballots)
    return tuple(picked.count(code) for code in CODES)
