"""A day's figure: what may be saved, closed, corrected and decided, by whom, and which round concerns a commune."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db as database
from portal.fieldwork import scans
from portal.fieldwork.visits import forms, operations, queries
from portal.fieldwork.visits.models import SOURCES, LockAuthority, VisitCount
from portal.fieldwork.visits.operations import AlreadyLocked, OutsideWindow
from portal.surveys.models import Round
from portal.web.data import clock
from portal.web.data.files import StoredFile
from portal.web.data.versioned import StaleRow
from tests import make
from tests.fieldwork.rounds import FIRST, desk, round_of, visits

pytestmark = pytest.mark.usefixtures("db")

SECOND = FIRST + timedelta(days=1)
WHY = "Sổ theo dõi ghi 46."


@pytest.fixture
def lead(at):
    """The lead of Thanh Hải on the second day of three."""
    round_of()
    at(clock.at(SECOND, 15))
    return make.account(Role.COMMUNE_LEAD, full_name="Trần Văn Trưởng")


def save(by, day=FIRST, n=36, version=0, source="direct") -> VisitCount:
    return operations.save_visits(desk(), day, visits=n, source=source, version=version, by=by)


def closed(by, day=FIRST, n=36) -> VisitCount:
    return operations.lock_day(desk(), day, version=save(by, day, n).version, by=by)


@pytest.mark.parametrize(
    ("days", "today", "day", "allowed"),
    [
        (1, 0, 0, True),
        (1, 0, -1, False),
        (1, 1, 1, False),
        (3, 1, 1, True),
        (3, 1, 2, False),
        (3, 400, 2, True),
        (28, 27, 27, True),
        (28, 28, 28, False),
        (62, 61, 0, True),
        (62, 60, 61, False),
    ],
)
def test_only_days_of_the_round_that_have_come_are_entered(at, days, today, day, allowed):
    survey = round_of(days)
    at(clock.at(FIRST + timedelta(days=today), 0))
    if allowed:
        operations.check_day(survey, FIRST + timedelta(days=day))
    else:
        with pytest.raises(OutsideWindow):
            operations.check_day(survey, FIRST + timedelta(days=day))


@pytest.mark.parametrize(
    ("n", "source", "allowed"),
    [(0, "direct", True), (5000, "direct", True), (-1, "direct", False), (5001, "direct", False), (1, "guess", False)]
    + [(7, source, True) for source in SOURCES],
)
def test_a_figure_lies_between_nought_and_five_thousand_from_a_known_source(lead, n, source, allowed):
    if allowed:
        assert (save(lead, n=n, source=source).visits, queries.count_of(desk(), FIRST).source) == (n, source)
    else:
        with pytest.raises(DomainError) as refused:
            save(lead, n=n, source=source)
        assert refused.value.field == "visits"


@pytest.mark.parametrize(
    ("n", "source", "version", "written"),
    [(36, "direct", 1, False), (40, "direct", 1, True), (36, "register", 1, True)],
)
def test_only_another_figure_or_another_source_is_a_change(lead, n, source, version, written):
    save(lead)
    found = save(make.account(), n=n, version=version, source=source)
    assert (found.version == 2) is written
    actions = database.session.scalars(select(Event.action).where(Event.subject_kind == "visits")).all()
    assert actions == ["visits.entered"] + ["visits.changed"] * written


@pytest.mark.parametrize("version", [0, 2])
def test_over_another_version_nothing_is_saved_or_closed(lead, version):
    save(lead)
    with pytest.raises(StaleRow, match="Trần Văn Trưởng sửa lúc 15:00"):
        save(lead, n=50, version=version)
    with pytest.raises(StaleRow):
        operations.lock_day(desk(), FIRST, version=version, by=lead)
    assert (queries.count_of(desk(), FIRST).visits, queries.count_of(desk(), FIRST).is_locked) == (36, False)


def test_a_closed_day_is_neither_saved_nor_closed_again(lead):
    count = closed(lead)
    for deed in (
        lambda: save(lead, n=36, version=count.version),
        lambda: operations.lock_day(desk(), FIRST, version=count.version, by=lead),
    ):
        with pytest.raises(AlreadyLocked, match="để đơn vị cấp trên duyệt"):
            deed()
    assert (count.locked_by, count.locked_at) == (lead.id, clock.at(SECOND, 15))


@pytest.mark.parametrize(
    ("role", "given", "withdrawn", "may"),
    [
        (Role.COMMUNE_LEAD, False, False, True),
        (Role.COMMUNE_OFFICER, False, False, False),
        (Role.COMMUNE_OFFICER, True, False, True),
        (Role.COMMUNE_OFFICER, True, True, False),
    ],
)
def test_the_lead_closes_or_whoever_has_the_leads_authority_now(lead, role, given, withdrawn, may):
    one = make.account(role)
    if given:
        operations.give_authority(desk(), one, by=lead)
    if withdrawn:
        operations.withdraw_authority(desk(), one, by=lead)
    save(one)
    assert queries.may_lock(desk(), one) is may
    if may:
        assert operations.lock_day(desk(), FIRST, version=1, by=one).is_locked
    else:
        with pytest.raises(Refused):
            operations.lock_day(desk(), FIRST, version=1, by=one)


@pytest.mark.parametrize(
    ("role", "code", "active", "allowed"),
    [
        (Role.COMMUNE_OFFICER, "07507", True, True),
        (Role.COMMUNE_OFFICER, "07507", False, False),
        (Role.COMMUNE_OFFICER, "07519", True, False),
        (Role.COMMUNE_LEAD, "07507", True, False),
    ],
)
def test_authority_is_given_to_an_active_officer_of_the_commune_alone(lead, role, code, active, allowed):
    one = make.account(role, make.unit(code), active=active)
    if allowed:
        assert operations.give_authority(desk(), one, by=lead).account_id == one.id
    else:
        with pytest.raises(DomainError):
            operations.give_authority(desk(), one, by=lead)
        assert queries.authority(desk(), one.id) is None


def test_authority_is_given_once_withdrawn_once_and_may_be_given_again(lead):
    one = make.account()
    first = operations.give_authority(desk(), one, by=lead)
    assert operations.give_authority(desk(), one, by=lead).id == first.id
    operations.withdraw_authority(desk(), one, by=lead)
    operations.withdraw_authority(desk(), one, by=lead)
    assert operations.give_authority(desk(), one, by=lead).id != first.id
    assert len(database.session.scalars(select(LockAuthority)).all()) == 2
    actions = database.session.scalars(select(Event.action).where(Event.action.like("authority.%")).order_by(Event.id))
    assert list(actions) == ["authority.given", "authority.withdrawn", "authority.given"]


def test_authority_holds_for_one_point_alone(lead):
    one = make.account()
    operations.give_authority(desk(), one, by=lead)
    other = make.survey_round("khac", first_day=FIRST + timedelta(days=40), last_day=FIRST + timedelta(days=41))
    assert not queries.may_lock(make.point("07507", other), one)
    other_officer = make.account()
    assert not queries.may_lock(desk(), other_officer)
    gone = make.account(active=False)
    found = queries.officers(desk())
    assert {account.id: given is not None for account, given in found} == {one.id: True, other_officer.id: False}
    assert gone.id not in {account.id for account, _given in found}


@pytest.mark.parametrize("state", ["nothing", "draft", "waiting", "same number"])
def test_a_correction_is_asked_of_a_closed_day_once_and_for_another_number(lead, state):
    if state == "draft":
        save(lead)
    elif state != "nothing":
        closed(lead)
    if state == "waiting":
        operations.ask_correction(desk(), FIRST, visits=40, reason=WHY, by=lead)
    number = 36 if state == "same number" else 46
    with pytest.raises(DomainError if state == "same number" else Conflict):
        operations.ask_correction(desk(), FIRST, visits=number, reason=WHY, by=lead)
    assert len(queries.corrections_of(desk())) == (1 if state == "waiting" else 0)


def asked(lead, day=FIRST, n=46):
    closed(lead, day)
    correction = operations.ask_correction(desk(), day, visits=n, reason=WHY, by=lead)
    found = queries.correction_in(make.unit("24"), correction.id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("role", "code", "may"),
    [
        (Role.DISTRICT_MONITOR, "219", True),
        (Role.DISTRICT_MONITOR, "213", False),
        (Role.PROVINCE_EDITOR, "24", False),
    ],
)
def test_the_level_right_above_decides(lead, role, code, may):
    correction, by = asked(lead), make.account(role, make.unit(code))
    if may:
        operations.decide_correction(correction, accepted=True, reply="", by=by)
    else:
        with pytest.raises(Refused):
            operations.decide_correction(correction, accepted=True, reply="", by=by)
    assert queries.count_of(desk(), FIRST).visits == (46 if may else 36)


@pytest.mark.parametrize(
    ("accepted", "reply", "visits_"), [(True, "", 46), (True, "Đúng", 46), (False, "Sai", 36), (False, "", None)]
)
def test_a_decision_changes_the_figure_or_says_why_not(lead, accepted, reply, visits_):
    correction, monitor = asked(lead), make.account(Role.DISTRICT_MONITOR)
    if visits_ is None:
        with pytest.raises(DomainError) as refused:
            operations.decide_correction(correction, accepted=accepted, reply=reply, by=monitor)
        assert (refused.value.field, correction.decided_at) == ("reply", None)
        return
    operations.decide_correction(correction, accepted=accepted, reply=reply, by=monitor)
    assert queries.count_of(desk(), FIRST).visits == visits_
    assert (correction.accepted, correction.note, correction.old_visits) == (accepted, reply, 36)
    again = queries.correction_in(make.unit("24"), correction.id)
    assert again is not None
    with pytest.raises(Conflict):
        operations.decide_correction(again, accepted=not accepted, reply="x", by=monitor)


def test_a_figure_that_changed_since_the_asking_is_not_overwritten(lead):
    correction = asked(lead)
    correction.count.visits = 37
    database.session.flush()
    with pytest.raises(Conflict, match="đã thay đổi sau khi gửi yêu cầu"):
        operations.decide_correction(correction, accepted=True, reply="", by=make.account(Role.DISTRICT_MONITOR))
    assert queries.count_of(desk(), FIRST).visits == 37


def test_corrections_that_wait_stand_first_then_the_latest_decided(lead, at):
    at(clock.at(FIRST + timedelta(days=5), 9))
    survey, monitor = desk().round, make.account(Role.DISTRICT_MONITOR)
    found = [asked(lead, FIRST + timedelta(days=n)) for n in range(3)]
    for hour, one in ((10, found[0]), (11, found[1])):
        at(clock.at(FIRST + timedelta(days=5), hour))
        operations.decide_correction(one, accepted=True, reply="", by=monitor)
    order = [found[2].id, found[1].id, found[0].id]
    assert [one.id for one in queries.corrections_in(make.unit("219"))] == order
    assert [one.id for one in queries.corrections_of(desk())] == order
    assert [queries.count_waiting_corrections(make.unit(code), survey) for code in ("219", "213", "24", "07507")] == [
        1,
        0,
        1,
        1,
    ]
    assert queries.corrections_in(make.unit("213")) == []
    assert queries.correction_in(make.unit("213"), found[2].id) is None


@pytest.mark.parametrize(("seconds_from_opening", "kind"), [(-1, 1), (0, 0), (3 * 86400 - 1, 0), (3 * 86400, 2)])
def test_a_round_is_under_way_from_its_opening_to_just_before_its_close(at, seconds_from_opening, kind):
    survey = round_of()
    at(survey.opens_at + timedelta(seconds=seconds_from_opening))
    assert queries.nearness(survey)[0] == kind


def rounds_at(*starts: int) -> list[Round]:
    day = clock.start_of(FIRST)
    return [Round(opens_at=day + timedelta(days=n), closes_at=day + timedelta(days=n + 3)) for n in starts]


@pytest.mark.parametrize(
    ("starts", "nearest"),
    [
        ((0, 10), 0),
        ((-30, 10), 10),
        ((-30, -10), -10),
        ((5, 10), 5),
        ((-2, 0), -2),
        ((-1, -40, 2), -1),
        ((-5, 300), 300),
    ],
)
def test_the_nearest_round_is_the_one_under_way_else_the_next_else_the_last(at, starts, nearest):
    at(clock.at(FIRST, 9))
    found = dict(zip(starts, rounds_at(*starts), strict=True))
    assert min(found, key=lambda start: queries.nearness(found[start])) == nearest


def test_a_commune_has_its_points_of_approved_rounds_the_one_under_way_first(at):
    at(clock.at(FIRST, 9))
    later = make.survey_round("sau", first_day=date(2024, 9, 1), last_day=date(2024, 9, 3))
    now, draft = round_of(28), make.survey_round("nhap", approved_at=None)
    assert [point.round.slug for point in queries.points_of(make.unit("07507"))] == [now.slug, later.slug]
    assert draft.slug == "nhap"


@pytest.mark.parametrize(
    ("today", "hour", "locked", "veiled"),
    [(0, 23, True, True), (1, 0, True, False), (1, 0, False, True), (0, 9, False, True)],
)
def test_the_figure_of_ballots_needs_the_end_of_the_day_and_its_closing(at, today, hour, locked, veiled):
    survey = round_of()
    point, officer = desk(), make.account()
    make.arrive(point, 30)
    count = visits(point, FIRST, officer, 40, locked=locked)
    at(clock.at(FIRST + timedelta(days=today), hour))
    found = queries.masked_turnout_of(point, FIRST, count, queries.policy_of(survey))
    assert (found.ballots is None) is veiled


def test_a_day_without_visits_has_no_verdict(at):
    survey = round_of()
    at(clock.at(SECOND, 9))
    assert queries.masked_turnout_of(desk(), FIRST, None, queries.policy_of(survey)).status is None


@pytest.mark.parametrize(
    ("content", "name", "kept"),
    [
        (b"%PDF-1.7 x", "a.pdf", True),
        (b"\n" * 1019 + b"%PDF-", "a.pdf", True),
        (b"\n" * 1020 + b"%PDF-", "a.pdf", False),
        (b"PK\x03\x04", "a.pdf", False),
        (b"", "a.pdf", False),
        (b"%PDF-1.7", "", None),
    ],
)
def test_a_scan_is_a_pdf_by_its_head(content, name, kept):
    sent = FileStorage(BytesIO(content), name)
    if kept is False:
        with pytest.raises(DomainError, match="không phải PDF"):
            scans.read_scan(sent)
    else:
        assert scans.read_scan(sent) == (content if kept else None)


@pytest.mark.parametrize(("more", "kept"), [(0, True), (1, False)])
def test_a_scan_has_twenty_megabytes_at_most(monkeypatch, more, kept):
    monkeypatch.setattr(scans, "MOST_BYTES", 4096)
    sent = FileStorage(BytesIO(b"%PDF-" + b"x" * (4096 - 5 + more)), "a.pdf")
    if kept:
        assert len(scans.read_scan(sent) or b"") == 4096
    else:
        with pytest.raises(DomainError, match="Tệp quá lớn"):
            scans.read_scan(sent)
    assert scans.MOST_MEGABYTES == 20
    assert scans.read_scan(None) is None


def test_a_new_scan_takes_the_place_of_the_old_one_and_none_leaves_it():
    first = scans.keep(b"%PDF-1", "a", instead_of=None)
    assert scans.keep(None, "a", instead_of=first) == first
    assert scans.keep(None, "a", instead_of=None) is None
    second = scans.keep(b"%PDF-2", "b", instead_of=first)
    assert [one.id for one in database.session.scalars(select(StoredFile))] == [second]


@pytest.mark.parametrize(("source", "said"), [("direct", "đếm trực tiếp"), ("queue", "máy lấy số"), ("gone", "gone")])
def test_a_source_in_a_sentence_begins_small(source, said):
    assert forms.source_words(source) == said
    assert set(forms.SOURCE_WORDS) == set(SOURCES)
