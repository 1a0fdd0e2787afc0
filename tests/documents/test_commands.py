"""`flask documents render`, and a province without districts from plan to paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from docx import Document
from pypdf import PdfReader

from portal.accounts.permissions import Role
from portal.audit.operations import record
from portal.documents import moments
from portal.documents.kinds import KINDS
from portal.documents.lifecycle.requests import Request
from portal.documents.synthesis import snapshot
from portal.extensions import db
from portal.papers.letterhead import Issue
from portal.surveys.plan import plan
from portal.web.data import clock
from portal.web.ui import terms
from tests import make
from tests.documents.lifecycle.test_operations import opened
from tests.documents.printed import SYNTHESIS, words_of

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

pytestmark = pytest.mark.usefixtures("db")


def run(app: Flask, *words: str) -> tuple[int, str]:
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["documents", "render", *words])
    return result.exit_code, result.output


def test_the_shell_prints_either_copy(app: Flask, tmp_path: Path) -> None:
    opened()
    for copy, annexes in (("full", 11), ("districts", 8), ("restricted", 3)):
        out = tmp_path / f"{copy}.pdf"
        code, said = run(app, "synthesis", "198-kh-bdvtu", "--copy", copy, "--out", str(out))
        assert (code, str(out) in said, "không vào sổ" in said) == (0, True, copy == "districts")
        text = words_of(out.read_bytes())
        assert text.count("PHỤ LỤC ") == annexes
        assert ("Dự thảo lần 1" in text) == (copy != "restricted")


def test_figures_are_frozen_in_the_words_of_their_round_outside_of_a_page() -> None:
    kind = replace(KINDS["synthesis"], freeze=lambda _request: terms.at_hand())
    survey = make.survey_round()
    assert terms.at_hand() == terms.NEUTRAL
    assert kind.freeze_asked(Request(survey)) == survey.plan_data.terms
    assert terms.at_hand() == terms.NEUTRAL


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("synthesis", "khong-co"), "Không có đợt khảo sát «khong-co»."),
        (("synthesis", "198-kh-bdvtu"), "Kết quả chưa mở."),
        (("letter", "198-kh-bdvtu"), "'letter' is not one of"),
    ],
)
def test_the_shell_says_why_there_is_no_paper(app: Flask, tmp_path: Path, words: tuple[str, str], said: str) -> None:
    make.survey_round()
    out = tmp_path / "f.pdf"
    code, output = run(app, *words, "--out", str(out))
    assert code != 0
    assert said in output
    assert not out.exists()


def test_a_round_without_districts_gives_a_paper_without_them() -> None:
    make.units_of(2025)
    later = plan.parse((make.PLANS / "mau-2025.toml").read_text())
    survey = make.survey_round(
        "mau-2025",
        catalogue_id=2025,
        plan=later.to_json(),
        first_day=later.window.first_day,
        last_day=later.window.last_day,
        results_opened_at=clock.end_of(later.window.last_day),
    )
    make.ballots(make.point("07210", survey), [{f"Q{n}": 4 for n in range(1, 15)}] * 3, later.window.first_day)
    figures = snapshot.synthesis_figures(survey)
    assert {area.name for area in figures.areas} == {"Các phường", "Các xã"}
    assert (len(figures.communes), figures.by_district) == (99, False)
    text = " ".join(SYNTHESIS.html(figures, {}, Issue()))
    assert "huyện" not in text.lower()
    assert "BAN TUYÊN GIÁO VÀ DÂN VẬN" in text
    assert "Trung tâm Phục vụ hành chính công" in text


def test_the_same_figures_are_the_same_file_a_day_later(app: Flask, tmp_path: Path) -> None:
    opened()
    files = {name: tmp_path / f"{name}.docx" for name in ("first", "later", "named")}
    day_later = clock.now() + timedelta(days=1)
    assert run(app, "synthesis", "198-kh-bdvtu", "--out", str(files["first"]))[0] == 0
    with clock.moved_to(day_later, everywhere=True):
        assert run(app, "synthesis", "198-kh-bdvtu", "--out", str(files["later"]))[0] == 0
        asked = ("--at", "2024-06-28T08:15", "--out", str(files["named"]))
        assert run(app, "synthesis", "198-kh-bdvtu", *asked)[0] == 0
    assert files["first"].read_bytes() == files["later"].read_bytes()
    assert str(Document(str(files["named"])).core_properties.created)[:16] == "2024-06-28 01:15"


def test_the_moment_is_that_of_the_last_change_and_not_of_the_last_reader() -> None:
    survey, who = opened(), make.account(Role.PROVINCE_EDITOR)
    changed = clock.now().replace(microsecond=0) + timedelta(hours=1)
    with clock.moved_to(changed):
        record("inspection.made", by=who)
    for hours, action in ((2, "results.export"), (3, "documents.write"), (4, "accounts.sign-in")):
        with clock.moved_to(changed + timedelta(hours=hours)):
            record(action, by=who)
    db.session.flush()
    with clock.moved_to(changed + timedelta(days=1)):
        assert moments.moment_of([survey]) == changed
        survey.closes_at = clock.now() + timedelta(days=9)
        assert moments.moment_of([survey]) == clock.now().replace(microsecond=0), "while ballots come"


def test_the_list_of_codes_is_printed_from_the_shell(app: Flask, tmp_path: Path) -> None:
    survey = make.survey_round()
    code, out = make.point("07507", survey).code, tmp_path / "codes.pdf"
    assert run(app, "codes", survey.slug, "--out", str(out))[0] == 0
    assert f"{code[:4]} {code[4:]}" in PdfReader(out).pages[0].extract_text()
