"""The participation rule of Plan 198: the bands of every preset, the verdicts at their edges, and the words."""

from __future__ import annotations

import unicodedata
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.surveys import turnout
from portal.surveys.turnout import NOT_JUDGED, PRESETS, Counted, Status, band, judge, judge_period

VISITS = (0, 1, 9, 10, 19, 20, 21, 39, 40, 41, 200, 400)
BANDS = {
    "A": "0-0 1-1 5-13 5-15 10-28 10-30 11-31 20-58 20-60 21-61 100-300 200-600",
    "B": "0-0 1-1 5-9 5-10 10-19 10-20 11-21 20-39 20-40 21-41 100-200 200-400",
    "C": "0-10 0-11 0-19 0-20 9-29 10-30 11-31 29-49 30-50 31-51 190-210 390-410",
    "D": "0-10 0-10 0-14 0-15 0-19 0-20 1-20 10-29 20-30 20-30 90-110 190-210",
    "E": "0-0 1-1 9-9 10-10 10-19 10-20 11-21 20-39 20-40 21-41 100-200 200-400",
    "H": "0-0 1-1 5-9 5-10 10-19 10-20 11-21 20-39 20-40 20-41 20-200 20-400",
}

PLAN_VISITS = (6, 12, 15, 20, 30, 40, 60, 90, 200)
PLAN_TABLE = {
    "A": "3-9 6-18 8-22 10-30 15-45 20-60 30-90 45-135 100-300",
    "B": "3-6 6-12 8-15 10-20 15-30 20-40 30-60 45-90 100-200",
    "C": "0-16 2-22 5-25 10-30 20-40 30-50 50-70 80-100 190-210",
    "D": "0-13 0-16 0-17 0-20 5-25 10-30 20-40 35-55 90-110",
    "E": "6-6 10-12 10-15 10-20 15-30 20-40 30-60 45-90 100-200",
    "H": "3-6 6-12 8-15 10-20 15-30 20-40 20-60 20-90 20-200",
}
NEVER = 10**9

CAME = "số lượt người dân đến"
RAISED = "ngày có từ 40 lượt: đồng thời không dưới 20 phiếu"
CROWDED = "ngày có từ 40 lượt: ít nhất 20 phiếu"
SHORT = "số lượt đến"
EITHER = ", được thấp hoặc cao hơn 3 phiếu"
ASKED = "36 lượt đến: cần ít nhất 18 phiếu, nhiều nhất 36 phiếu."

POLICIES = st.sampled_from(list(PRESETS.values()))
COUNTS = st.integers(0, 500)
DAYS = st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=5)
SCALABLE = st.sampled_from([PRESETS[key] for key in "ABEH"])  # C and D allow a fixed number of ballots either way


def bands(text: str) -> list[tuple[int, int]]:
    return [(int(low), int(high)) for low, high in (pair.split("-") for pair in text.split())]


@pytest.mark.parametrize(
    ("preset", "visits", "expected"),
    [(key, *case) for key, text in BANDS.items() for case in zip(VISITS, bands(text), strict=True)],
)
def test_the_band_at_every_edge(preset: str, visits: int, expected: tuple[int, int]) -> None:
    verdict = judge(PRESETS[preset], visits, 0)
    assert (verdict.low, verdict.high) == band(PRESETS[preset], visits) == expected


@pytest.mark.parametrize(
    ("preset", "visits", "expected"),
    [(key, *case) for key, text in PLAN_TABLE.items() for case in zip(PLAN_VISITS, bands(text), strict=True)],
)
def test_the_plans_table_before_the_clause_on_crowded_days(preset: str, visits: int, expected: tuple[int, int]) -> None:
    policy = PRESETS[preset] if preset == "H" else replace(PRESETS[preset], crowded_from=NEVER)
    assert band(policy, visits) == expected


def test_there_are_six_presets_and_none_can_be_changed() -> None:
    assert "".join(PRESETS) == "ABCDEH"
    assert all(policy.preset == key for key, policy in PRESETS.items())
    with pytest.raises(FrozenInstanceError):
        PRESETS["H"].crowded_from = 50  # type: ignore[misc]


@pytest.mark.parametrize(
    ("preset", "visits", "ballots", "status"),
    [
        # H: half, twenty from forty visits, never more than came
        ("H", 0, 0, "dat"),
        ("H", 0, 1, "cao_bat_thuong"),
        ("H", 1, 0, "thap"),
        ("H", 1, 1, "dat"),
        ("H", 1, 2, "cao_bat_thuong"),
        ("H", 2, 3, "cao_can_giai_trinh"),
        ("H", 2, 4, "cao_bat_thuong"),
        ("H", 9, 4, "thap"),
        ("H", 9, 5, "dat"),
        ("H", 9, 9, "dat"),
        ("H", 9, 10, "cao_can_giai_trinh"),
        ("H", 9, 13, "cao_can_giai_trinh"),
        ("H", 9, 14, "cao_bat_thuong"),
        ("H", 39, 19, "thap"),
        ("H", 39, 20, "dat"),
        ("H", 40, 19, "thap"),
        ("H", 40, 20, "dat"),
        ("H", 41, 20, "dat"),
        ("H", 200, 19, "thap"),
        ("H", 200, 20, "dat"),
        ("H", 200, 200, "dat"),
        ("H", 200, 201, "cao_can_giai_trinh"),
        ("H", 200, 300, "cao_can_giai_trinh"),
        ("H", 200, 301, "cao_bat_thuong"),
        # A allows up to one and a half, so that what is above is never «explain»
        ("A", 0, 0, "dat"),
        ("A", 0, 1, "cao_bat_thuong"),
        ("A", 1, 1, "dat"),
        ("A", 1, 2, "cao_bat_thuong"),
        ("A", 9, 13, "dat"),
        ("A", 9, 14, "cao_bat_thuong"),
        ("A", 200, 99, "thap"),
        ("A", 200, 300, "dat"),
        ("A", 200, 301, "cao_bat_thuong"),
        # B
        ("B", 41, 20, "thap"),
        ("B", 41, 21, "dat"),
        ("B", 200, 99, "thap"),
        ("B", 200, 300, "cao_can_giai_trinh"),
        ("B", 200, 301, "cao_bat_thuong"),
        # C: ten either way; at a quiet desk that reaches beyond one and a half
        ("C", 0, 0, "dat"),
        ("C", 0, 10, "dat"),
        ("C", 0, 11, "cao_bat_thuong"),
        ("C", 1, 11, "dat"),
        ("C", 1, 12, "cao_bat_thuong"),
        ("C", 20, 30, "dat"),
        ("C", 20, 31, "cao_bat_thuong"),
        ("C", 21, 31, "dat"),
        ("C", 21, 32, "cao_bat_thuong"),
        ("C", 40, 29, "thap"),
        ("C", 40, 51, "cao_can_giai_trinh"),
        ("C", 40, 60, "cao_can_giai_trinh"),
        ("C", 40, 61, "cao_bat_thuong"),
        # D: ten around the half
        ("D", 0, 10, "dat"),
        ("D", 0, 11, "cao_bat_thuong"),
        ("D", 1, 10, "dat"),
        ("D", 1, 11, "cao_bat_thuong"),
        ("D", 39, 9, "thap"),
        ("D", 39, 10, "dat"),
        ("D", 40, 19, "thap"),
        ("D", 40, 30, "dat"),
        ("D", 40, 31, "cao_can_giai_trinh"),
        ("D", 40, 60, "cao_can_giai_trinh"),
        ("D", 40, 61, "cao_bat_thuong"),
        # E: half and ten, as far as so many came
        ("E", 0, 0, "dat"),
        ("E", 1, 0, "thap"),
        ("E", 9, 8, "thap"),
        ("E", 9, 9, "dat"),
        ("E", 19, 9, "thap"),
        ("E", 19, 10, "dat"),
        ("E", 21, 10, "thap"),
        ("E", 21, 11, "dat"),
    ],
)
def test_the_verdict_at_every_edge(preset: str, visits: int, ballots: int, status: str) -> None:
    assert judge(PRESETS[preset], visits, ballots).status == status


@pytest.mark.parametrize("preset", PRESETS)
def test_a_day_without_visits_entered_is_not_judged(preset: str) -> None:
    verdict = judge(PRESETS[preset], None, 24)
    assert (verdict.status, verdict.low, verdict.high) == (Status.CHUA_DU_SO_LIEU, None, None)
    assert verdict.sentence == "Chưa có số lượt người dân đến nên chưa tính được mức tham gia; đã có 24 phiếu."


@pytest.mark.parametrize(
    ("setting", "visits", "expected"),
    [
        ({"crowded_from": 30}, 29, (15, 29)),
        ({"crowded_from": 30}, 30, (20, 30)),
        ({"crowded_from": 60}, 59, (30, 59)),
        ({"crowded_from": 60}, 60, (20, 60)),
        ({"crowded_from": 10}, 15, (15, 15)),
        ({"crowded_ballots": 25}, 200, (25, 200)),
    ],
)
def test_when_a_day_is_crowded_is_the_rounds_to_set(
    setting: dict[str, int], visits: int, expected: tuple[int, int]
) -> None:
    assert band(replace(PRESETS["H"], **setting), visits) == expected


@pytest.mark.parametrize(
    ("preset", "days", "status", "low", "high"),
    [
        ("H", [(36, 20), (40, 30), (100, 33)], "dat", 58, 176),
        ("H", [(36, 18), (40, 20), (100, 19)], "thap", 58, 176),
        ("H", [(9, 9), (9, 9), (9, 10)], "cao_can_giai_trinh", 15, 27),
        ("H", [(9, 40), (9, 0), (9, 0)], "cao_can_giai_trinh", 15, 27),
        ("H", [(9, 41), (9, 0), (9, 0)], "cao_bat_thuong", 15, 27),
        ("A", [(1, 1), (1, 1), (1, 2)], "dat", 3, 4),
        ("A", [(1, 2), (1, 2), (1, 1)], "cao_bat_thuong", 3, 4),
        ("B", [(41, 21), (200, 100)], "dat", 121, 241),
        ("C", [(20, 30), (20, 30)], "dat", 20, 60),
        ("C", [(20, 31), (20, 30)], "cao_bat_thuong", 20, 60),
        ("D", [(40, 30), (21, 20), (1, 10)], "dat", 21, 61),
        ("E", [(6, 6), (12, 10)], "dat", 16, 18),
        ("E", [(6, 5), (12, 10)], "thap", 16, 18),
        ("H", [(0, 0), (0, 0)], "dat", 0, 0),
        ("H", [(36, 20), (None, 30), (100, 33)], "chua_du_so_lieu", None, None),
        ("H", [(None, 0)], "chua_du_so_lieu", None, None),
        ("H", [], "chua_du_so_lieu", None, None),
    ],
)
def test_a_period_is_judged_on_its_sums(
    preset: str, days: list[tuple[int | None, int]], status: str, low: int | None, high: int | None
) -> None:
    verdict = judge_period(PRESETS[preset], days)
    assert (verdict.status, verdict.low, verdict.high) == (status, low, high)


@pytest.mark.parametrize(
    ("visits", "ballots", "sentence"),
    [
        (36, 24, f"{ASKED} Có 24 phiếu: đạt."),
        (
            36,
            12,
            f"{ASKED} Có 12 phiếu: thiếu 6 phiếu so với mức tối thiểu.",
        ),
        (
            36,
            40,
            f"{ASKED} Có 40 phiếu: vượt 4 phiếu so với mức nhiều nhất, cần giải trình.",
        ),
        (
            36,
            55,
            f"{ASKED} Có 55 phiếu: quá 1,5 lần số lượt đến, cần kiểm tra.",
        ),
        (15, 9, "15 lượt đến: cần ít nhất 8 phiếu, nhiều nhất 15 phiếu. Có 9 phiếu: đạt, dưới mốc 10 phiếu."),
        (15, 10, "15 lượt đến: cần ít nhất 8 phiếu, nhiều nhất 15 phiếu. Có 10 phiếu: đạt."),
        (0, 0, "0 lượt đến: không yêu cầu số phiếu. Có 0 phiếu: đạt."),
        (0, 3, "0 lượt đến: không yêu cầu số phiếu. Có 3 phiếu mà không có lượt người dân đến, cần kiểm tra."),
        (1240, 1100, "1.240 lượt đến: cần ít nhất 20 phiếu, nhiều nhất 1.240 phiếu. Có 1.100 phiếu: đạt."),
    ],
)
def test_the_sentence_shows_the_figures_that_made_the_verdict(visits: int, ballots: int, sentence: str) -> None:
    assert judge(PRESETS["H"], visits, ballots).sentence == sentence


def test_a_quiet_day_under_a_tolerance_has_no_least_number() -> None:
    assert judge(PRESETS["C"], 6, 16).sentence == "6 lượt đến: nhiều nhất 16 phiếu. Có 16 phiếu: đạt."


def test_the_periods_sentence_names_its_days() -> None:
    verdict = judge_period(PRESETS["H"], [(36, 20), (40, 30), (100, 33)])
    assert verdict.sentence == ("3 ngày, 176 lượt đến: cần ít nhất 58 phiếu, nhiều nhất 176 phiếu. Có 83 phiếu: đạt.")


def test_a_period_with_a_day_missing_says_what_is_known() -> None:
    assert judge_period(PRESETS["H"], [(36, 20), (40, 30), (None, 3)]).sentence == (
        "Còn 1 trong 3 ngày chưa có số lượt người dân đến nên chưa tính được mức tham gia; "
        "đã có 76 lượt đến của 2 ngày và 53 phiếu của 3 ngày."
    )


def test_a_period_with_no_day_entered_says_so() -> None:
    assert judge_period(PRESETS["H"], [(None, 1), (None, 2)]).sentence == (
        "Chưa có ngày nào có số lượt người dân đến nên chưa tính được mức tham gia; đã có 3 phiếu."
    )


@pytest.mark.parametrize(
    ("visits", "sentence"),
    [
        (36, "36 lượt đến: cần ít nhất 18 phiếu, nhiều nhất 36 phiếu."),
        (0, "0 lượt đến: không yêu cầu số phiếu."),
        (None, "Chưa nhập số lượt người dân đến."),
    ],
)
def test_what_is_asked_can_be_said_without_a_word_of_the_ballots(visits: int | None, sentence: str) -> None:
    assert turnout.requirement(PRESETS["H"], visits) == sentence


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("dat", "Đạt"),
        ("thap", "Dưới mức tối thiểu"),
        ("cao_can_giai_trinh", "Vượt số lượt đến, cần giải trình"),
        ("cao_bat_thuong", "Vượt bất thường, cần kiểm tra"),
        ("chua_du_so_lieu", "Chưa đủ số liệu"),
    ],
)
def test_a_verdict_has_one_name_on_screen_and_on_paper(status: str, words: str) -> None:
    assert turnout.label(status) == words
    assert turnout.label(Status(status)) == words


@pytest.mark.parametrize(
    ("preset", "words"),
    [
        ("A", f"ít nhất 50% {CAME} ({RAISED}), không vượt 150% {CAME}"),
        ("B", f"ít nhất 50% {CAME} ({RAISED}), không vượt {CAME}"),
        ("C", f"chênh lệch không quá 10 phiếu so với {CAME} ({RAISED})"),
        ("D", f"chênh lệch không quá 10 phiếu so với 50% {CAME} ({RAISED})"),
        (
            "E",
            f"ít nhất 50% {CAME} và ít nhất 10 phiếu (ngày dưới 10 lượt: bằng {CAME}; {RAISED}), không vượt {CAME}",
        ),
        ("H", f"ít nhất 50% {CAME} (ngày có từ 40 lượt: ít nhất 20 phiếu), không vượt {CAME}"),
    ],
)
def test_the_policy_in_words(preset: str, words: str) -> None:
    assert turnout.rule(PRESETS[preset]) == words
    assert turnout.in_words(PRESETS[preset]) == f"Mức tham gia: {words}"


@pytest.mark.parametrize(
    ("preset", "words"),
    [
        ("A", f"Cần ít nhất một nửa {SHORT} ({RAISED}), không vượt 150% {SHORT}."),
        ("B", f"Cần ít nhất một nửa {SHORT} ({RAISED}), không vượt {SHORT}."),
        ("C", f"Số phiếu chênh lệch không quá 10 phiếu so với {SHORT} ({RAISED})."),
        ("D", f"Số phiếu chênh lệch không quá 10 phiếu so với một nửa {SHORT} ({RAISED})."),
        ("H", f"Cần ít nhất một nửa {SHORT} (ngày có từ 40 lượt: ít nhất 20 phiếu), không vượt {SHORT}."),
    ],
)
def test_the_policy_as_a_commune_reads_it(preset: str, words: str) -> None:
    assert turnout.need(PRESETS[preset]) == words


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"crowded_ballots": 0}, f"ít nhất 50% {CAME}, không vượt {CAME}"),
        ({"floor_percent": 100, "tolerance": 3}, f"chênh lệch không quá 3 phiếu so với {CAME} ({CROWDED})"),
        ({"tolerance": 3}, f"ít nhất 50% {CAME} ({CROWDED}), không vượt {CAME}{EITHER}"),
        (
            {"floor_percent": 100, "floor_ballots": 5, "tolerance": 3, "crowded_ballots": 0},
            f"ít nhất 100% {CAME} và ít nhất 5 phiếu (ngày dưới 5 lượt: bằng {CAME}), không vượt {CAME}{EITHER}",
        ),
    ],
)
def test_the_words_of_policies_that_no_preset_has(setting: dict[str, int], words: str) -> None:
    assert turnout.rule(replace(PRESETS["H"], **setting)) == words


@pytest.mark.parametrize(
    ("counted", "high", "where"), [(Counted(), 60, "ngày"), (Counted(once=True), 50, "đơn vị")], ids=["days", "once"]
)
def test_where_one_figure_stands_for_the_round_the_tolerance_is_given_once(
    counted: Counted, high: int, where: str
) -> None:
    policy = replace(PRESETS["C"], counted=counted)
    assert judge_period(policy, [(20, 10), (20, 10)]).high == high
    assert f"({where} có từ 40 lượt" in turnout.rule(policy)


def test_held_against_nothing_everything_complies_and_no_word_is_said() -> None:
    found = judge(NOT_JUDGED, None, 9), judge(NOT_JUDGED, 1, 9), judge_period(NOT_JUDGED, [(None, 3)])
    assert set(found) == {turnout.NOTHING_ASKED}
    assert turnout.in_words(NOT_JUDGED) == ""


def test_the_words_follow_the_settings() -> None:
    policy = replace(PRESETS["H"], crowded_from=60, crowded_ballots=25)
    assert "ngày có từ 60 lượt: ít nhất 25 phiếu" in turnout.in_words(policy)


@pytest.mark.parametrize(
    ("guidance", "ending"),
    [
        ("", "theo cách tính Ban Dân vận Tỉnh ủy thống nhất áp dụng cho đợt khảo sát"),
        ("Công văn số 15-CV/BDVTU ngày 10/6/2024", "Công văn số 15-CV/BDVTU ngày 10/6/2024"),
    ],
)
def test_in_print_the_rule_has_no_letter_but_the_plans_own_clause(guidance: str, ending: str) -> None:
    printed = turnout.in_print(
        clause="điểm 3.2, mục II",
        plan="Kế hoạch số 198-KH/BDVTU",
        guidance=guidance,
        issuer="Ban Dân vận Tỉnh ủy",
    )
    assert printed == f"mức tham gia tính theo điểm 3.2, mục II Kế hoạch số 198-KH/BDVTU, {ending}"


@pytest.mark.parametrize(("visits", "ballots"), [(-1, 0), (0, -1), (None, -1)])
def test_a_negative_figure_is_a_mistake_of_the_caller(visits: int | None, ballots: int) -> None:
    with pytest.raises(ValueError, match="negative"):
        judge(PRESETS["H"], visits, ballots)
    with pytest.raises(ValueError, match="negative"):
        judge_period(PRESETS["H"], [(visits, ballots)])


@given(POLICIES, COUNTS, COUNTS, COUNTS)
def test_more_ballots_never_turn_enough_into_too_few(
    policy: turnout.Policy, visits: int, ballots: int, more: int
) -> None:
    order = [Status.THAP, Status.DAT, Status.CAO_CAN_GIAI_TRINH, Status.CAO_BAT_THUONG]
    before, after = judge(policy, visits, ballots).status, judge(policy, visits, ballots + more).status
    assert order.index(before) <= order.index(after)


@given(POLICIES, COUNTS)
def test_every_day_can_comply_and_nobody_is_asked_for_more_than_came(policy: turnout.Policy, visits: int) -> None:
    low, high = band(policy, visits)
    assert 0 <= low <= high
    assert low <= visits
    assert judge(policy, visits, low).status == judge(policy, visits, high).status == Status.DAT


@given(SCALABLE, COUNTS, COUNTS, st.integers(1, 10**12))
def test_what_suffices_suffices_at_any_scale(policy: turnout.Policy, visits: int, ballots: int, times: int) -> None:
    status = judge(policy, visits, ballots).status
    if status is not Status.THAP:
        assert judge(policy, visits * times, ballots * times).status == status


@given(POLICIES, COUNTS, COUNTS)
def test_a_period_of_one_day_is_judged_as_the_day(policy: turnout.Policy, visits: int, ballots: int) -> None:
    day, period = judge(policy, visits, ballots), judge_period(policy, [(visits, ballots)])
    assert (day.status, day.low, day.high) == (period.status, period.low, period.high)


@given(POLICIES, DAYS)
def test_days_that_all_comply_make_a_period_that_complies(policy: turnout.Policy, days: list[tuple[int, int]]) -> None:
    kept = [(visits, min(max(ballots, band(policy, visits)[0]), band(policy, visits)[1])) for visits, ballots in days]
    assert judge_period(policy, kept).status == Status.DAT


@given(POLICIES, DAYS)
def test_the_order_of_days_does_not_matter(policy: turnout.Policy, days: list[tuple[int, int]]) -> None:
    assert judge_period(policy, days) == judge_period(policy, days[::-1])


@given(POLICIES, COUNTS, COUNTS)
def test_every_sentence_names_both_figures_and_is_nfc(policy: turnout.Policy, visits: int, ballots: int) -> None:
    sentence = judge(policy, visits, ballots).sentence
    assert sentence.startswith(f"{visits} lượt đến: ")
    assert f"Có {ballots} phiếu" in sentence
    assert unicodedata.is_normalized("NFC", sentence)
