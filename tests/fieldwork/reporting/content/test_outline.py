"""The sentences of a report: each figure in words, what is missing said to be missing, nothing that contradicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents.field_reports import report_annexes
from portal.fieldwork.reporting.content import outline
from portal.fieldwork.reporting.content.figures import (
    Activity,
    Channel,
    Helper,
    Invited,
    Launch,
    Member,
    Paper,
    Verdict,
    Visit,
)
from tests import make
from tests.fieldwork.reporting.figures_of import DAYS, commune, days, district

pytestmark = pytest.mark.usefixtures("db")

PLAN = make.plan_198()
HEAD, CLERK = Member("Nguyễn Văn An", "Phó Bí thư", "head"), Member("Lê Thị Bình", "Văn phòng", "clerk")


@pytest.mark.parametrize(
    ("typed", "paragraphs"),
    [("", ()), ("một", ("một",)), ("một\n\n hai \r\nba\n", ("một", "hai", "ba")), (" \n\t\n", ())],
)
def test_a_line_of_typed_text_is_a_paragraph(typed, paragraphs):
    assert outline.lines(typed) == paragraphs


@pytest.mark.parametrize(
    ("members", "founded", "sentence"),
    [
        ((), False, "Chưa cập nhật việc thành lập Tổ công tác."),
        ((HEAD,), False, "Tổ công tác gồm 01 đồng chí; đồng chí Nguyễn Văn An, Phó Bí thư, làm tổ trưởng."),
        (
            (HEAD, CLERK),
            True,
            (
                "Tổ công tác được thành lập theo Quyết định số 12-QĐ/ĐU ngày 06/6/2024, gồm 02 đồng chí; "
                "đồng chí Nguyễn Văn An, Phó Bí thư, làm tổ trưởng; "
                "đồng chí Lê Thị Bình, Văn phòng, được phân công nhập dữ liệu."
            ),
        ),
        ((replace(HEAD, part="member"),), False, "Tổ công tác gồm 01 đồng chí."),
    ],
)
def test_the_task_force_is_told_as_far_as_it_is_known(members, founded, sentence):
    decided = {"is_founded": founded, "decision_number": "12-QĐ/ĐU", "decided_on": date(2024, 6, 6)}
    assert outline.force(commune(members=members, **decided), PLAN) == sentence


@pytest.mark.parametrize(
    ("gaps", "end"),
    [(0, "tại bộ phận một cửa (Phụ lục 2)."), (3, "bộ phận một cửa; còn 03 buổi chưa đủ người (Phụ lục 2).")],
)
def test_helpers_are_counted_and_half_days_without_enough_of_them_named(gaps, end):
    told = outline.helpers(commune(helpers=(Helper("A", "Hội", "sáng 12/6"),), gaps=gaps), PLAN)
    assert "cử 01 cán bộ, hội viên" in told
    assert told.endswith(end)


def test_without_helpers_the_sentence_says_that_figures_are_missing():
    assert outline.helpers(commune(), PLAN).startswith("Chưa cập nhật danh sách, lịch phân công")


LOUDSPEAKER, MEETING, POSTED = Channel("Loa truyền thanh", 3, 3), Channel("Hội nghị", 0, 1), Channel("Niêm yết", 1, 3)
ACTIVITY = Activity("Loa", "Thôn", DAYS[0], DAYS[0], 1, "")


@pytest.mark.parametrize(
    ("channels", "sentences"),
    [
        ((LOUDSPEAKER,), ["Đã thực hiện 01/01 hình thức nêu trong Kế hoạch: loa truyền thanh (Phụ lục 3)."]),
        ((LOUDSPEAKER, MEETING), [
            "Đã thực hiện 01/02 hình thức nêu trong Kế hoạch: loa truyền thanh (Phụ lục 3).",
            "Chưa hội nghị.",
        ]),
        ((LOUDSPEAKER, POSTED, MEETING), [
            "Đã thực hiện 02/03 hình thức nêu trong Kế hoạch: loa truyền thanh; niêm yết (Phụ lục 3).",
            "Việc niêm yết mới thực hiện được 01 ngày liên tiếp.",
            "Chưa hội nghị.",
        ]),
        ((MEETING,), ["Đã thực hiện 0/01 hình thức nêu trong Kế hoạch (Phụ lục 3).", "Chưa hội nghị."]),
    ],
)  # fmt: skip
def test_each_channel_stands_in_just_one_of_the_sentences_it_belongs_to(channels, sentences):
    assert list(outline.publicity(commune(channels=channels, activities=(ACTIVITY,)))) == sentences


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ((), "có 120 lượt người dân đến bộ phận một cửa; hệ thống ghi nhận 60 phiếu, bằng 50,0% số lượt người dân đến"),
        (({"visits": None, "ballots": None},), "đã chốt số liệu 02/03 ngày"),
        (({"ballots": None},), "có 120 lượt người dân đến bộ phận một cửa; chưa có số liệu về số phiếu"),
        (({"visits": 0},) * 3, "có 0 lượt người dân đến bộ phận một cửa; hệ thống ghi nhận 60 phiếu (Phụ lục 1)"),
    ],
)
def test_participation_gives_a_share_only_of_visits_that_are_known_and_not_nought(changed, words):
    assert words in outline.participation(commune(days=days(*changed)), PLAN)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (({"helped": None, "guided": None},) * 3, "Chưa cập nhật số lượt người dân được hỗ trợ, hướng dẫn."),
        (
            ({"helped": None},) * 3,
            (
                "Có 45 lượt người dân được hướng dẫn trả lời phiếu; "
                "chưa cập nhật số lượt được hỗ trợ thủ tục hành chính."
            ),
        ),
        (
            ({"helped": 0, "guided": 0},) * 3,
            "Có 0 lượt người dân được hỗ trợ thủ tục hành chính, 0 lượt được hướng dẫn trả lời phiếu.",
        ),
    ],
)
def test_support_tells_nought_from_not_known(changed, sentence):
    assert outline.support(commune(days=days(*changed))) == sentence


@pytest.mark.parametrize("text", ["", "Máy cũ.\nThêm máy."])
def test_a_heading_that_stays_empty_says_none(text):
    sections = outline.outline(commune(texts={"difficulties": text} if text else {}), PLAN)
    assert [section.number for section in sections] == ["I", "II", "III", "IV", "V"]
    assert sections[3].paragraphs == (("Máy cũ.", "Thêm máy.") if text else ("Không có khó khăn, vướng mắc.",))
    assert all(section.paragraphs for section in sections)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Chưa cập nhật văn bản chỉ đạo."),
        ({}, "Chưa cập nhật việc tổ chức phát động ra quân."),
        ({"papers": (Paper("HU", "15-CV/HU", date(2024, 6, 7), "về khảo sát"),)},
         "Đã ban hành 01 văn bản chỉ đạo: số 15-CV/HU ngày 07/6/2024 về khảo sát."),
        ({"launches": (Launch(DAYS[0], "Chũ", 120), Launch(DAYS[1], "Thanh Hải", 5))},
         "Đã tổ chức phát động ra quân ngày 13/6/2024 tại Thanh Hải, có 05 người dự."),
        ({"named_for_chat": 4, "in_chat": 3},
         "Đã cử 04 đồng chí tham gia nhóm Zalo “PKS02_2024”, trong đó 01 đồng chí chưa vào nhóm."),
    ],
)  # fmt: skip
def test_a_district_tells_how_it_directed(changes, words):
    assert words in " ".join(outline.directing(district(commune(), **changes), PLAN))


def test_founded_task_forces_are_counted_among_all_communes():
    told = outline.directing(district(commune(is_founded=True), commune(), commune()), PLAN)
    assert any(line.startswith("Có 01/03 đơn vị cấp xã có quyết định thành lập") for line in told)


SEEN = (
    Visit(DAYS[0], "Xã A", "Đoàn 1", 2, 1),
    Visit(DAYS[1], "Xã A", "Đoàn 1", 0, 0),
    Visit(DAYS[1], "Xã B", "Đoàn 2", 1, 0),
)


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        ((), "Chưa cập nhật việc kiểm tra, giám sát."),
        (SEEN,
         ("Đã kiểm tra 03 lượt tại 02 đơn vị, trong đó ngày đầu tiên 01 lượt, các ngày khác 02 lượt; "
         "phát hiện 03 tồn tại, đã khắc phục 02, còn 01 chưa khắc phục (Phụ lục 3).")),
    ],
)  # fmt: skip
def test_a_district_tells_what_its_inspections_found(seen, words):
    assert outline.supervision(district(commune(), visits=seen)) == (words,)


def test_a_district_says_that_its_sum_lacks_communes():
    complete, lacking = commune(), commune(days=days({"visits": None, "ballots": None}))
    told = outline.participation_below(district(complete, lacking), PLAN)
    assert told[:2] == (
        (
            "Trong 03 ngày (từ ngày 12/6 đến ngày 14/6/2024), có 200 lượt người dân đến bộ phận một cửa; hệ thống ghi "
            "nhận 100 phiếu, bằng 50,0% số lượt người dân đến (Phụ lục 1)."
        ),
        "Tính riêng 01/02 đơn vị đủ số liệu, có 120 lượt người dân đến và 60 phiếu, bằng 50,0%.",
    )
    assert "Tính riêng" not in " ".join(outline.participation_below(district(complete, complete), PLAN))


def test_a_district_without_any_figure_gives_none():
    nothing = commune(days=days(*({"visits": None, "ballots": None, "helped": None, "guided": None},) * 3))
    told = outline.participation_below(district(nothing), PLAN)
    assert "chưa có số liệu đã chốt về số lượt người dân đến" in told[0]
    assert told[-1] == "Chưa cập nhật số lượt người dân được hỗ trợ, hướng dẫn."


def test_the_numbers_of_verdicts_and_of_reports_add_up_to_the_communes():
    low = replace(commune().verdict, status="thap")
    told = outline.participation_below(
        district(commune(state="submitted"), commune(verdict=low), commune(verdict=low, state="received")), PLAN
    )
    assert told[1] == "Trong 03 đơn vị, 01 đơn vị bảo đảm số lượt tham gia, 02 đơn vị dưới mức tối thiểu."
    assert told[2] == "Có 02/03 đơn vị đã báo cáo; 01 đơn vị chưa báo cáo."


OVER = {"visits": 20, "ballots": 30}


@pytest.mark.parametrize(
    ("notes", "said"),
    [
        (
            ("", ""),
            "Trong 02 đơn vị có số phiếu vượt số lượt người dân đến, chưa nhận giải trình của 02 đơn vị (Phụ lục 1).",
        ),
        (("nhập muộn", ""), "đã nhận giải trình của 01 đơn vị, chưa nhận của 01 đơn vị (Phụ lục 1)."),
        (("nhập muộn", "phiếu từ nhà"), "đã nhận giải trình của 02 đơn vị (Phụ lục 1)."),
    ],
)
def test_a_district_says_which_explanations_it_has(notes, said):
    high = [commune(days=days({**OVER, "note": note}), verdict=Verdict("cao_bat_thuong", 30)) for note in notes]
    figures = district(commune(), *high)
    assert said in " ".join(outline.participation_below(figures, PLAN))
    rows = report_annexes.participation(figures, PLAN).tables[1].rows
    assert [row.cells[-1].text for row in rows] == [note or "chưa có giải trình" for note in notes]
    assert len(report_annexes.participation(district(commune()), PLAN).tables) == 1


@pytest.mark.parametrize("helped", [True, False])
def test_the_results_of_a_plan_without_helpers_are_those_of_taking_part(helped):
    plan = PLAN if helped else replace(PLAN, helpers=None)
    title = "KẾT QUẢ HỖ TRỢ, HƯỚNG DẪN NGƯỜI DÂN" if helped else "KẾT QUẢ THAM GIA KHẢO SÁT"
    [result] = [section for section in outline.commune(commune(), plan) if section.title.startswith("KẾT QUẢ")]
    assert (result.title, len(result.sentences)) == (title, 2 if helped else 1)


@pytest.mark.parametrize(
    ("channels", "told"),
    [
        ((), "."),
        ((LOUDSPEAKER, MEETING), "; trong đó 02 đơn vị loa truyền thanh; 0 đơn vị hội nghị."),
        ((POSTED,), "; trong đó 02 đơn vị niêm yết."),
    ],
)
def test_a_district_tells_how_many_communes_used_each_channel(channels, told):
    used = commune(channels=channels, activities=(ACTIVITY,), roster_in=True)
    sentences = outline.publicity_below(district(used, used), PLAN)
    assert sentences == (
        f"Có 02/02 đơn vị cấp xã đã công khai, tuyên truyền{told}",
        "Có 02/02 đơn vị đã gửi danh sách, lịch phân công (Phụ lục 2).",
    )


def test_the_register_of_invitations_stands_in_the_districts_own_report_alone():
    days_invited = (Invited(DAYS[0], 2, 30, 12), Invited(DAYS[1], 1, 8, 0))
    kept = district(commune(), commune(), commune(), invited=days_invited, tallied=2)
    told = outline.participation_below(kept, PLAN)[-1]
    assert told.startswith("Theo phiếu kiểm của 02/03 đơn vị, có 50 lượt người được mời (Phụ lục 1). Số phiếu chia")
    rows = report_annexes.participation(kept, PLAN).tables[1].rows
    assert [[cell.text for cell in row.cells] for row in rows] == [
        ["2", "30", "12", "42"],
        ["1", "8", "0", "8"],
        ["-", "38", "12", "50"],
    ]
    empty = outline.participation_below(district(commune(), invited=()), PLAN)
    assert empty[-1] == "Chưa nhập phiếu kiểm số người được mời trả lời."
    assert "được mời" not in " ".join(outline.participation_below(district(commune()), PLAN))


known = st.none() | st.integers(0, 400)
a_day = st.fixed_dictionaries({"visits": known, "ballots": known, "helped": known, "guided": known})


@given(first=a_day, second=a_day, third=a_day)
def test_no_report_breaks_whatever_is_missing_and_none_stands_in_no_sentence(app, first, second, third):
    with app.test_request_context():
        figures = commune(days=days(first, second, third))
        for sections in (outline.outline(figures, PLAN), outline.outline(district(figures), PLAN)):
            told = " ".join(text for section in sections for text in section.paragraphs)
            assert "None" not in told
            assert "nan" not in told.split()
            assert all(section.title == section.title.upper() for section in sections)


def test_a_district_gives_no_rate_while_visits_of_a_day_stand_beside_ballots_not_told():
    today = commune(days=days({}, {"ballots": None}))
    assert "bằng" not in outline.participation_below(district(commune(), today), PLAN)[0]
    assert "bằng 50,0%" in outline.participation_below(district(commune(), commune()), PLAN)[0]
