"""Before a proposal is sent: who of the list is urged, who is below the least turnout, who is one of many equals."""

from __future__ import annotations

import pytest

from portal.accounts.permissions import Role
from portal.documents.kinds import KINDS
from portal.documents.round_papers import letters, round_snapshot
from portal.documents.round_papers.round_figures import ProposalFigures, Tie
from portal.documents.synthesis.figures import Award
from portal.documents.synthesis.snapshot import office_of
from portal.extensions import db as database
from portal.fieldwork.awards import cautions, operations, queries
from portal.papers.letterhead import Issue
from portal.web.data import clock, codec
from tests import make
from tests.documents import samples
from tests.fieldwork.awards.ranking_states import ranking_state
from tests.fieldwork.rounds import FIRST, desk, round_of

MERIT = "Chốt số liệu đúng hạn, hỗ trợ người dân chu đáo."


@pytest.fixture
def survey(db, at):
    found = round_of()
    at(clock.at(FIRST, 9))
    return found


def propose(survey, state, *codes: str):
    editor = make.account(Role.PROVINCE_EDITOR)
    for code in codes:
        operations.propose_commune(state, desk(code), achievement=MERIT, by=editor)
    return editor, queries.proposal_of(survey)


EQUAL = [("07507", 90, 90, ()), ("07519", 90, 90, ()), ("07210", 90, 90, ()), ("07534", 10, 10, ())]


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        ((), []),
        (("07507",), ["Chọn 1 trong 3 đơn vị có cùng mức điểm (90,0/100)"]),
        (("07507", "07519"), ["Chọn 2 trong 3 đơn vị có cùng mức điểm (90,0/100)"]),
        (("07507", "07519", "07210"), []),
        (("07534",), []),
    ],
)
def test_a_choice_among_equals_asks_for_its_reason(survey, codes, told):
    state = ranking_state(*EQUAL)
    _editor, proposal = propose(survey, state, *codes)
    lines = cautions.communes_of(proposal)
    assert [words.partition(":")[0] for words in cautions.of_equals(lines, state)] == told


@pytest.mark.parametrize(
    ("late", "low", "told"),
    [
        ((), False, []),
        (("chưa nộp báo cáo", "chưa đăng tin"), False, [
            "đang có trong danh sách đôn đốc vì chậm: chưa nộp báo cáo; chưa đăng tin."
        ]),
        ((), True, ["số phiếu dưới mức tối thiểu theo Kế hoạch."]),
    ],
)  # fmt: skip
def test_what_stands_against_a_commune_is_said(survey, late, low, told):
    assert list(cautions.of_commune(late, low=low)) == told


def test_the_editor_reads_of_a_late_commune_before_sending_and_the_one_who_decides_too(survey, at, sign_in):
    state = ranking_state(*EQUAL)
    editor, _proposal = propose(survey, state, "07507", "07519", "07210")
    at(clock.at(make.LAST_DAY, 23))
    database.session.commit()
    page = sign_in(editor).get("/awards/198-kh-bdvtu/send")
    shown = page.one("section[aria-labelledby=cautions]").get_text(" ", strip=True)
    assert "Cần xem lại trước khi gửi" in shown
    assert "Xã Thanh Hải : đang có trong danh sách đôn đốc vì chậm" in shown
    operations.send_proposal(survey, state, note="", by=editor)
    database.session.commit()
    page = sign_in(make.account(Role.PROVINCE_APPROVER)).get("/awards/198-kh-bdvtu/decision")
    assert "Lưu ý khi cho ý kiến" in page.one("section[aria-labelledby=cautions]").get_text()


def test_the_paper_tells_out_of_how_many_equals_whom_and_why(survey):
    state = ranking_state(*EQUAL)
    editor, _proposal = propose(survey, state, "07507", "07534")
    for number in range(survey.plan_data.awards.least - 2):
        operations.propose_person(
            survey, None, name=f"Người {number}", office="", unit="Hội CCB", achievement=MERIT, by=editor
        )
    sent = operations.send_proposal(survey, state, note="", by=editor)
    (tie,) = round_snapshot.ties_of(sent.lines)
    assert letters.tie_in_words(tie) == (
        "Trong 03 đơn vị có cùng mức điểm (90,0/100), đề nghị chọn xã Thanh Hải vì chốt số liệu đúng hạn, hỗ trợ người "
        "dân chu đáo."
    )


def figures_of(*bases: str, **changes: object) -> ProposalFigures:
    awards = tuple(Award(f"Xã {n}", "Huyện A", MERIT, basis, is_person=False) for n, basis in enumerate(bases))
    return ProposalFigures(
        samples.OFFICE, samples.SURVEY, samples.EXTRACTED, "Phòng Dân vận", 3, 5, awards, None, **changes
    )


def test_what_several_have_alike_stands_once_in_a_note():
    (annex,) = letters.proposal_annexes(figures_of("Hạng 1", "Hạng 1", "Hạng 3"), "full")
    assert [row.cells[-1].text for row in annex.tables[0].rows] == ["Ghi chú (1)", "Ghi chú (1)", "Hạng 3"]
    assert annex.notes[0] == "(1) Hạng 1."
    assert annex.label == "PHỤ LỤC"


def test_a_proposal_frozen_before_ties_were_kept_still_prints():
    old = figures_of("Hạng 1")
    plain = codec.to_plain(old)
    assert not {"ties", "leaders", "edition"} & set(plain)
    assert not {"division", "is_internal"} & set(plain["office"])
    assert codec.from_plain(ProposalFigures, plain) == old
    kind = KINDS["awards"]
    assert kind.paper(old, Issue()).addressees == ("Lãnh đạo Ban Dân vận Tỉnh ủy",)
    assert "(Phụ lục 1)" in " ".join(kind.outline(old)[1].sentences)
    assert [annex.label for annex in kind.render_content(old, {}, Issue()).annexes] == ["PHỤ LỤC 1"]


def test_the_division_writes_under_its_own_head_without_the_offices_number(survey):
    plan = survey.plan_data
    office = round_snapshot.division_office(office_of(plan), plan)
    figures = figures_of(
        "Hạng 1", leaders="Lãnh đạo Ban Dân vận Tỉnh ủy", edition=2, ties=(Tie(2, "90,0", (("Xã 0", MERIT),)),)
    )
    figures = codec.from_plain(ProposalFigures, codec.to_plain(figures) | {"office": codec.to_plain(office)})
    made = KINDS["awards"].paper(figures, Issue())
    assert (made.office.superior, made.issuer_lines[0][:5]) == ("BAN DÂN VẬN", "PHÒNG")
    assert made.number == ""
    assert made.recipients == ["- Như trên,", "- Lưu: Phòng CQNN."]
    assert "số" not in made.enclosed.lower().split("tờ trình")[1][:6]
    assert KINDS["awards"].paper(figures, Issue("7")).number == "Số 07-TTr"
