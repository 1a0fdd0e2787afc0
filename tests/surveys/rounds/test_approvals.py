"""surveys/rounds/approvals.py: one asks, another person decides."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.accounts.persons import person_of
from portal.audit.models import Event
from portal.errors import Conflict, DomainError, Refused
from portal.surveys import queries
from portal.surveys.rounds import approvals
from portal.web.data import clock
from tests import make

if TYPE_CHECKING:
    from portal.surveys.models import ApprovalRequest, Round

BEFORE = clock.at(date(2024, 6, 10), 9)
DURING = clock.at(date(2024, 6, 13), 9)
AFTER = clock.at(date(2024, 6, 16), 9)
LATER = clock.at(date(2025, 4, 1), 9)
WHY = "Theo ý kiến của Thường trực"

MOMENTS = {
    "approve": (BEFORE, {"approved_at": None}),
    "extend": (DURING, {}),
    "close": (DURING, {}),
    "open_results": (AFTER, {}),
    "release": (AFTER, {"results_opened_at": AFTER}),
}
STATE_AFTER = {
    "approve": "approved",
    "extend": "open",
    "close": "closed",
    "open_results": "opened",
    "release": "released",
}
DETAILS = {
    "extend": {"reason": WHY, "until": date(2024, 6, 16)},
    "close": {"reason": WHY},
    "release": {"reason": WHY},
}


@pytest.fixture(autouse=True)
def _nobody_listens(monkeypatch):
    """What rooms above do once a deed is done is tried in their own tests."""
    monkeypatch.setattr(approvals, "consequences", [])


@pytest.fixture(params=MOMENTS)
def kind(request, at) -> str:
    at(MOMENTS[request.param][0])
    return request.param


@pytest.fixture
def survey(db, kind) -> Round:
    return make.survey_round(**MOMENTS[kind][1])


@pytest.fixture
def asker(survey):
    return make.account(Role.PROVINCE_APPROVER, full_name="Nguyễn Thị Hà")


@pytest.fixture
def second(survey):
    return make.account(Role.PROVINCE_APPROVER, full_name="Trần Văn Bình")


def ask(survey, kind, asker) -> ApprovalRequest:
    return approvals.ask(survey, kind, by=asker, **DETAILS.get(kind, {}))


def state_after(kind: str) -> str:
    return {
        "approve": "approved",
        "extend": "open",
        "close": "closed",
        "open_results": "opened",
        "release": "released",
    }[kind]


def test_a_deed_asked_for_changes_nothing_yet(survey, kind, asker):
    before = survey.state
    deed = ask(survey, kind, asker)
    assert survey.state == before
    assert list(queries.waiting_approvals(survey)) == [deed]


def test_a_deed_is_done_when_another_approver_agrees(survey, kind, asker, second):
    deed = ask(survey, kind, asker)
    approvals.decide(deed, by=second)
    assert survey.state == STATE_AFTER[kind]
    assert (deed.decided_by, deed.accepted, queries.waiting_approvals(survey)) == (second.id, True, [])


def test_a_deed_turned_down_is_not_done(survey, kind, asker, second):
    before = survey.state
    deed = ask(survey, kind, asker)
    approvals.decide(deed, by=second, accepted=False, note="Chưa cần")
    assert survey.state == before
    assert (deed.accepted, deed.note, queries.waiting_approvals(survey)) == (False, "Chưa cần", [])


def test_one_account_twice_is_refused(survey, kind, asker):
    before, deed = survey.state, ask(survey, kind, asker)
    with pytest.raises(Refused, match="Người đề nghị không tự duyệt"):
        approvals.decide(deed, by=asker)
    assert (survey.state, deed.decided_at) == (before, None)


def test_two_accounts_of_one_person_are_refused(survey, kind, asker):
    other = make.account(Role.PROVINCE_APPROVER, person=asker.person)
    deed = ask(survey, kind, asker)
    with pytest.raises(Refused, match="Hai tài khoản cùng của đồng chí Nguyễn Thị Hà"):
        approvals.decide(deed, by=other)
    assert deed.decided_at is None


def test_two_accounts_of_one_name_are_refused_where_an_identifier_is_missing(survey, kind, asker):
    namesake = make.account(Role.PROVINCE_APPROVER, full_name="nguyễn thị  Hà")
    deed = ask(survey, kind, asker)
    with pytest.raises(Refused, match="Hai tài khoản cùng của đồng chí"):
        approvals.decide(deed, by=namesake)


def test_namesakes_told_apart_by_their_identifiers_are_two_persons(survey, kind, asker):
    asker.person.identifier = "CB-01"
    namesake = make.account(Role.PROVINCE_APPROVER, person=person_of("Nguyễn Thị Hà", "CB-02"))
    approvals.decide(ask(survey, kind, asker), by=namesake)
    assert survey.state == STATE_AFTER[kind]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PROVINCE_APPROVER}))
def test_nobody_but_an_approver_decides(survey, kind, asker, role):
    deed = ask(survey, kind, asker)
    with pytest.raises(Refused, match="cần tài khoản lãnh đạo duyệt của cơ quan chủ trì"):
        approvals.decide(deed, by=make.account(role))
    assert deed.decided_at is None


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PROVINCE_APPROVER}))
def test_who_may_ask(survey, kind, role):
    account = make.account(role)
    may = role == Role.PROVINCE_EDITOR and kind in {"approve", "extend"}
    if may:
        assert ask(survey, kind, account).asked_by == account.id
    else:
        with pytest.raises(Refused, match="Tài khoản"):
            ask(survey, kind, account)


def test_a_closed_account_neither_asks_nor_decides(survey, kind, asker, second):
    second.active = False
    with pytest.raises(Refused, match="đã khóa"):
        approvals.ask_and_decide(survey, kind, by=asker, second=second, **DETAILS.get(kind, {}))
    with pytest.raises(Refused, match="đã khóa"):
        ask(survey, kind, second)


def test_an_approver_of_another_catalogue_is_a_stranger(survey, kind, asker):
    stranger = make.account(Role.PROVINCE_APPROVER, at=make.unit("24", 2025))
    deed = ask(survey, kind, asker)
    with pytest.raises(Refused, match="không thuộc đơn vị của đợt khảo sát này"):
        approvals.decide(deed, by=stranger)


def test_the_same_deed_waits_only_once(survey, kind, asker, second):
    ask(survey, kind, asker)
    with pytest.raises(Conflict, match="đang chờ quyết định"):
        ask(survey, kind, second)


def test_a_deed_is_decided_only_once(survey, kind, asker, second):
    deed = ask(survey, kind, asker)
    approvals.decide(deed, by=second, accepted=False)
    with pytest.raises(Conflict, match="đã được quyết định"):
        approvals.decide(deed, by=second)


def test_only_who_asked_takes_it_back(survey, kind, asker, second):
    deed = ask(survey, kind, asker)
    with pytest.raises(Refused, match="Chỉ người đề nghị"):
        approvals.withdraw(deed, by=second)
    approvals.withdraw(deed, by=asker)
    assert (deed.accepted, queries.waiting_approvals(survey)) == (False, [])


def test_asking_and_deciding_leave_events(survey, kind, asker, second, db):
    approvals.decide(ask(survey, kind, asker), by=second)
    events = db.session.scalars(select(Event).where(Event.subject_kind == "round").order_by(Event.id)).all()
    assert [(e.action, e.username) for e in events] == [
        ("rounds.ask", asker.username),
        (f"rounds.{kind.replace('_', '-')}", second.username),
    ]
    assert all(event.detail["kind"] == kind for event in events)


def test_rooms_above_hear_of_a_deed_that_is_done(survey, kind, asker, second, monkeypatch):
    heard = []
    monkeypatch.setattr(approvals, "consequences", [lambda survey, kind: heard.append((survey.slug, kind))])
    deed = ask(survey, kind, asker)
    assert heard == []
    approvals.decide(deed, by=second)
    assert heard == [("198-kh-bdvtu", kind)]


@pytest.mark.parametrize("kind", ["extend", "close"])
def test_a_reason_is_asked_for(db, at, kind):
    at(DURING)
    survey, asker = make.survey_round(), make.account(Role.PROVINCE_APPROVER)
    with pytest.raises(DomainError, match="Nhập lý do") as refusal:
        approvals.ask(survey, kind, by=asker, **{**DETAILS[kind], "reason": ""})
    assert refusal.value.field == "reason"


STATES = {
    "draft": (BEFORE, {"approved_at": None}),
    "approved": (BEFORE, {}),
    "open": (DURING, {}),
    "closed": (AFTER, {}),
    "opened": (AFTER, {"results_opened_at": AFTER}),
    "released": (AFTER, {"results_opened_at": AFTER, "released_at": AFTER}),
    "released, complaints over": (LATER, {"results_opened_at": AFTER, "released_at": AFTER}),
    "erased": (LATER, {"results_opened_at": AFTER, "erased_at": LATER}),
}
LATER_STATE = "released, complaints over"
IN_TIME = {
    ("draft", "approve"),
    ("approved", "extend"),
    ("open", "extend"),
    ("open", "close"),
    ("closed", "open_results"),
    ("opened", "release"),
    ("released", "release"),
    (LATER_STATE, "release"),
    (LATER_STATE, "erase"),
}


@pytest.mark.parametrize("name", approvals.KINDS)
@pytest.mark.parametrize("state", STATES)
def test_a_deed_has_its_time(db, at, name, state):
    at(STATES[state][0])
    survey, asker = make.survey_round(**STATES[state][1]), make.account(Role.PROVINCE_APPROVER)
    assert survey.state == state.partition(",")[0]
    if (state, name) in IN_TIME:
        ask(survey, name, asker)
    else:
        with pytest.raises(Conflict, match=r"Không thực hiện được: đợt khảo sát|Chưa xóa được: .* hết ngày 31/3/2025"):
            ask(survey, name, asker)


def test_what_is_released_is_replaced_only_for_a_reason(db, at):
    at(AFTER)
    survey, asker = make.survey_round(**STATES["released"][1]), make.account(Role.PROVINCE_APPROVER)
    with pytest.raises(DomainError, match="Nhập lý do"):
        approvals.ask(survey, "release", by=asker)
    approvals.ask_and_decide(survey, "release", by=asker, second=make.account(Role.PROVINCE_APPROVER), reason=WHY)
    assert survey.released_at == AFTER


@pytest.fixture
def open_round(db, at) -> Round:
    at(DURING)
    return make.survey_round()


@pytest.fixture
def two(open_round):
    return {"by": make.account(Role.PROVINCE_APPROVER), "second": make.account(Role.PROVINCE_APPROVER)}


def test_an_extension_ends_at_midnight_after_the_new_last_day(open_round, two):
    approvals.ask_and_decide(open_round, "extend", until=date(2024, 6, 16), reason=WHY, **two)
    assert clock.local(open_round.closes_at).isoformat() == "2024-06-17T00:00:00+07:00"
    assert open_round.last_day == date(2024, 6, 16)


@pytest.mark.parametrize("until", [date(2024, 6, 14), date(2024, 6, 1), None])
def test_an_extension_is_longer(open_round, two, until):
    with pytest.raises(DomainError, match="Ngày cuối mới phải sau ngày 14/6/2024") as refusal:
        approvals.ask_and_decide(open_round, "extend", until=until, reason=WHY, **two)
    assert refusal.value.field == "until"


def test_an_extension_stays_within_a_year(open_round, two):
    with pytest.raises(DomainError, match="không dài quá một năm"):
        approvals.ask_and_decide(open_round, "extend", until=date(9999, 12, 31), reason=WHY, **two)


def test_closing_early_closes_at_the_decision(open_round, two, at):
    deed = approvals.ask(open_round, "close", by=two["by"], reason=WHY)
    at(DURING + timedelta(hours=2))
    assert open_round.state == "open"
    approvals.decide(deed, by=two["second"])
    assert open_round.closes_at == DURING + timedelta(hours=2)
    assert open_round.days == [date(2024, 6, 12), date(2024, 6, 13)]


def test_what_the_clock_has_done_meanwhile_is_not_done_again(open_round, two, at):
    deed = approvals.ask(open_round, "close", by=two["by"], reason=WHY)
    at(AFTER)
    with pytest.raises(Conflict, match="đã kết thúc, chưa mở kết quả"):
        approvals.decide(deed, by=two["second"])


def test_results_wait_for_the_late_forms(open_round, two, at):
    at(clock.end_of(date(2024, 6, 14)) + timedelta(minutes=14))
    with pytest.raises(Conflict, match="Còn nhận phiếu gửi muộn đến 00:15"):
        approvals.ask_and_decide(open_round, "open_results", **two)


def test_opening_is_not_offered_before_it_can_be_done_and_the_page_says_from_when(open_round, sign_in, two, at):
    page = f"/manage/rounds/{open_round.slug}"
    at(clock.end_of(date(2024, 6, 14)) + timedelta(minutes=14))
    browser = sign_in(two["by"])
    for path in (page, f"{page}/deeds"):
        shown = browser.get(path)
        assert shown.all("a[href$='/deeds/new/open_results']") == []
        assert "Còn nhận phiếu gửi muộn đến 00:15, 15/6/2024; sau đó mới mở kết quả." in shown.text
    at(clock.end_of(date(2024, 6, 14)) + timedelta(minutes=15))
    for path in (page, f"{page}/deeds"):
        assert browser.get(path).all("a[href$='/deeds/new/open_results']")


def test_an_editor_is_told_which_deeds_only_an_approver_asks_for(open_round, sign_in):
    editor = sign_in(make.account(Role.PROVINCE_EDITOR))
    page = editor.get(f"/manage/rounds/{open_round.slug}/deeds")
    assert "Kết thúc sớm đợt khảo sát Chỉ lãnh đạo duyệt của tỉnh đề nghị được việc này." in page.text
    assert page.all("a[href$='/deeds/new/extend']")
    assert page.all("a[href$='/deeds/new/close']") == []


def test_approval_freezes_the_questionnaire(db, at):
    at(BEFORE)
    survey = make.survey_round(approved_at=None)
    approvals.ask_and_decide(
        survey, "approve", by=make.account(Role.PROVINCE_EDITOR), second=make.account(Role.PROVINCE_APPROVER)
    )
    assert (survey.approved_at, survey.questionnaire.frozen_at) == (BEFORE, BEFORE)


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2024-06-11T23:59:59+07:00", "approved"),
        ("2024-06-12T00:00:00+07:00", "open"),
        ("2024-06-14T23:59:59+07:00", "open"),
        ("2024-06-15T00:00:00+07:00", "closed"),
    ],
)
def test_the_clock_opens_and_closes(db, at, moment, state):
    at(clock.datetime.fromisoformat(moment))
    assert make.survey_round().state == state


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (None, "phải sau ngày 14/6/2024"),
        (date(2024, 6, 14), "phải sau ngày 14/6/2024"),
        (date(2024, 6, 15), ""),
        (date(2025, 6, 13), ""),
        (date(2025, 6, 14), "không dài quá một năm"),
    ],
)
def test_a_round_is_made_longer_by_a_day_and_up_to_a_year(app, until, said):
    round_ = SimpleNamespace(first_day=date(2024, 6, 12), last_day=date(2024, 6, 14))
    with app.test_request_context(), pytest.raises(DomainError, match=said) if said else nullcontext():
        approvals.refuse_last_day(round_, until)
