from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.papers.letterhead import PROFILES, Issue, cite, date_line, enclosed_line, number_line, spelled
from tests.documents.samples import OFFICE, PLAN

SIGNED = Issue("12", date(2024, 6, 28), "K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "Nguyễn Văn A")


def words(text: str) -> str:
    """The text with its gaps made visible."""
    return text.replace("\u00a0" * 6, "…").replace("\u00a0", "…")


@pytest.mark.parametrize(
    ("profile", "body", "number", "line"),
    [
        ("party_hd36_2018", "BDVTU", "", "Số …-BC/BDVTU"),
        ("party_hd36_2018", "BDVTU", "7", "Số 07-BC/BDVTU"),
        ("party_hd36_2018", "BDVTU", "198", "Số 198-BC/BDVTU"),
        ("party_hd36_2018", "BDVTU", "12A", "Số 12A-BC/BDVTU"),
        ("party_hd05_2026", "BTGDVTU", "12", "Số 12-BC/BTGDVTU"),
        ("state_nd30_2020", "UBND", "", "Số: …/BC-UBND"),
        ("state_nd30_2020", "UBND", "12", "Số: 12/BC-UBND"),
    ],
)
def test_the_number_waits_for_the_clerk(profile: str, body: str, number: str, line: str) -> None:
    assert words(number_line(PROFILES[profile], "BC", replace(OFFICE, symbol=body), number)) == line


@pytest.mark.parametrize(
    ("profile", "body", "division", "number", "line"),
    [
        ("state_nd30_2020", "SYT", "NVY", "", "Số: …/SYT-NVY"),
        ("state_nd30_2020", "SYT", "NVY", "12", "Số: 12/SYT-NVY"),
        ("state_nd30_2020", "SYT", "", "12", "Số: 12/SYT"),
        ("party_hd36_2018", "BDVTU", "PCQNN", "12", "Số 12-CV/BDVTU"),
        ("party_hd36_2018", "", "", "", ""),
        ("party_hd36_2018", "", "", "7", "Số 07-CV"),
    ],
)
def test_a_letter_is_numbered_as_its_family_numbers_letters(profile, body, division, number, line) -> None:
    office = replace(OFFICE, symbol=body, division=division)
    assert words(number_line(PROFILES[profile], "CV", office, number)) == line


@pytest.mark.parametrize(
    ("issued", "due", "line"),
    [
        (date(2024, 6, 5), None, "Bắc Giang, ngày 05 tháng 6 năm 2024"),
        (date(2025, 2, 7), date(2025, 2, 28), "Bắc Giang, ngày 07 tháng 02 năm 2025"),
        (None, date(2024, 6, 28), "Bắc Giang, ngày…tháng 6 năm 2024"),
        (None, None, "Bắc Giang, ngày…tháng … năm…"),
    ],
)
def test_the_date_is_never_guessed(issued: date | None, due: date | None, line: str) -> None:
    assert words(date_line("Bắc Giang", issued, due)) == line


def test_annexes_name_the_paper_they_belong_to() -> None:
    due = date(2024, 6, 28)
    assert enclosed_line("Báo cáo", "Số 12-BC/BDVTU", OFFICE, SIGNED, due) == (
        "Kèm theo Báo cáo số 12-BC/BDVTU ngày 28/6/2024 của Ban Dân vận Tỉnh ủy"
    )
    state = replace(OFFICE, profile="state_nd30_2020")
    assert "Báo cáo số 12/BC-SNV ngày" in enclosed_line("Báo cáo", "Số: 12/BC-SNV", state, SIGNED, due)
    draft = words(enclosed_line("Báo cáo", "Số …-BC/BDVTU", OFFICE, Issue(), due))
    assert draft == "Kèm theo Báo cáo số …-BC/BDVTU ngày …/6/2024 của Ban Dân vận Tỉnh ủy"


@pytest.mark.parametrize(
    ("profile", "start"),
    [
        ("party_hd36_2018", "Kế hoạch số 198-KH/BDVTU ngày 05/6/2024 của Ban Dân vận Tỉnh ủy về tổ chức khảo sát"),
        ("party_hd05_2026", "Kế hoạch số 198-KH/BDVTU, ngày 05/6/2024 của Ban Dân vận Tỉnh ủy về tổ chức khảo sát"),
    ],
)
def test_the_profile_decides_the_comma_of_a_citation(profile: str, start: str) -> None:
    assert cite(PROFILES[profile], PLAN).startswith(start)


@pytest.mark.parametrize("gap", ["number", "issued_on", "capacity", "signer"])
def test_a_paper_is_a_draft_until_number_date_and_signer_are_there(gap: str) -> None:
    assert not SIGNED.is_draft
    assert not replace(SIGNED, signer_office="").is_draft
    assert replace(SIGNED, **{gap: None if gap == "issued_on" else ""}).is_draft  # type: ignore[arg-type]


def test_the_profile_decides_the_spelling_of_uy() -> None:
    other = replace(PROFILES["party_hd36_2018"], uy="uỷ")
    assert spelled(other, "TỈNH ỦY, Tỉnh ủy, Ủy ban, thủy lợi") == "TỈNH UỶ, Tỉnh uỷ, Uỷ ban, thủy lợi"
    assert spelled(PROFILES["party_hd36_2018"], "Tỉnh ủy") == "Tỉnh ủy"
