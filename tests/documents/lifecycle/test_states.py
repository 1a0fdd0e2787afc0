"""The life of a paper: every state with every act."""

from __future__ import annotations

import pytest

from portal.documents.lifecycle.states import STEPS, Act, State, label, loses_approval, may, next_state, next_step
from portal.errors import Conflict

TABLE = """
          edit   print     submit  return  approve   number    sign      issue   replace
draft     draft  draft     review  -       -         -         -         -       -
review    draft  review    -       draft   approved  -         -         -       -
approved  draft  approved  -       draft   -         approved  approved  issued  -
issued    -      -         -       -       -         -         -         -       replaced
replaced  -      -         -       -       -         -         -         -       -
"""
HEAD, *LINES = [line.split() for line in TABLE.strip().splitlines()]
CASES = [(state, act, to) for state, *cells in LINES for act, to in zip(HEAD, cells, strict=True)]


def test_the_table_names_every_state_and_every_act() -> None:
    assert {(state, act) for state, act, _ in CASES} == {(state, act) for state in State for act in Act}
    assert len(STEPS) == sum(to != "-" for _, _, to in CASES)


@pytest.mark.parametrize(("state", "act", "to"), CASES)
def test_each_act_leads_where_the_table_says(state: str, act: str, to: str) -> None:
    assert may(state, Act(act)) == (to != "-")
    if to == "-":
        with pytest.raises(Conflict):
            next_state(state, Act(act))
    else:
        assert next_state(state, Act(act)) == to


@pytest.mark.parametrize(
    ("state", "act", "loses"),
    [
        ("draft", "edit", False),
        ("review", "edit", True),
        ("approved", "edit", True),
        ("approved", "return", True),
        ("approved", "number", False),
        ("approved", "sign", False),
        ("approved", "print", False),
    ],
)
def test_number_date_and_signature_keep_the_approval_and_every_other_change_loses_it(
    state: str, act: str, *, loses: bool
) -> None:
    assert loses_approval(state, Act(act)) is loses


def test_an_issued_paper_says_how_it_can_still_be_changed() -> None:
    with pytest.raises(Conflict, match="lập văn bản mới thay thế"):
        next_state("issued", Act.EDIT)


def test_every_state_has_its_word() -> None:
    assert [label(state) for state in State] == ["Dự thảo", "Chờ duyệt", "Đã duyệt", "Đã ban hành", "Đã thay thế"]


@pytest.mark.parametrize(
    ("state", "complete", "numbered", "copies", "step", "said"),
    [
        ("draft", False, False, (), "write", "viết phần còn thiếu"),
        ("draft", True, False, (), "submit", "«Trình duyệt»"),
        ("review", True, False, (), "approve", "«Duyệt» hoặc «Trả lại»"),
        ("approved", True, False, ("outdated",), "number", "«Điền số, ngày»"),
        ("approved", True, True, ("refused", "outdated"), "sign", "«Tải bản ký lên»"),
        ("approved", True, True, ("checking",), "wait", "đang kiểm tra chữ ký"),
        ("approved", True, True, ("doubtful", "checking"), "confirm", "«Đối chiếu, xác nhận»"),
        ("approved", True, True, ("taken", "doubtful"), "issue", "«Ban hành»"),
        ("issued", True, True, ("taken",), "done", ""),
        ("replaced", True, True, ("taken",), "done", ""),
    ],
)
def test_the_page_names_the_one_step_that_leads_on(
    state: str, copies: tuple[str, ...], step: str, said: str, *, complete: bool, numbered: bool
) -> None:
    found, words = next_step(state, complete=complete, numbered=numbered, copies=copies)
    assert found == step
    assert said in words
    assert bool(said) == bool(words)


def test_who_reviews_is_first_led_to_the_question_that_bars_approval() -> None:
    asked = {"complete": True, "numbered": False, "copies": ()}
    assert next_step("review", **asked, asks_secrecy=True)[0] == "secrecy"
    assert next_step("review", **asked)[0] == "approve"
    assert next_step("draft", **asked, asks_secrecy=True)[0] == "submit"
