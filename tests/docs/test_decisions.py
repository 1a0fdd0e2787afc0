"""Every decision has its number, date and status, and says context, decision, cost and what would change our mind."""

from __future__ import annotations

import re

import pytest

from docs_tools.decision_index import FOLDER, PARTS, decisions
from portal.config import ROOT

pytestmark = pytest.mark.once
FILES = sorted(FOLDER.glob("[0-9]*.md"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_decision_has_every_field_in_its_order(path):
    text = path.read_text(encoding="utf-8")
    assert tuple(re.findall(r"^## .+$", text, re.MULTILINE)) == PARTS
    said = re.split(r"^## .+$", text, flags=re.MULTILINE)[1:]
    assert all(part.strip() for part in said)


def test_numbers_run_without_a_gap():
    assert [int(one.number) for one in decisions()] == list(range(1, len(FILES) + 1))
    assert all(one.file.startswith(one.number) for one in decisions())


def test_a_decision_stands_or_says_by_which_it_is_replaced():
    assert all(re.fullmatch(r"stands|replaced by \d{4}", one.status) for one in decisions())


def test_no_page_of_decisions_stands_beside_the_files():
    signpost = (ROOT / "DECISIONS.md").read_text(encoding="utf-8")
    assert "docs/decisions/index.md" in signpost
    assert signpost.count("#") == 1, "a file in docs/decisions for each; CONTRIBUTING.md says how"
    assert len(signpost.splitlines()) < 10
