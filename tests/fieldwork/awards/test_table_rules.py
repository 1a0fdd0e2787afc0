"""The table of the ranking and its words: filters, orders, cells, places that are shared, what stands on paper."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.fieldwork.awards import ranking, table
from portal.fieldwork.awards.models import ACCEPTED, DRAFT, RETURNED, SENT, AwardLine, AwardProposal
from portal.fieldwork.awards.ranking import (
    COUNTS,
    CRITERIA,
    POSTS,
    ROSTER,
    Candidate,
    Findings,
    Line,
    Ranking,
    Report,
    Share,
)
from portal.fieldwork.awards.table import OUT, PROPOSED, RANKED
from portal.web.ui.listing import ListFilter, cells, heads
from tests.fieldwork.awards.ranking_states import ranking_state, usual
from tests.fieldwork.publicity.entries import on
from tests.fieldwork.rounds import desk, round_of

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def rows_():
    round_of()
    return table.rows(usual(), AwardProposal(lines=[AwardLine(point_id=desk("07519").id), AwardLine(point_id=None)]))


def names(found) -> list[str]:
    return [one.point.unit.name for one in found]


@pytest.mark.parametrize(
    ("status", "through"),
    [
        ("", [True, True, True, True]),
        ("no filter", [True, True, True, True]),
        (RANKED, [True, True, False, True]),
        (OUT, [False, False, True, False]),
        (PROPOSED, [False, True, False, False]),
    ],
)
def test_a_filter_lets_through_what_it_names(rows_, status, through):
    assert [one.has(status) for one in rows_] == through


@pytest.mark.parametrize(
    ("list_filter", "left"),
    [
        (ListFilter(), ["Thanh Hải", "Chũ", "Thọ Xương", "Phúc Sơn"]),
        (ListFilter(sort="-place"), ["Phúc Sơn", "Thọ Xương", "Chũ", "Thanh Hải"]),
        (ListFilter(sort="unit"), ["Chũ", "Phúc Sơn", "Thanh Hải", "Thọ Xương"]),
        (ListFilter(sort="-unit"), ["Thọ Xương", "Thanh Hải", "Phúc Sơn", "Chũ"]),
        (ListFilter(sort="counts"), ["Thọ Xương", "Chũ", "Phúc Sơn", "Thanh Hải"]),
        (ListFilter(sort="-posts"), ["Thanh Hải", "Thọ Xương", "Phúc Sơn", "Chũ"]),
        (ListFilter(sort="roster"), ["Thanh Hải", "Chũ", "Phúc Sơn", "Thọ Xương"]),
        (ListFilter(typed="chu"), ["Chũ"]),
        (ListFilter(district="213"), ["Thọ Xương"]),
        (ListFilter(status=OUT), ["Phúc Sơn"]),
        (ListFilter(status=RANKED, district="219"), ["Thanh Hải", "Chũ"]),
    ],
)
def test_what_is_wished_for_is_left_in_its_order_the_first_place_first(rows_, list_filter, left):
    assert names(table.LISTING.apply(rows_, list_filter)) == left


def test_those_without_a_place_stand_between_the_placed_and_those_out():
    unplaced, placed, out = Line(Candidate(1)), Line(Candidate(2), Decimal(1), 209), Line(Candidate(3, {}, ("x",)))
    found = [table.Row(None, one) for one in (out, unplaced, placed)]
    assert [one.line for one in sorted(found, key=table.LISTING.orders["place"])] == [placed, unplaced, out]


def test_cells_say_place_score_words_and_why(rows_):
    first, second, out, last = rows_
    assert [one.place for one in rows_] == ["1", "2", "không xét", "3"]
    assert [one.score for one in rows_] == ["100,0", "74,3", "-", "28,6"]
    assert (out.why, first.why) == ("chưa chốt số liệu ngày 12/6", "")
    assert (second.words(COUNTS), second.words(ROSTER)) == ("80/100 ngày", "-")
    assert (second.value(COUNTS), second.value(ROSTER)) == (80.0, -1.0)
    assert (table.points(last, COUNTS), table.points(last, ROSTER)) == (0.0, "-")


def test_the_file_has_a_cell_for_each_head(rows_):
    header, values = heads(table.columns()), cells(table.columns(), rows_)
    assert all(len(one) == len(header) for one in values)
    assert header[3:5] == ["Phân công người trực", "Phân công người trực (điểm)"]
    assert values[1][:3] == ["2", "Thị trấn Chũ", "Huyện Lục Ngạn"]
    assert [one[-2:] for one in values] == [[100.0, ""], [74.3, ""], ["-", "chưa chốt số liệu ngày 12/6"], [28.6, ""]]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (Line(Candidate(1)), "-"),
        (Line(Candidate(1), Decimal(9), 1), "1"),
        (Line(Candidate(1), Decimal(9), 1, 2), "1 (đồng hạng 2)"),
        (Line(Candidate(1), Decimal(9), 1209, 12), "1.209 (đồng hạng 12)"),
    ],
)
def test_a_place_that_is_shared_says_by_how_many(app, line, said):
    assert table.place_in_words(line) == said


def test_the_basis_says_place_score_and_each_criterion_in_effect():
    round_of()
    found = usual()
    lines = {desk(code).id: code for code in ("07507", "07519", "07534", "07210")}
    said = {lines[one.candidate.key]: table.basis(one, found.ranking) for one in found.ranking.lines}
    assert said["07519"] == (
        "Hạng 2 trong 3 đơn vị được xét, 74,3/100 điểm; chốt số liệu đúng hạn: 80/100 ngày; tin trong ngày: 60/100 ngày"
    )
    assert said["07534"].startswith("Đơn vị không xếp hạng: chưa chốt số liệu ngày 12/6; chốt số liệu")


def test_where_nothing_is_known_the_basis_says_so(app):
    line = Line(Candidate(1))
    assert table.basis(line, Ranking((line,), {}, CRITERIA)) == "Chưa đủ số liệu để xếp hạng"


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ((), ""),
        ((POSTS,), "Chưa có số liệu: tin trong ngày. Trọng số"),
        ((ROSTER, POSTS), "Chưa có số liệu: phân công người trực, tin trong ngày. Trọng số"),
    ],
)
def test_criteria_without_data_are_named(app, left_out, said):
    found = table.left_out_in_words(Ranking((), {}, left_out))
    assert found.startswith(said)
    assert bool(found) is bool(said)


def test_weights_in_effect_are_told_in_percent(app):
    assert table.shares_in_words(Ranking((), {COUNTS: Fraction(5, 7), POSTS: Fraction(2, 7)}, ())) == {
        COUNTS: "71,4%",
        POSTS: "28,6%",
    }


def test_every_criterion_has_a_name_a_meaning_and_a_weight(app):
    assert list(table.labels()) == list(table.meanings()) == list(CRITERIA) == list(ranking.DEFAULT_WEIGHTS)
    assert "25" in table.meanings()["inspections"]
    assert "50" in table.meanings()["inspections"]


@pytest.mark.parametrize(
    ("status", "is_open", "word"),
    [(DRAFT, True, "đang lập"), (RETURNED, True, "trả lại"), (SENT, False, "chờ duyệt"), (ACCEPTED, False, "đã duyệt")],
)
def test_a_proposal_may_be_changed_while_it_is_drawn_up_or_was_sent_back(app, status, is_open, word):
    assert AwardProposal(status=status).is_open is is_open
    assert table.status_in_words(status)[1] == word


@pytest.mark.parametrize(("part", "whole", "percent"), [(0, 0, 100), (0, 6, 0), (5, 6, Fraction(250, 3)), (6, 6, 100)])
def test_a_share_is_exact_and_of_nothing_it_is_whole(part, whole, percent):
    assert Share(part, whole).percent == percent


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (1, "ngày 12/6"),
        (2, "ngày 12/6, 13/6"),
        (5, "ngày 12/6, 13/6, 14/6, 15/6, 16/6"),
        (6, "6 ngày"),
        (62, "62 ngày"),
    ],
)
def test_a_few_days_are_named_and_many_are_counted(app, days, said):
    assert ranking.days_in_words([on(n) for n in range(days)]) == said


@given(late=st.integers(0, 9), still_open=st.integers(0, 9), in_time=st.integers(0, 9))
def test_findings_take_off_what_the_page_says_and_never_below_nought(app, late, still_open, in_time):
    with app.test_request_context():
        figure = ranking.inspection_figure(Findings(1, in_time, late, still_open))
    assert figure is not None
    assert figure.value == max(0, 100 - 25 * late - 50 * still_open)
    assert sum(map(int, filter(str.isdigit, figure.words.replace("0", "")))) == late + still_open + in_time


@pytest.mark.parametrize(
    ("report", "out"),
    [
        (None, False),
        (Report(sent=False, in_time=False, is_over=True), True),
        (Report(sent=False, in_time=False, is_over=False), False),
        (Report(sent=True, in_time=False, is_over=True), False),
    ],
)
def test_a_report_never_sent_puts_a_commune_out_once_its_day_is_over(app, report, out):
    assert bool(ranking.faults(ranking.Facts(report=report))) is out


def test_a_commune_is_found_by_its_point():
    round_of()
    found = ranking_state(("07507", 1, 1, ()))
    line = found.line_of(desk().id)
    assert line is not None
    assert line.place == 1
    assert found.line_of(desk("07519").id) is found.line_of(None) is None


def test_the_figures_on_top_count_all_those_ranked_those_out_and_the_first(rows_):
    assert [n for n, _words in table.figures(rows_)] == [4, 3, 1, 1]
    assert [n for n, _words in table.figures([])] == [0, 0, 0, 0]
