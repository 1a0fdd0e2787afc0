"""Papers frozen before the third edition: their sentences stay what they were issued with."""

from __future__ import annotations

import re
from dataclasses import replace

from portal.documents.synthesis import synthesis as report
from portal.documents.synthesis.earlier import findings
from portal.documents.synthesis.earlier import outline as synthesis
from portal.documents.synthesis.figures import SECOND_EDITION, Fieldwork, SynthesisFigures, Theme
from portal.papers.sections import editable as editable_sections
from portal.surveys.turnout import Status
from tests.documents import samples
from tests.documents.samples import area, commune

GOOD = [(20, 15)] * 3
LOW = [(20, 5)] * 3
MANY = [(20, 25)] * 3
TOO_MANY = [(20, 45)] * 3
LATE = [(20, 15), (None, 15), (20, 15)]


def told(figures: SynthesisFigures, key: str) -> str:
    return " ".join(next(section for section in synthesis.outline(figures) if section.key == key).sentences)


def test_turnout_is_told_in_the_offices_words() -> None:
    communes = [commune(f"Xã {n}", GOOD) for n in range(3)] + [commune("Xã L", LOW), commune("Xã M", MANY)]
    assert findings.participation(samples.figures((area("Huyện A", *communes),)))[0] == (
        "Trong 03 ngày (từ ngày 12/6 đến ngày 14/6/2024), có 300 lượt người dân đến bộ phận tiếp nhận và trả kết quả; "
        "có 225 phiếu hợp lệ, bằng 75,0% số lượt người dân đến. "
        "Có 03/05 đơn vị bảo đảm số lượt tham gia theo Kế hoạch; "
        "01 đơn vị dưới mức tối thiểu; 01 đơn vị có số phiếu vượt số lượt người dân đến, cần giải trình (Phụ lục 1, 2)."
    )


def test_missing_visits_are_told_and_the_rate_where_all_is_known_stands_beside() -> None:
    figures = samples.figures((area("Huyện A", commune("Xã A", GOOD), commune("Xã B", LATE)),))
    first, beside, days, *_ = findings.participation(figures)
    assert "01 đơn vị chưa đủ số liệu" in first
    assert beside == ("Tính riêng 01 đơn vị đủ số liệu, có 60 lượt người dân đến và 45 phiếu hợp lệ, bằng 75,0%.")
    assert "ngày 13/6: 20 lượt người dân đến, 30 phiếu hợp lệ (150,0%)" in days


def test_far_too_many_ballots_have_words_of_their_own() -> None:
    figures = samples.figures((area("Huyện A", commune("Xã A", TOO_MANY)),))
    sentence = findings.participation(figures)[0]
    assert "Không có đơn vị bảo đảm số lượt tham gia theo Kế hoạch" in sentence
    assert "01 đơn vị có số phiếu vượt bất thường, cần kiểm tra" in sentence


def test_ballots_without_any_visits_have_no_rate() -> None:
    nothing = commune("Xã A", [(None, 5)] * 3, verdict=Status.CHUA_DU_SO_LIEU)
    sentences = findings.participation(samples.figures((area("Huyện A", nothing),)))
    assert sentences[0] == (
        "Trong 03 ngày (từ ngày 12/6 đến ngày 14/6/2024), có 15 phiếu hợp lệ. "
        "Chưa có số liệu đã chốt về số lượt người dân đến."
    )
    assert "%" not in " ".join(sentences)


def test_visits_without_any_ballots_are_told_and_only_neither_is_nothing() -> None:
    came = commune("Xã A", [(20, None)] * 3, verdict=Status.CHUA_DU_SO_LIEU)
    sentences = findings.participation(samples.figures((area("Huyện A", came),)))
    assert sentences[0].startswith(
        "Trong 03 ngày (từ ngày 12/6 đến ngày 14/6/2024), có 60 lượt người dân đến bộ phận tiếp nhận và trả kết quả; "
        "chưa có số liệu về số phiếu."
    )
    neither = commune("Xã A", [(None, None)] * 3, verdict=Status.CHUA_DU_SO_LIEU)
    assert findings.participation(samples.figures((area("Huyện A", neither),))) == (findings.NOTHING,)


def test_the_overall_result_is_told_with_its_base() -> None:
    figures = samples.figures((area("Huyện A", commune("Xã A", GOOD, (2, 3, 10, 25, 10, 4))),))
    share, spread = findings.overall(figures)
    assert share == (
        "Có 70,0% người trả lời hài lòng hoặc rất hài lòng về việc thực hiện chức trách, nhiệm vụ của "
        "chủ tịch UBND cấp xã; điểm bình quân 3,76/5."
    )
    assert spread == (
        "Trong 50 phiếu có ý kiến: rất hài lòng 10 phiếu (20,0%), hài lòng 25 phiếu (50,0%), "
        "bình thường 10 phiếu (20,0%), không hài lòng 3 phiếu (6,0%), rất không hài lòng 2 phiếu (4,0%); "
        "ngoài ra có 4 phiếu chọn “Không biết / không có ý kiến” (Phụ lục 3)."
    )


def test_fewer_than_five_opinions_show_no_result() -> None:
    figures = samples.figures((area("Huyện A", commune("Xã A", GOOD, (0, 0, 0, 0, 4, 41))),))
    assert findings.overall(figures) == ("Dưới 05 phiếu có ý kiến, không nêu kết quả.",)
    assert findings.by_question(figures) == (findings.NO_RESULTS,)


def test_overlapping_intervals_are_not_called_high_and_low() -> None:
    close = samples.figures((area("Huyện A", commune("Xã A", GOOD, (2, 3, 10, 25, 10, 4))),))
    assert "chênh lệch giữa các nội dung chưa rõ rệt" in findings.by_question(close)[0]
    assert "cao nhất" not in findings.by_question(close)[0]


def test_clearly_apart_questions_are_named() -> None:
    answers = {"Q1": (0, 0, 10, 500, 490, 0), "Q13": (100, 300, 300, 200, 100, 0)}
    figures = samples.figures((area("Huyện A", commune("Xã A", GOOD, (10, 40, 150, 500, 300, 0)), answers=answers),))
    sentence = findings.by_question(figures)[0]
    assert "cao nhất: “Năng lực chỉ đạo, điều hành công việc của địa phương” (99,0%)" in sentence
    assert "thấp nhất: “Kết quả giữ gìn vệ sinh môi trường trên địa bàn” (30,0%)" in sentence


def test_questions_that_blend_into_each_other_are_told_by_their_range() -> None:
    answers = {"Q1": (0, 20, 80, 500, 400, 0), "Q13": (40, 60, 150, 500, 250, 0)}
    answers |= {f"Q{n}": (20, 40, 120, 500, 320, 0) for n in range(2, 13)}
    answers |= {"Q5": (0, 0, 11, 30, 19, 900)}
    figures = samples.figures((area("Huyện A", commune("Xã A", GOOD, (10, 40, 150, 500, 300, 0)), answers=answers),))
    sentence = findings.by_question(figures)[0]
    assert sentence.startswith(
        "Tỷ lệ hài lòng từ 75,0% (“Kết quả giữ gìn vệ sinh môi trường trên địa bàn”) đến 90,0% (“"
    )
    assert "chưa rõ rệt" not in sentence


def test_districts_apart_are_told_by_their_range_and_close_ones_as_close() -> None:
    far = [area(f"Huyện {n}", commune(f"Xã {n}", GOOD, (0, 0, 100 - n, 0, n, 0))) for n in (60, 75, 90)]
    assert findings.by_place(samples.figures(tuple(far)))[0] == (
        "Tỷ lệ hài lòng chung của các huyện, thị xã, thành phố từ 60,0% (huyện 60) đến 90,0% (huyện 90) (Phụ lục 4)."
    )
    close = [area(f"Huyện {n}", commune(f"Xã {n}", GOOD, (0, 0, 100 - n, 0, n, 0))) for n in (80, 82)]
    assert "chênh lệch giữa các địa phương chưa rõ rệt" in findings.by_place(samples.figures(tuple(close)))[0]


def test_a_province_without_districts_has_no_sentence_or_heading_about_them() -> None:
    text = " ".join(f"{s.title} {' '.join(s.sentences)} {s.prompt}" for s in synthesis.outline(samples.province_2025()))
    assert "huyện" not in text
    assert "Đối với Đảng ủy UBND tỉnh" in text


def test_without_any_figure_no_digit_stands_where_one_should_be() -> None:
    figures = samples.empty()
    measured = [section for section in synthesis.outline(figures) if section.key.partition(".")[0] in {"I", "II"}]
    generated = [sentence for section in measured for sentence in section.sentences]
    assert generated
    for sentence in generated:
        assert sentence.startswith("Chưa có số liệu"), sentence
        assert not re.search(r"\d", sentence)


def test_fieldwork_is_told_where_it_was_recorded() -> None:
    work = Fieldwork(
        task_forces=203, posted=198, loudspeaker=187, inspections=21, inspected=20, faults=3, faults_mended=2
    )
    figures = replace(samples.province_2024(), fieldwork=work)
    assert told(figures, "I.1") == "Có 203/209 xã, phường, thị trấn thành lập tổ công tác."
    assert told(figures, "I.2").startswith(
        "Có 198/209 đơn vị niêm yết; 187/209 đơn vị thông báo trên loa truyền thanh; chưa có"
    )
    assert told(figures, "I.3") == "Chưa có số liệu về lực lượng hỗ trợ."
    assert told(figures, "I.4").endswith("phát hiện 03 tồn tại, đã khắc phục 02 tồn tại.")


def test_prompts_hold_no_figures_and_judgement_has_no_generated_words() -> None:
    for section in synthesis.outline(samples.province_2024()):
        assert not re.search(r"\d", section.prompt), section.prompt
        if section.key in {"III.1", "III.2", "III.3"} or section.key.startswith("IV."):
            assert section.must_be_written
            assert not section.sentences


def test_a_paper_of_an_earlier_edition_has_the_sections_it_was_issued_with() -> None:
    before = replace(samples.province_2024(), edition=SECOND_EDITION)
    sections = report.wording(before, "full").sections
    assert sections == synthesis.outline(before)
    assert sections[0].key == "I"
    assert not any(section.offers for section in sections)
    assert "Phụ lục 5" not in str(report.wording(before, "districts").sections)
    titles = {one.number: one.title for one in report.annexes_of(before, "full")}
    assert titles[5] == "Phân nhóm đơn vị theo mức hài lòng"
    assert titles[9] == "Đơn vị cần giải trình số liệu"


def test_ballots_that_were_not_tallied_are_told() -> None:
    figures = samples.figures((area("Huyện A", commune("Xã A", GOOD, (2, 3, 10, 25, 1, 4))),))
    assert not [s for s in findings.cautions(figures) if "cần kiểm tra" in s]
    figures = samples.figures((area("Huyện A", commune("Xã A", GOOD, (2, 3, 10, 25, 1, 2))),))
    assert "Số phiếu đã tổng hợp là 43, khác số phiếu hợp lệ 45; cần kiểm tra." in findings.cautions(figures)


def test_the_headings_are_the_offices_own() -> None:
    titles = [section.title for section in synthesis.outline(samples.province_2024()) if section.level == 1]
    assert titles == [
        "CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO, TRIỂN KHAI THỰC HIỆN",
        "KẾT QUẢ KHẢO SÁT",
        "ĐÁNH GIÁ CHUNG",
        "ĐỀ XUẤT, KIẾN NGHỊ",
        "MỘT SỐ NHIỆM VỤ, GIẢI PHÁP TRONG THỜI GIAN TỚI",
    ]
    editable = [section.key for section in editable_sections(synthesis.outline(samples.province_2024()))]
    assert "III" not in editable
    assert {"I.1", "III.1", "IV.5", "V"} <= set(editable)


def test_comments_are_told_once_they_are_coded_by_the_three_most_frequent_themes() -> None:
    themes = tuple(Theme(name, n, None, "", "") for name, n in (("A", 2), ("B", 5), ("C", 4), ("D", 3)))
    made = samples.figures((area("Huyện A", commune("Xã A", GOOD)),), themes=themes, comments=9)
    assert synthesis.comment_sentences(made) == (
        (
            "Có 9 ý kiến, kiến nghị đã xếp vào 04 nhóm vấn đề; nhiều nhất: b (5 ý kiến); c (4 ý kiến); d (3 ý kiến) "
            "(Phụ lục 7)."
        ),
    )
    assert synthesis.comment_sentences(replace(made, comments=None)) == ()
    assert synthesis.comment_sentences(replace(made, themes=())) == ()
