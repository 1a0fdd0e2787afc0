"""Writing a plan on pages: begin it, save a part, take a file's; once it is whole it stands as a round in draft."""

import re
from collections.abc import Callable, Mapping
from json import dumps
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.models import Account
from portal.audit.operations import record
from portal.errors import Conflict, DomainError, Mistake
from portal.extensions import db
from portal.surveys import contacts, queries
from portal.surveys import operations as surveys
from portal.surveys.models import PlanDraft, Round
from portal.surveys.plan.editing import beginning, bodies, gallery
from portal.surveys.plan.editing.bodies import Body
from portal.surveys.plan.plan import Plan
from portal.surveys.plan.reader import Path, place
from portal.units.models import PROVINCE, Unit
from portal.web.data import clock, transactions
from portal.web.data.versioned import StaleRow

# Before a sentence that is about a file stands the place in it.
FILE_PLACE = re.compile(r"^\[[^\]]*\]+\S*: ")


def begin(source: Plan, *, keeps_numbers: bool, what: str, by: Account) -> PlanDraft:
    """Begin a plan from another one."""
    body = beginning.body_from(source, by.unit, keeps_numbers=keeps_numbers)
    draft = PlanDraft(unit_id=by.unit.id, body_text=dumps(body), lender_text=dumps(source.to_json()))
    draft.edited_by, draft.edited_at = by.id, clock.now()
    db.session.add(draft)
    db.session.flush()
    log_event("begin", draft, by, {"from": what})
    return draft


def of_round(round_: Round, *, by: Account) -> PlanDraft:
    """The pages of a plan that was loaded from a file: as it stands, so nothing is changed by opening them."""
    refuse_approved(round_)

    def find() -> PlanDraft | None:
        return db.session.scalar(select(PlanDraft).where(PlanDraft.round_id == round_.id))

    draft = find()
    if draft is not None:
        return draft
    draft = PlanDraft(unit_id=by.unit.id, round_id=round_.id, lender_text=round_.plan_text)
    draft.edited_by, draft.edited_at = by.id, clock.now()
    draft = transactions.add_or_find(draft, find)
    log_event("begin", draft, by, {"from": round_.slug})
    return draft


def save(draft: PlanDraft, body: Body, *, by: Account, revision: int, what: str) -> list[Mistake]:
    """Keep a changed body: as a round's plan once it is whole and fits the units, until then as a draft.

    Returns what is left to mend.
    """
    refuse_frozen(draft)
    refuse_stale(draft, revision)
    left = mistakes_in(draft, body)
    with transactions.savepoint(lambda: stale(draft)):
        draft.body_text = dumps(body)
        draft.edited_by, draft.edited_at = by.id, clock.now()
        db.session.flush()
    if left:
        turn_down_waiting(draft)
    else:
        settle(draft, by)
    log_event("edit", draft, by, {"what": what, "left": len(left)})
    return left


def settle(draft: PlanDraft, by: Account) -> None:
    """Let the round have the plan as it was written; a round that has another name is named anew."""
    plan = Plan.from_json(draft.body)
    form = gallery.form_of(plan.form.code, plan.form.version)
    if form is None:  # asked by mistakes_in just now
        raise transactions.concurrent_change()
    if draft.round is not None:
        draft.round.slug = plan.slug
        db.session.flush()
    draft.round = surveys.load_round(plan, form, by=by)
    draft.body_text, draft.lender_text = None, dumps(plan.to_json())
    db.session.flush()


def turn_down_waiting(draft: PlanDraft) -> None:
    """What was asked of the plan as it stood before is no longer asked."""
    if draft.round is not None:
        surveys.turn_down_waiting(draft.round)


def remove(draft: PlanDraft, *, by: Account, revision: int) -> None:
    """Throw away what is written and is no round yet; of a round's plan, what was changed since it was whole."""
    refuse_frozen(draft)
    refuse_stale(draft, revision)
    log_event("remove", draft, by, {})
    db.session.delete(draft)
    db.session.flush()


def mistakes_in(draft: PlanDraft, body: Mapping[str, Any]) -> list[Mistake]:
    """All that keeps a body from being a round: what is wrong in it, else what does not fit the province."""
    found = bodies.mistakes_in(body)
    return found or unfit(draft, Plan.from_json(body))


def left(draft: PlanDraft, top: Unit) -> list[Mistake]:
    """All that stands between a plan and its approval; numbers to telephone are asked for from the beginning."""
    body = draft.body
    found = [] if draft.body_text is None else mistakes_in(draft, body)
    known = {mistake.path for mistake in found}
    numbers = [
        Mistake(
            place(path), _("chưa có số điện thoại của %(unit)s (mã %(code)s).", unit=unit.title, code=unit.code), path
        )
        for unit in contacts.lacking(body, top)
        for path in [("contact", "telephone") if unit.level == PROVINCE else ("phones",)]
    ]
    return [*found, *(mistake for mistake in numbers if mistake.path not in known)]


def unfit(draft: PlanDraft, plan: Plan) -> list[Mistake]:
    """What of a whole plan does not fit what is in the database."""
    unit = db.session.get_one(Unit, draft.unit_id)
    rules: tuple[tuple[Path, Callable[[], object]], ...] = (
        (("identity", "slug"), lambda: refuse_taken(draft, plan)),
        (("catalogue", "year"), lambda: surveys.refuse_other_catalogue(plan, unit)),
        (("catalogue", "expected"), lambda: surveys.communes_of(plan)),
        (("phones",), lambda: surveys.refuse_unknown_units(plan)),
        (("form", "code"), lambda: refuse_missing_form(plan)),
    )
    found = []
    for path, rule in rules:
        try:
            rule()
        except DomainError as error:
            found.append(Mistake(place(path), FILE_PLACE.sub("", error.message), path))
    return found


def refuse_taken(draft: PlanDraft, plan: Plan) -> None:
    """A round's name is its own."""
    other = queries.by_slug(plan.slug)
    if other is not None and other.id != draft.round_id:
        raise DomainError(_("Đã có đợt khảo sát tên “%(slug)s”, đề nghị đặt tên khác.", slug=plan.slug))


def refuse_missing_form(plan: Plan) -> None:
    names = {"code": plan.form.code, "n": plan.form.version}
    if gallery.form_of(plan.form.code, plan.form.version) is None:
        raise DomainError(_("Chưa có mẫu phiếu %(code)s, phiên bản %(n)s: soạn hoặc nhập ở Mẫu phiếu trước.", **names))


def refuse_frozen(draft: PlanDraft) -> None:
    if draft.round is not None:
        refuse_approved(draft.round)


def refuse_approved(round_: Round) -> None:
    if round_.approved_at is not None:
        raise Conflict(_("Kế hoạch đã được duyệt, không sửa được nữa. Muốn làm đợt khác: chép thành kế hoạch mới."))


def refuse_stale(draft: PlanDraft, revision: int) -> None:
    if draft.revision != revision:
        raise stale(draft)


def stale(draft: PlanDraft) -> StaleRow:
    """What is said of a plan that somebody saved meanwhile."""
    db.session.refresh(draft)
    return StaleRow(draft.editor.full_name, draft.edited_at)


def log_event(action: str, draft: PlanDraft, by: Account, detail: dict[str, Any]) -> None:
    name = draft.round.slug if draft.round else str(bodies.value_at(draft.body, ("identity", "slug")))
    record(f"plans.{action}", by=by, subject=("plan", draft.id), detail={"slug": name, **detail})
