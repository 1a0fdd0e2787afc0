"""Reading rounds, points, chairs and actions inside a subtree of units, and the forms that all catalogues share."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.accounts.models import Account, Person
from portal.audit.models import Event
from portal.extensions import db
from portal.surveys.models import ApprovalRequest, ChairTenure, PlanDraft, Point, Questionnaire, Round
from portal.units.models import Catalogue, Unit
from portal.units.queries import contains, within
from portal.web.data import clock


def rounds(top: Unit) -> Select[Round]:
    """The rounds of the catalogue a reader stands in, the latest window first."""
    return rounds_statement().params(catalogue=top.catalogue_id)


def rounds_of(top: Unit) -> Sequence[Round]:
    """The same, read."""
    return db.session.scalars(rounds_statement(), {"catalogue": top.catalogue_id}).all()


@cache
def rounds_statement() -> Select[Round]:
    """The same of any catalogue: every page asks, so it is put together once."""
    of_catalogue = select(Round).where(Round.catalogue_id == bindparam("catalogue"))
    return of_catalogue.order_by(Round.opens_at.desc(), Round.slug)


def round_in(top: Unit, slug: str) -> Round | None:
    """One of these rounds."""
    return db.session.scalar(rounds(top).where(Round.slug == slug))


def by_slug(slug: str) -> Round | None:
    """A round by its name, for the shell and for public pages."""
    return db.session.scalar(select(Round).where(Round.slug == slug))


def all_rounds() -> Sequence[Round]:
    """Every round of the installation, for the shell."""
    return db.session.scalars(select(Round).order_by(Round.opens_at, Round.slug)).all()


def plan_drafts(top: Unit) -> Sequence[PlanDraft]:
    """The plans that are written on pages in a province and are not approved yet, the latest change first."""
    query = select(PlanDraft).where(PlanDraft.unit_id == top.id).order_by(PlanDraft.edited_at.desc())
    return [draft for draft in db.session.scalars(query) if draft.round is None or draft.round.approved_at is None]


def plan_draft_in(top: Unit, draft_id: int) -> PlanDraft | None:
    """One of the plans that are or were written in a province."""
    # whoever stands elsewhere in the province is told that it takes another right
    query = select(PlanDraft).join(Unit, Unit.id == PlanDraft.unit_id)
    return db.session.scalar(query.where(PlanDraft.id == draft_id, Unit.catalogue_id == top.catalogue_id))


def is_plan_unfinished(round_: Round) -> bool:
    """Whether a round's plan is being changed on its pages and has mistakes yet."""
    unfinished = select(PlanDraft.id).where(PlanDraft.round_id == round_.id, PlanDraft.body_text.is_not(None))
    return db.session.scalar(unfinished) is not None


def published_round(slug: str) -> Round | None:
    """A round whose plan the public may read: one that is approved."""
    return db.session.scalar(select(Round).where(Round.slug == slug, Round.approved_at.is_not(None)))


def points_where(*where: ColumnElement[bool]) -> Select[Point]:
    """Points by district and commune, with their units and chairs."""
    return (
        select(Point)
        .join(Point.unit)
        .where(*where)
        .options(contains_eager(Point.unit).joinedload(Unit.parent), selectinload(Point.tenures))
        .order_by(Unit.position)
    )


def points(top: Unit, round_: Round) -> Select[Point]:
    """The points of a round in a subtree."""
    return points_where(Point.round_id == round_.id, within(top))


def points_of(round_: Round) -> Sequence[Point]:
    """All points of a round, for the shell and for papers."""
    return db.session.scalars(points_where(Point.round_id == round_.id)).all()


def point_in(top: Unit, round_: Round, unit_code: str) -> Point | None:
    """The point of a commune, if it lies in the subtree."""
    point = db.session.scalar(point_statement(), {"round": round_.id, "code": unit_code})
    return point if point is not None and contains(top, point.unit) else None


@cache
def point_statement() -> Select[Point]:
    """A point by its round and its unit's code, which is one unit's in a round's catalogue."""
    return points_where(Point.round_id == bindparam("round"), Unit.code == bindparam("code"))


def tenures_of(point: Point) -> Sequence[ChairTenure]:
    """All who have held a commune's chair, in order."""
    held = select(ChairTenure).where(ChairTenure.point_id == point.id).order_by(ChairTenure.from_day)
    return db.session.scalars(held).all()


def tenure_on(tenures: Iterable[ChairTenure], day: date) -> ChairTenure | None:
    """Who holds the chair on a day; None where nothing is entered: an incumbent, unnamed."""
    holding = [row for row in tenures if row.from_day <= day and (row.until_day is None or day <= row.until_day)]
    # An earlier tenure may not have been ended.
    return max(holding, key=lambda row: row.from_day, default=None)


def reference_day(round_: Round) -> date:
    """The day whose tenures a round's pages show: today, kept inside its window."""
    # After its end a round goes on saying what was true in it.
    return min(max(clock.today(), round_.first_day), round_.last_day)


def approvals_of(round_: Round) -> Sequence[ApprovalRequest]:
    """The actions asked for in a round, the latest first, with those who asked and decided."""
    query = select(ApprovalRequest).where(ApprovalRequest.round_id == round_.id).order_by(ApprovalRequest.id.desc())
    both = joinedload(ApprovalRequest.asker), joinedload(ApprovalRequest.decider)
    return db.session.scalars(query.options(*both)).all()


def approval_in(top: Unit, slug: str, approval_id: int) -> ApprovalRequest | None:
    """An action of a round the reader may see."""
    query = (
        select(ApprovalRequest)
        .join(ApprovalRequest.round)
        .where(ApprovalRequest.id == approval_id, Round.slug == slug, Round.catalogue_id == top.catalogue_id)
        .options(contains_eager(ApprovalRequest.round))
    )
    return db.session.scalar(query)


def waiting_approvals(round_: Round, kind: str | None = None) -> Sequence[ApprovalRequest]:
    """The requests of a round that are not decided yet."""
    query = ApprovalRequest.waiting(ApprovalRequest.round_id == round_.id).order_by(ApprovalRequest.id)
    query = query.options(joinedload(ApprovalRequest.asker))
    return db.session.scalars(query.where(ApprovalRequest.kind == kind) if kind else query).all()


def last_change(point: Point) -> Row[datetime, str] | None:
    """When a point was changed last, and by whom; the name is None where a command did it."""
    # A point does not keep who changed it: the record of events does.
    query = (
        select(Event.at, Person.full_name)
        .outerjoin(Account, Account.id == Event.account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(Event.subject_kind == "point", Event.subject_id == str(point.id))
        .order_by(Event.id.desc())
    )
    return db.session.execute(query.limit(1)).first()


def points_per_round(top: Unit) -> dict[int, int]:
    """How many points of a subtree each round has."""
    counted = select(Point.round_id, func.count()).join(Point.unit).where(within(top)).group_by(Point.round_id)
    return {row[0]: row[1] for row in db.session.execute(counted)}


def seen_from(top: Unit) -> ColumnElement[bool]:
    """The condition «a form is of the office that a unit belongs to, or of all»."""
    own = select(Catalogue.office).where(Catalogue.id == top.catalogue_id).scalar_subquery()
    return (Questionnaire.office == "") | (Questionnaire.office == own)


def questionnaires(top: Unit) -> Sequence[Questionnaire]:
    """Every version of every form that an office sees: by code, the newest first."""
    query = select(Questionnaire).where(seen_from(top))
    return db.session.scalars(query.order_by(Questionnaire.code, Questionnaire.version.desc())).all()


def questionnaire_in(top: Unit, form_id: int) -> Questionnaire | None:
    """One of these versions."""
    return db.session.scalar(select(Questionnaire).where(Questionnaire.id == form_id, seen_from(top)))


def questionnaire(code: str, version: int) -> Questionnaire | None:
    """A version of a form by its code."""
    of_version = select(Questionnaire).where(Questionnaire.code == code, Questionnaire.version == version)
    return db.session.scalar(of_version)


def newest_version(code: str) -> int:
    """The highest number a form's code has; 0 where it has none."""
    return db.session.scalar(select(func.max(Questionnaire.version)).where(Questionnaire.code == code)) or 0


def rounds_by_form(top: Unit) -> dict[int, list[Round]]:
    """The rounds of a reader's catalogue by the questionnaire they use."""
    by_form: dict[int, list[Round]] = {}
    for round_ in db.session.scalars(rounds(top)):
        by_form.setdefault(round_.questionnaire_id, []).append(round_)
    return by_form


def rounds_using(form: Questionnaire) -> Sequence[Round]:
    """Every round that uses a version, of whatever catalogue: what a rule asks for."""
    return db.session.scalars(select(Round).where(Round.questionnaire_id == form.id)).all()


def accounts(ids: Iterable[int | None]) -> dict[int, Account]:
    """Accounts by number, with the persons behind them; None is passed over."""
    numbers = {number for number in ids if number is not None}
    query = select(Account).where(Account.id.in_(numbers)).options(joinedload(Account.person))
    return {account.id: account for account in db.session.scalars(query)}
