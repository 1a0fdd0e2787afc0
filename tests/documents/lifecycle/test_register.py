"""The register's rows: what each says of its paper, on the screen and in the Excel file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from portal.documents.lifecycle import register
from portal.documents.lifecycle.register import Row

PAPER = {
    "kind": "synthesis",
    "title": "Báo cáo kết quả",
    "unit": SimpleNamespace(title="tỉnh Bắc Giang"),
    "number": "12",
    "issued_on": date(2024, 7, 1),
    "signer": "TRƯỞNG BAN, Nguyễn Văn A",
    "state": "issued",
    "asked_at": datetime(2024, 6, 20, 2, tzinfo=UTC),
    "asker": SimpleNamespace(full_name="Trần Thị B", simulated=True),
    "sha256": "ab" * 32,
    "figures_digest": "cd" * 32,
    "round": SimpleNamespace(simulated=False),
}


def row(**other: object) -> Row:
    return Row(SimpleNamespace(**PAPER | other), 2)  # type: ignore[arg-type]


def told(**other: object) -> dict[str, object]:
    """A row of the Excel file, by its heads."""
    return {head: of(row(**other)) for head, of in register.columns()}


@pytest.mark.parametrize(
    ("paper", "head", "cell"),
    [
        ({}, "Số", "12"),
        ({"number": ""}, "Số", None),
        ({}, "Người ký", "TRƯỞNG BAN, Nguyễn Văn A"),
        ({"signer": ""}, "Người ký", None),
        ({}, "SHA-256 của tệp", "ab" * 32),
        ({"sha256": ""}, "SHA-256 của tệp", None),
        ({}, "Ngày ban hành", date(2024, 7, 1)),
        ({}, "Loại văn bản", "Báo cáo tổng hợp kết quả khảo sát"),
        ({"kind": "of-an-older-portal"}, "Loại văn bản", "of-an-older-portal"),
        ({}, "Tình trạng", "Đã ban hành"),
        ({}, "Người lập", "Trần Thị B"),
        ({}, "Lần", 2),
    ],
)
def test_each_cell_says_what_stands_in_the_paper_and_an_empty_one_nothing(app, paper, head, cell):
    with app.test_request_context():
        assert told(**paper)[head] == cell


@pytest.mark.parametrize(
    ("paper", "simulated"),
    [({}, False), ({"round": SimpleNamespace(simulated=True)}, True), ({"round": None}, True)],
)
def test_a_paper_is_simulated_as_its_round_is_or_without_one_as_who_asked(paper, simulated):
    assert row(**paper).simulated is simulated


@pytest.mark.parametrize(
    ("before", "number"), [({"a": None}, 1), ({"a": "b", "b": None}, 2), ({"a": "b", "b": "c", "c": None}, 3)]
)
def test_a_paper_is_as_far_on_as_papers_stand_before_it(before, number):
    assert register.revision("a", before) == number
