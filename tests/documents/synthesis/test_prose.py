"""The third edition: one text in every copy that names no unit for its result, read sentence by sentence."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from portal.documents.synthesis import estimate_text, synthesis
from portal.documents.synthesis.figures import (
    Crowded,
    EarlierRound,
    Fieldwork,
    SynthesisFigures,
    Trait,
    TraitGroup,
    Work,
)
from portal.documents.synthesis.prose import comparisons, findings, places, work
from portal.results.scoring import Score
from portal.results.statistics.round_changes import Pair, compare_rounds
from portal.results.statistics.weighting import Stratum
from tests.documents import samples
from tests.documents.samples import area, commune

GOOD = [(20, 15)] * 3
LOW = [(20, 5)] * 3
MANY = [(20, 25)] * 3
TOO_MANY = [(20, 45)] * 3
LATE = [(20, 15), (None, 15), (20, 15)]
ANSWERS = (2, 3, 10, 25, 10, 4)


def told(figures: SynthesisFigures, key: str) -> str:
    return " ".join(next(section for section in synthesis.outline(figures) if section.key == key).sentences)


def test_turnout_is_told_in_the_offices_words_and_cites_what_every_copy_holds() -> None:
    communes = [commune(f"Xã {n}", GOOD) for n in range(3)] + [commune("Xã L", LOW), commune("Xã M", MANY)]
    first, second, *_rest = findings.participation(samples.figures((area("Huyện A", *communes),)))
    assert first == (
        "Trong 03 ngày (từ ngày 12/6 đến ngày 14/6/2024), có 300 lượt người dân đến bộ phận tiếp nhận và trả kết quả; "
        "có 225 phiếu hợp lệ, bằng 75,0% số lượt người dân đến. Có 03/05 đơn vị bảo đảm số lượt tham gia theo Kế "
        "hoạch; 01 đơn vị dưới mức tối thiểu; 01 đơn vị có số phiếu vượt số lượt người dân đến, cần giải trình "
        "(Phụ lục 1)."
    )
    assert second == (
        "Chưa yêu cầu 01 đơn vị có số phiếu vượt số lượt người dân đến giải trình, nên chưa nêu tên đơn vị "
        "(Phụ lục 9, gửi riêng)."
    )


@pytest.mark.parametrize(
    ("notes", "received"),
    [
        ((), "chưa nhận của 02 đơn vị"),
        (("Xã M",), "đã nhận giải trình của 01 đơn vị, chưa nhận của 01 đơn vị"),
        (("Xã M", "Xã N"), "đã nhận giải trình của 02 đơn vị"),
    ],
)
def test_who_was_asked_to_explain_is_counted_and_never_called_abnormal(notes: tuple[str, ...], received: str) -> None:
    asked = [commune(name, days) for name, days in (("Xã M", MANY), ("Xã N", TOO_MANY))]
    explained = [
        replace(
            one,
            days=tuple(replace(day, status="cao_can_giai_trinh", note="x" * (one.name in notes)) for day in one.days),
        )
        for one in asked
    ]
    figures = samples.figures((area("Huyện A", *explained),), explanations_asked_on=date(2024, 6, 18))
    assert findings.explanations(figures) == (
        "Đã yêu cầu 02 đơn vị có số phiếu vượt số lượt người dân đến giải trình ngày 18/6/2024; đến ngày 20/6/2024, "
        f"{received} (danh sách tại Phụ lục 9, gửi riêng)."
    )
    printed = [str(one) for one in synthesis.annexes_of(figures, "full")] + [told(figures, "II.1")]
    assert not any("bất thường" in text for text in printed)


def test_why_a_district_far_below_the_share_keeps_to_the_plan() -> None:
    rule = Crowded(40, 20, 50, "điểm 3.2, mục II Kế hoạch số 198-KH/BDVTU")
    crowded = [commune(f"Phường {n}", [(100, 25)] * 3) for n in range(3)]
    figures = samples.figures((area("Thành phố Bắc Giang", *crowded, commune("Xã L", LOW)),))
    figures = replace(figures, survey=replace(samples.SURVEY, crowded=rule))
    assert findings.crowded_days(figures) == (
        "Thành phố Bắc Giang có tỷ lệ tham gia 25,0% nhưng 3/4 đơn vị bảo đảm số lượt tham gia, do ngày có đông người "
        "đến chỉ yêu cầu tối thiểu 20 phiếu (điểm 3.2, mục II Kế hoạch số 198-KH/BDVTU)."
    )
    assert not findings.crowded_days(replace(figures, by_district=False))
    assert not findings.crowded_days(replace(figures, survey=samples.SURVEY))


def test_the_overall_result_is_told_with_its_base() -> None:
    figures = samples.told(samples.figures((area("Huyện A", commune("Xã A", GOOD, ANSWERS)),)))
    share, spread = findings.overall(figures)
    assert share == (
        "Có 70,0% người trả lời hài lòng hoặc rất hài lòng về việc thực hiện chức trách, nhiệm vụ của "
        "chủ tịch UBND cấp xã; điểm bình quân 3,76/5."
    )
    assert spread == (
        "Trong 50 phiếu có ý kiến: rất hài lòng 10 phiếu (20,0%), hài lòng 25 phiếu (50,0%), bình thường 10 phiếu "
        "(20,0%), không hài lòng 3 phiếu (6,0%), rất không hài lòng 2 phiếu (4,0%) (Phụ lục 3)."
    )
    silent = samples.told(samples.figures((area("Huyện A", commune("Xã A", GOOD, (2, 3, 10, 25, 10, 5))),)))
    assert "; 5 phiếu chọn “Không biết / không có ý kiến”, không tính vào tỷ lệ (Phụ lục 3)." in told(silent, "II.3")


def test_clearly_apart_matters_are_named_and_close_ones_are_not() -> None:
    answers = {"Q1": (0, 0, 10, 500, 490, 0), "Q13": (100, 300, 300, 200, 100, 0)}
    whole = commune("Xã A", GOOD, (10, 40, 150, 500, 300, 0))
    far = samples.told(samples.figures((area("Huyện A", whole, answers=answers),)))
    assert findings.by_question(far)[0] == (
        "Nội dung được người trả lời đánh giá cao nhất là năng lực chỉ đạo, điều hành công việc của địa "
        "phương (99,0%); thấp nhất là kết quả giữ gìn vệ sinh môi trường trên địa bàn (30,0%) (Phụ lục 3)."
    )
    close = samples.told(samples.figures((area("Huyện A", commune("Xã A", GOOD, ANSWERS)),)))
    assert "chênh lệch giữa các nội dung chưa rõ rệt" in findings.by_question(close)[0]


def test_districts_are_told_by_their_range_without_names() -> None:
    far = [area(f"Huyện {n}", commune(f"Xã {n}", GOOD, (0, 0, 100 - n, 0, n, 0))) for n in (60, 75, 90)]
    figures = samples.told(samples.figures(tuple(far)))
    assert places.by_place(figures)[0] == (
        "Tỷ lệ hài lòng chung của các huyện, thị xã, thành phố từ 60,0% đến 90,0% (Phụ lục 4)."
    )
    assert places.by_place(samples.figures(tuple(far)))[0] == places.IN_ANNEX_4


def units(*answers: tuple[int, ...], **changes: object) -> SynthesisFigures:
    communes = [commune(f"Xã {n}", GOOD, one) for n, one in enumerate(answers)]
    return samples.figures((area("Huyện A", *communes),), **changes)


def test_without_a_source_no_threshold_is_named_and_communes_are_held_against_the_rest() -> None:
    figures = units(*[(0, 0, 10, 80, 10, 0)] * 8, (60, 20, 10, 10, 0, 0), (0, 0, 1, 4, 0, 0))
    sentence = places.communes(figures)
    assert sentence == (
        "So sánh tỷ lệ hài lòng của từng đơn vị với các đơn vị còn lại, sau khi điều chỉnh do so sánh nhiều đơn vị: "
        "01 đơn vị thấp hơn mức chung; 08 đơn vị cao hơn mức chung; 01 đơn vị dưới 20 phiếu có ý kiến, không so sánh "
        "(danh sách tại Phụ lục 5, gửi riêng)."
    )
    assert "dưới 70%" not in sentence


@pytest.mark.parametrize(
    ("answers", "changes", "place"),
    [
        ((0, 0, 1, 18, 0, 0), {}, places.FEW),
        ((60, 20, 10, 10, 0, 0), {}, places.BELOW),
        ((0, 15, 20, 60, 5, 0), {}, places.UNSURE),
        ((0, 0, 20, 80, 0, 0), {}, 1),
        ((60, 20, 10, 10, 0, 0), {"is_flagged": True}, places.UNSOUND),
        ((60, 20, 10, 10, 0, 0), {"verdict": "thap"}, places.UNSOUND),
        ((60, 20, 10, 10, 0, 0), {"chair": "vacant"}, places.VACANT),
    ],
)
def test_a_threshold_with_a_source_takes_a_corrected_limit_and_no_open_flag(
    answers: tuple[int, ...], changes: dict[str, object], place: int | str
) -> None:
    source = replace(samples.GROUPING, source="văn bản số 12-HD/BDVTU")
    figures = units(answers, *[(0, 0, 10, 80, 10, 0)] * 8, grouping=source)
    assert places.place_of(figures, replace(figures.communes[0], **changes)) == place  # type: ignore[arg-type]
    assert "(căn cứ: văn bản số 12-HD/BDVTU)" in places.communes(figures)


def test_the_corrected_limit_is_wider_the_more_units_are_compared() -> None:
    score = Score(100, 0, top2=60.0)
    assert places.upper_limit(score, 1) < places.upper_limit(score, 10) < places.upper_limit(score, 200) < 80


def way(one: tuple[int, ...], other: tuple[int, ...]) -> Trait:
    groups = (TraitGroup("Tự bấm", one), TraitGroup("Nhờ người hỗ trợ", other), TraitGroup("Không trả lời", (0,) * 6))
    return Trait("Người bấm chọn", groups, is_way_of_answering=True)


@pytest.mark.parametrize(
    ("trait", "end"),
    [
        (way((0, 0, 20, 80, 0, 0), (0, 0, 22, 78, 0, 0)), "Chưa đủ căn cứ kết luận có khác biệt (Phụ lục 6)."),
        (way((0, 0, 60, 40, 0, 0), (0, 0, 5, 95, 0, 0)), "Nhóm “nhờ người hỗ trợ” có tỷ lệ cao hơn (Phụ lục 6)."),
        (way((0, 0, 20, 80, 0, 0), (0, 0, 1, 5, 0, 0)), ""),
        (replace(way((0, 0, 20, 80, 0, 0), (0, 0, 22, 78, 0, 0)), is_way_of_answering=False), ""),
    ],
    ids=["same", "apart", "few", "another question"],
)
def test_whether_it_matters_who_held_the_phone(trait: Trait, end: str) -> None:
    figures = units((0, 0, 20, 80, 0, 0), traits=(trait,))
    said = " ".join(comparisons.sentences(figures))
    assert said.endswith(end)
    assert bool(said) == bool(end)
    assert not said or "(người trả lời tự khai)" in said


def before(satisfied: int) -> EarlierRound:
    pairs = [Pair(Stratum(satisfied * 2 + n % 2, 200), Stratum(170 + n % 3, 200)) for n in range(30)]
    return EarlierRound("Đợt tháng 4/2024", date(2024, 4, 10), date(2024, 4, 10), compare_rounds(pairs))


def test_the_last_round_is_compared_where_the_overall_result_may_be_told() -> None:
    figures = samples.told(units((0, 0, 20, 80, 0, 0), earlier=before(70)))
    (said,) = comparisons.sentences(figures)
    assert said == estimate_text.change_sentence(figures)
    assert not comparisons.sentences(replace(figures, earlier=None))
    assert not comparisons.sentences(replace(figures, outward={}))


def test_fieldwork_says_who_has_not_and_where_that_is_listed() -> None:
    recorded = Fieldwork(
        task_forces=203, posted=198, inspections=21, inspected=20, faults=3, faults_mended=2, rosters=200
    )
    figures = replace(samples.province_2024(), fieldwork=recorded)
    assert (
        told(figures, "I.1")
        == "Có 203/209 xã, phường, thị trấn thành lập tổ công tác; 06 đơn vị chưa thành lập (Phụ lục 8)."
    )
    assert told(figures, "I.2").startswith("Có 198/209 đơn vị niêm yết; chưa có số liệu về việc thông báo")
    assert "; 09 điểm gửi sau hoặc chưa gửi (Phụ lục 8)." in told(figures, "I.3")
    assert told(figures, "I.4") == (
        "Đã kiểm tra 21 lượt tại 20/209 đơn vị; phát hiện 03 tồn tại, đã khắc phục 02; còn 01 tồn tại (Phụ lục 8)."
    )
    mended = replace(figures, fieldwork=replace(recorded, faults_mended=3))
    assert told(mended, "I.4").endswith("phát hiện 03 tồn tại, đã khắc phục hết (Phụ lục 8).")


def test_names_of_who_has_not_stand_by_district() -> None:
    first, second = (commune(f"Xã {n}", GOOD, work=Work(task_force=n == 1, roster=True)) for n in (1, 2))
    figures = samples.figures((area("Huyện A", first, second),))
    assert work.not_done(figures) == ("Chưa thành lập tổ công tác: xã 2 (huyện A).",)


def test_no_commune_is_named_anywhere_in_the_text() -> None:
    figures = samples.told(samples.province_2024())
    text = " ".join(" ".join(section.sentences) for section in synthesis.outline(figures))
    for one in figures.communes:
        assert not re.search(rf"\b{one.name}\b", text, re.IGNORECASE), one.name


@pytest.mark.parametrize("made", [samples.empty(), samples.empty(by_district=False)])
def test_without_any_figure_every_measured_section_says_so(made: SynthesisFigures) -> None:
    measured = [section for section in synthesis.outline(made) if section.key.partition(".")[0] in {"0", "I", "II"}]
    sentences = [sentence for section in measured for sentence in section.sentences]
    assert sentences
    assert all(sentence.startswith("Chưa có số liệu") and not re.search(r"\d", sentence) for sentence in sentences)


def test_a_province_without_districts_has_no_sentence_or_heading_about_them() -> None:
    sections = synthesis.outline(samples.told(samples.province_2025()))
    text = " ".join(f"{s.title} {' '.join(s.sentences)} {s.prompt} {s.offers}" for s in sections)
    assert "huyện" not in text
    assert "Đối với Đảng ủy UBND tỉnh" in text


@pytest.mark.parametrize(
    ("figures", "end"),
    [
        (samples.province_2024(), "xem xét, cho ý kiến chỉ đạo./."),
        (samples.province_2025(), "xem xét, cho ý kiến chỉ đạo."),
    ],
)
def test_the_closing_line_ends_as_its_profile_wants(figures: SynthesisFigures, end: str) -> None:
    closing = synthesis.wording(figures, "full").closing
    assert closing.endswith(end)
    assert closing.startswith("Trên đây là kết quả khảo sát, lấy ý kiến của người dân đối với chủ tịch UBND")


def test_every_annex_is_cited_and_one_that_goes_apart_says_so() -> None:
    figures = samples.told(samples.province_2024())
    text = " ".join(" ".join(section.sentences) for section in synthesis.outline(figures))
    for number in (2, 5, 9):
        assert f"Phụ lục {number}, gửi riêng" in text
    held = replace(figures, office=replace(figures.office, restricted=()))
    assert "gửi riêng" not in " ".join(" ".join(section.sentences) for section in synthesis.outline(held))
