"""Weighing, naming, sending, deciding: who may, when, what is frozen, and what collides with what."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db as database
from portal.fieldwork.awards import operations, queries
from portal.fieldwork.awards.models import ACCEPTED, COLLECTIVE, DRAFT, PERSON, RETURNED, SENT, AwardLine, AwardWeights
from portal.fieldwork.awards.ranking import DEFAULT_WEIGHTS
from portal.web.data import clock
from tests import make
from tests.fieldwork.awards.ranking_states import OUT, ranking_state, usual
from tests.fieldwork.rounds import FIRST, desk, round_of

GOOD = "Chốt số liệu đúng hạn."
OTHER_WEIGHTS = {**DEFAULT_WEIGHTS, "posts": 0, "counts": 35}


@pytest.fixture
def survey(db, at):
    found = round_of()
    at(clock.at(FIRST, 9))
    return found


@pytest.fixture
def editor(survey):
    return make.account(Role.PROVINCE_EDITOR)


@pytest.fixture
def approver(survey):
    return make.account(Role.PROVINCE_APPROVER)


def pick(editor, code: str, found=None) -> AwardLine:
    return operations.propose_commune(found or usual(), desk(code), achievement=GOOD, by=editor)


def name(editor, survey, who: str = "Nguyễn Văn An", code: str = "", unit: str = "Hội CCB tỉnh") -> AwardLine:
    at = desk(code) if code else None
    return operations.propose_person(survey, at, name=who, office="Chủ tịch", unit=unit, achievement=GOOD, by=editor)


def fill(editor, survey, n: int = 3) -> None:
    for number in range(n):
        name(editor, survey, f"Người {number}")


def send(survey, editor, found=None, note: str = ""):
    return operations.send_proposal(survey, found or usual(), note=note, by=editor)


def proposal(survey):
    found = queries.proposal_of(survey)
    assert found is not None
    return found


def decide(survey, by, *, accepted: bool = True, reply: str = "", version: int | None = None):
    version = proposal(survey).version if version is None else version
    return operations.decide_proposal(survey, accepted=accepted, reply=reply, version=version, by=by)


def weigh(survey, editor, weights=OTHER_WEIGHTS, version: int = 0) -> AwardWeights:
    return operations.set_weights(survey, weights=weights, reason="Ưu tiên", version=version, by=editor)


@pytest.mark.parametrize(
    "weights",
    [
        {**DEFAULT_WEIGHTS, "posts": 11},
        {**DEFAULT_WEIGHTS, "posts": 9},
        {**DEFAULT_WEIGHTS, "posts": -10, "counts": 45},
        {key: value for key, value in OTHER_WEIGHTS.items() if key != "posts"},
        {**OTHER_WEIGHTS, "satisfaction": 0},
    ],
)
def test_weights_are_one_for_each_criterion_none_below_nought_a_hundred_together(survey, editor, weights):
    with pytest.raises(DomainError):
        weigh(survey, editor, weights)
    assert queries.weights_in_force(survey) is None


def test_each_version_is_kept_and_the_highest_is_in_force(survey, editor):
    weigh(survey, editor)
    weigh(survey, editor, dict(DEFAULT_WEIGHTS), version=1)
    assert [one.version for one in queries.weight_versions(survey)] == [2, 1]
    assert queries.weights_in_force(survey).weights == dict(DEFAULT_WEIGHTS)
    assert queries.weights_in_force(make.survey_round("khac")) is None


@pytest.mark.parametrize("version", [0, 2])
def test_weights_over_others_than_those_looked_at_are_refused(survey, editor, version):
    weigh(survey, editor)
    with pytest.raises(Conflict):
        weigh(survey, editor, version=version)
    assert len(queries.weight_versions(survey)) == 1


@pytest.mark.parametrize("status", [SENT, ACCEPTED])
def test_nothing_is_changed_under_a_proposal_that_is_decided_on(survey, editor, status):
    fill(editor, survey)
    line = proposal(survey).lines[0]
    proposal(survey).status = status
    database.session.flush()
    said = "đã được duyệt" if status == ACCEPTED else "đang chờ duyệt"
    for deed in (
        lambda: weigh(survey, editor),
        lambda: pick(editor, "07507"),
        lambda: name(editor, survey),
        lambda: operations.change_achievement(queries.line_in(survey, line.id), achievement="Khác", by=editor),
        lambda: operations.remove_line(queries.line_in(survey, line.id), by=editor),
        lambda: send(survey, editor),
    ):
        with pytest.raises(Refused, match=said):
            deed()
    assert [one.achievement for one in proposal(survey).lines] == [GOOD] * 3


def test_what_was_sent_back_may_be_changed_and_sent_again(survey, editor, approver):
    fill(editor, survey)
    send(survey, editor)
    decide(survey, approver, accepted=False, reply="Thiếu căn cứ")
    name(editor, survey, "Người khác")
    found = send(survey, editor)
    assert (found.status, found.reply, found.decided_by, found.decided_at) == (SENT, "", None, None)


def test_a_commune_is_named_once_and_not_when_it_is_out(survey, editor):
    pick(editor, "07507")
    with pytest.raises(Conflict):
        pick(editor, "07507")
    with pytest.raises(DomainError, match=OUT):
        pick(editor, "07534")
    assert [one.name for one in proposal(survey).lines] == ["Xã Thanh Hải"]


def test_a_person_of_a_commune_that_is_named_may_be_named_too_and_the_other_way_round(survey, editor):
    name(editor, survey, code="07507")
    pick(editor, "07507")
    assert [(one.kind, one.unit) for one in proposal(survey).lines] == [
        (PERSON, "Xã Thanh Hải, huyện Lục Ngạn"),
        (COLLECTIVE, "Huyện Lục Ngạn"),
    ]


def test_a_person_needs_a_place(survey, editor):
    with pytest.raises(DomainError) as refused:
        name(editor, survey, unit="")
    assert refused.value.field == "unit"
    assert name(editor, survey, unit="", code="07507").point_id == desk().id


def test_lines_stand_in_the_order_they_came_also_after_one_was_taken_off(survey, editor):
    fill(editor, survey)
    operations.remove_line(queries.line_in(survey, proposal(survey).lines[1].id), by=editor)
    name(editor, survey, "Người cuối")
    lines = proposal(survey).lines
    assert [one.name for one in lines] == ["Người 0", "Người 2", "Người cuối"]
    assert len({one.position for one in lines}) == 3


@pytest.mark.parametrize("deed", ["add", "reword", "remove"])
def test_every_change_of_a_line_moves_the_version_so_that_sending_collides(survey, editor, deed):
    fill(editor, survey)
    before, line = proposal(survey).version, queries.line_in(survey, proposal(survey).lines[0].id)
    if deed == "add":
        name(editor, survey, "Thêm")
    elif deed == "reword":
        operations.change_achievement(line, achievement="Khác", by=editor)
    else:
        operations.remove_line(line, by=editor)
    assert proposal(survey).version == before + 1


@pytest.mark.parametrize(("n", "sent"), [(0, False), (2, False), (3, True), (5, True), (6, False)])
def test_as_many_are_sent_as_the_plan_asks_for(survey, editor, n, sent):
    fill(editor, survey, n)
    if sent:
        assert send(survey, editor).status == SENT
    else:
        with pytest.raises(DomainError, match=f"3-5 tập thể, cá nhân; danh sách đang có 0?{n}"):
            send(survey, editor)
        assert n == 0 or proposal(survey).status == DRAFT


def test_sending_freezes_figures_and_words_of_each_line(survey, editor):
    pick(editor, "07519")
    name(editor, survey, "Của xã bị loại", code="07534")
    name(editor, survey, "Của tỉnh")
    send(survey, editor, note="Kính gửi")
    found = proposal(survey)
    collective, person, provincial = found.lines
    assert collective.figures == {
        "score": "74.3",
        "place": 2,
        "tied": 1,
        "figures": {"counts": 80.0, "posts": 60.0},
        "faults": [],
    }
    assert collective.basis.startswith("Hạng 2 trong 3")
    assert (person.figures["place"], person.figures["score"], person.figures["faults"]) == (None, None, [OUT])
    assert (provincial.figures, provincial.basis) == ({}, "Cá nhân, đơn vị không thuộc bảng xếp hạng")
    assert (found.note, found.sent_by, found.sent_at) == ("Kính gửi", editor.id, clock.at(FIRST, 9))


def test_a_commune_that_fell_out_meanwhile_stops_the_sending(survey, editor):
    pick(editor, "07519")
    fill(editor, survey, 2)
    with pytest.raises(DomainError, match="Thị trấn Chũ nay không còn được xét"):
        send(survey, editor, ranking_state(("07519", 80, 60, (OUT,))))


def test_the_weights_it_was_sent_with_are_kept(survey, editor):
    fill(editor, survey)
    assert send(survey, editor, ranking_state(("07507", 1, 1, ()), version=7)).weights_version == 7


@pytest.mark.parametrize(
    ("accepted", "reply", "status"), [(True, "", ACCEPTED), (True, "Nhất trí", ACCEPTED), (False, "Thiếu", RETURNED)]
)
def test_another_person_decides(survey, editor, approver, accepted, reply, status):
    fill(editor, survey)
    send(survey, editor)
    found = decide(survey, approver, accepted=accepted, reply=reply)
    assert (found.status, found.reply, found.decided_by) == (status, reply, approver.id)
    assert len(queries.proposal_lines(survey)) == (3 if accepted else 0)


def test_sending_back_wants_a_reason(survey, editor, approver):
    fill(editor, survey)
    send(survey, editor)
    with pytest.raises(DomainError) as refused:
        decide(survey, approver, accepted=False)
    assert refused.value.field == "reply"
    assert proposal(survey).status == SENT


@pytest.mark.parametrize("how", ["same account", "same person", "same name"])
def test_who_sent_it_does_not_decide_under_any_account(survey, approver, how):
    fill(approver, survey)
    send(survey, approver)
    again = {
        "same account": lambda: approver,
        "same person": lambda: make.account(Role.PROVINCE_APPROVER, person=approver.person),
        "same name": lambda: make.account(Role.PROVINCE_APPROVER, full_name=approver.full_name.upper()),
    }[how]()
    with pytest.raises(Refused):
        decide(survey, again)
    assert proposal(survey).status == SENT


@pytest.mark.parametrize("off", [-1, 1])
def test_a_decision_is_on_the_version_looked_at(survey, editor, approver, off):
    fill(editor, survey)
    send(survey, editor)
    with pytest.raises(Conflict):
        decide(survey, approver, version=proposal(survey).version + off)
    assert proposal(survey).status == SENT


@pytest.mark.parametrize("state", ["none", DRAFT, RETURNED, ACCEPTED])
def test_only_what_waits_is_decided(survey, editor, approver, state):
    if state != "none":
        fill(editor, survey)
        proposal(survey).status = state
        database.session.flush()
    with pytest.raises(Conflict):
        operations.decide_proposal(survey, accepted=True, reply="", version=1, by=approver)


def test_annex_ten_names_only_what_was_accepted_with_the_office(survey, editor, approver):
    pick(editor, "07507")
    fill(editor, survey, 2)
    send(survey, editor)
    assert queries.proposal_lines(survey) == ()
    decide(survey, approver)
    found = queries.proposal_lines(survey)
    assert [(one.kind, one.name_and_office) for one in found] == [
        (COLLECTIVE, "Xã Thanh Hải"),
        (PERSON, "Người 0, Chủ tịch"),
        (PERSON, "Người 1, Chủ tịch"),
    ]


def test_a_line_of_another_round_is_not_found(survey, editor):
    line = name(editor, survey)
    assert queries.line_in(survey, line.id) is not None
    assert queries.line_in(make.survey_round("khac"), line.id) is None


def test_each_deed_is_on_record(survey, editor, approver):
    weigh(survey, editor)
    fill(editor, survey, 4)
    operations.change_achievement(queries.line_in(survey, proposal(survey).lines[0].id), achievement="Khác", by=editor)
    operations.remove_line(queries.line_in(survey, proposal(survey).lines[3].id), by=editor)
    send(survey, editor)
    decide(survey, approver)
    asked = select(Event.action).where(Event.action.like("awards.%")).order_by(Event.id)
    assert list(database.session.scalars(asked)) == [
        "awards.weighed",
        *["awards.added"] * 4,
        "awards.changed",
        "awards.removed",
        "awards.ask",
        "awards.accepted",
    ]


@pytest.mark.parametrize(("how", "shown"), [("another", True), ("same person", False)])
def test_the_way_to_decide_is_not_shown_to_the_person_who_sent_it(survey, editor, sign_in, how, shown):
    fill(editor, survey)
    send(survey, editor)
    person = {"person": editor.person} if how == "same person" else {}
    approver = make.account(Role.PROVINCE_APPROVER, **person)
    database.session.commit()
    assert ("Ghi ý kiến" in sign_in(approver).get("/awards/198-kh-bdvtu/proposal").text) is shown
