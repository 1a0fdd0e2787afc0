"""Every decision of the portal that takes a second person, each asked for and decided in the same way."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.accounts import approvals as account_deeds
from portal.accounts.admin import requests
from portal.accounts.models import Account, AccountApproval, AccountRequest
from portal.accounts.permissions import Role
from portal.documents.lifecycle import operations
from portal.documents.lifecycle.operations import refuse_maker
from portal.documents.lifecycle.states import State
from portal.documents.models import Document
from portal.extensions import db
from portal.fieldwork.awards import operations as awards
from portal.fieldwork.awards.models import SENT, AwardProposal
from portal.fieldwork.roster.models import OverlapPermission
from portal.fieldwork.roster.shifts import overlap_permission
from portal.fieldwork.visits import operations as visits
from portal.fieldwork.visits.models import VisitCorrection, VisitCount
from portal.results.exclusions import exclusions
from portal.results.models import Exclusion
from portal.surveys.catalogues import links
from portal.surveys.catalogues.models import LinkRequest
from portal.surveys.errata import operations as errata
from portal.surveys.errata.models import FormErratum
from portal.surveys.models import ApprovalRequest, Questionnaire, Round
from portal.surveys.questionnaire.editing import operations as editing
from portal.surveys.rounds import approvals
from portal.units import queries as catalogues
from portal.units.models import Catalogue
from portal.web.data import clock
from tests import make

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.units.models import Unit


@dataclass(frozen=True)
class Kind:
    """A decision: `ask` writes what waits and returns its key, `decide` loads that and returns the deed itself."""

    role: Role
    ask: Callable[[Account], Any]
    decide: Callable[[Any, Account], Callable[[], object]]
    unit: str = "24"

    @property
    def place(self) -> Unit:
        return make.unit(self.unit)


def survey() -> Round:
    return db.session.scalars(select(Round)).one()


def kept(row: Any) -> Any:
    """A row written down; its key."""
    db.session.add(row)
    db.session.flush()
    return row.id


def ask_deed(by: Account) -> int:
    return approvals.ask(survey(), "close", by=by, reason="Đủ phiếu").id


def decide_deed(key: int, by: Account) -> Callable[[], object]:
    found = db.session.get_one(ApprovalRequest, key)
    return lambda: approvals.decide(found, by=by)


def ask_account_deed(by: Account) -> int:
    other = make.account(Role.AUDITOR, username="giamsat", full_name="Người Được Cấp")
    return account_deeds.ask("code", unit=other.unit, by=by, account=other).id


def decide_account_deed(key: int, by: Account) -> Callable[[], object]:
    found = db.session.get_one(AccountApproval, key)
    return lambda: account_deeds.decide(found, accept=True, by=by)


def ask_account_request(by: Account) -> int:
    other = make.account(Role.COMMUNE_OFFICER, username="canbo", full_name="Người Được Cấp")
    return requests.request_change(other, kind=requests.CLOSE, reason="Nghỉ việc", by=by).id


def decide_account_request(key: int, by: Account) -> Callable[[], object]:
    found = db.session.get_one(AccountRequest, key)
    return lambda: requests.decide(found, decision="accept", answer="", by=by)


def ask_exclusion(by: Account) -> int:
    survey().results_opened_at = clock.now()
    point = make.point("07507", survey())
    values = {"kind": exclusions.EXCLUDE, "reason": "Gửi dồn", "asked_by": by.id, "asked_at": clock.now(), "note": ""}
    return kept(Exclusion(round_id=point.round_id, point_id=point.id, **values))


def decide_exclusion(key: int, by: Account) -> Callable[[], object]:
    found = db.session.get_one(Exclusion, key)
    loaded(found, "round", "asker")
    return lambda: exclusions.decide(found, accepted=True, by=by)


def ask_correction(by: Account) -> int:
    point = make.point("07507", survey())
    when = {"entered_by": by.id, "entered_at": clock.now(), "locked_by": by.id, "locked_at": clock.now()}
    count = VisitCount(point_id=point.id, day=make.FIRST_DAY, visits=30, source="direct", **when)
    asked = {"old_visits": 30, "new_visits": 40, "reason": "Nhầm", "asked_by": by.id, "asked_at": clock.now()}
    return kept(VisitCorrection(visit_count_id=kept(count), note="", **asked))


def decide_correction(key: int, by: Account) -> Callable[[], object]:
    found = db.session.get_one(VisitCorrection, key)
    loaded(found, "count", "asker")
    loaded(found.count, "point")
    loaded(found.count.point, "unit", "round")
    return lambda: visits.decide_correction(found, accepted=False, reply="Đúng rồi", by=by)


def ask_double_duty(by: Account) -> int:
    here, there = make.point("07507", survey()), make.point("07519", survey())
    asked = {"reason": "Thiếu người", "asked_by": by.id, "asked_at": clock.now(), "note": ""}
    turn = {"full_name": "Nguyễn Văn An", "person": "an", "day": make.FIRST_DAY, "half": "morning"}
    return kept(OverlapPermission(point_id=here.id, other_point_id=there.id, **turn, **asked))


def decide_double_duty(key: int, by: Account) -> Callable[[], object]:
    found = db.session.get_one(OverlapPermission, key)
    loaded(found, "asker", "helper", "point")
    loaded(found.point, "unit")
    return lambda: overlap_permission.decide(found, accepted=False, reply="Xa quá", by=by)


def ask_awards(by: Account) -> int:
    return kept(AwardProposal(round_id=survey().id, status=SENT, sent_by=by.id, sent_at=clock.now(), note="", reply=""))


def decide_awards(key: int, by: Account) -> Callable[[], object]:
    of, seen = survey(), db.session.get_one(AwardProposal, key).version
    return lambda: awards.decide_proposal(of, accepted=True, reply="", version=seen, by=by)


def ask_questionnaire(by: Account) -> int:
    form = {**make.default_form(), "code": "MOI"}
    return kept(Questionnaire(code="MOI", version=1, body=form, digest="0" * 64, editors=[by.id]))


def decide_questionnaire(key: int, by: Account) -> Callable[[], object]:
    found = db.session.get_one(Questionnaire, key)
    seen = found.revision
    return lambda: editing.confirm(found, by=by, revision=seen)


def ask_erratum(by: Account) -> int:
    words = errata.questions(survey().form)["Q1"].text
    return errata.ask(survey(), "Q1", vi=f"{words.vi}.", en=words.en, reason="Sai dấu", by=by).id


def decide_erratum(key: int, by: Account) -> Callable[[], object]:
    found = db.session.get_one(FormErratum, key)
    loaded(found, "asker", "round")
    return lambda: errata.decide(found, accepted=True, note="", by=by)


def ask_links(by: Account) -> int:
    earlier = catalogues.catalogue("2023")
    if earlier is None:
        make.load_units(2023, make.SMALL.encode())
        earlier = catalogues.catalogue("2023")
    later = db.session.get_one(Catalogue, survey().catalogue_id)
    ground = {"number": "1191/NQ-UBTVQH15", "day": date(2024, 1, 24), "article": ""}
    return links.ask(earlier, later, [("07507", "07507")], by=by, **ground).id


def decide_links(key: int, by: Account) -> Callable[[], object]:
    found = db.session.get_one(LinkRequest, key)
    loaded(found, "asker")
    return lambda: links.decide(found, accepted=True, note="", by=by)


def ask_paper(by: Account) -> str:
    values = {"figures": {}, "figures_digest": "", "paragraphs": {}, "recipients": [], "state": State.REVIEW}
    made = {"id": uuid.uuid4().hex, "asked_by": by.id, "asked_at": clock.now(), "title": "Báo cáo"}
    return kept(Document(kind="synthesis", unit_id=by.unit_id, **values, **made))


def decide_paper(key: str, by: Account) -> Callable[[], object]:
    found = db.session.get_one(Document, key)
    loaded(found, "unit", "asker")
    seen = found.version

    def approve() -> None:
        """The rules of the second person and of the version, without a print, which other tests are about."""
        operations.refuse_step(found, operations.Act.APPROVE, seen, by)
        refuse_maker(found, by)
        found.state, found.approved_by = State.APPROVED, by.id
        db.session.flush()

    return approve


def loaded(row: Any, *names: str) -> None:
    """Relationships that a page's own query brings along."""
    db.session.refresh(row, names)


KINDS = {
    "round": Kind(Role.PROVINCE_APPROVER, ask_deed, decide_deed),
    "account of the province": Kind(Role.ACCOUNT_ADMIN, ask_account_deed, decide_account_deed),
    "account of a commune": Kind(Role.ACCOUNT_ADMIN, ask_account_request, decide_account_request),
    "commune set apart": Kind(Role.PROVINCE_APPROVER, ask_exclusion, decide_exclusion),
    "corrected visits": Kind(Role.DISTRICT_MONITOR, ask_correction, decide_correction, unit="219"),
    "two desks at once": Kind(Role.PROVINCE_EDITOR, ask_double_duty, decide_double_duty),
    "awards": Kind(Role.PROVINCE_APPROVER, ask_awards, decide_awards),
    "words of a form": Kind(Role.PROVINCE_APPROVER, ask_questionnaire, decide_questionnaire),
    "spelling of a question": Kind(Role.PROVINCE_APPROVER, ask_erratum, decide_erratum),
    "ground of links": Kind(Role.PROVINCE_APPROVER, ask_links, decide_links),
    "paper": Kind(Role.PROVINCE_APPROVER, ask_paper, decide_paper),
}
NOW = clock.at(make.FIRST_DAY, 10)
AFTER = clock.end_of(make.LAST_DAY) + timedelta(days=1)
MOMENTS = {"commune set apart": AFTER}
