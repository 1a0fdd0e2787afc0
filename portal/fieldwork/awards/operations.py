"""Weighting the criteria; picking whom to propose; sending the proposal; another person's decision."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select
from sqlalchemy.orm.attributes import flag_modified

from portal.accounts import waiting
from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.approvals.second_person import refuse_same_person
from portal.audit.operations import record
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db
from portal.fieldwork.awards import models, queries, table
from portal.fieldwork.awards.queries import RankingState
from portal.fieldwork.awards.ranking import CRITERIA, WHOLE
from portal.surveys.models import Point, Round
from portal.web.data import clock, transactions
from portal.web.ui.formats import capital, integer


def waiting_rows(account: Account) -> Select[Any]:
    """The proposals sent in a decider's province."""
    table = models.AwardProposal
    query = waiting.rows(table.id, table.sent_at, asked_by=table.sent_by, about=Round.title, slug=Round.slug)
    query = query.join(table.round).where(table.status == models.SENT)
    return query.where(Round.catalogue_id == account.unit.catalogue_id)


WAITING = waiting.Kind(
    "awards",
    Permission.AWARDS_DECIDE,
    "awards.decide",
    address=lambda one: {"slug": one.slug},
    words=lambda one: _("Ý kiến về đề nghị khen thưởng") + f": {one.about}",
    rows=waiting_rows,
    effect=lambda _one: _("Đề nghị được ghi là đã duyệt, kèm tên người duyệt."),
)


def edit_conflict() -> Conflict:
    """The error after a concurrent change."""
    return Conflict(_("Nội dung này vừa có người khác sửa. Đề nghị xem lại rồi làm lại."))


def set_weights(
    round_: Round, *, weights: Mapping[str, int], reason: str, version: int, by: Account
) -> models.AwardWeights:
    """Put new weights in force; the old ones stay on record. `version` is that of the ones the person looked at."""
    check_undecided(queries.proposal_of(round_))
    # a weight of nought is allowed: its criterion then counts for nothing
    if set(weights) != set(CRITERIA) or min(weights.values()) < 0 or sum(weights.values()) != WHOLE:
        raise DomainError(_("Tổng trọng số phải bằng 100; hiện là %(sum)s.", sum=sum(weights.values())))
    weights_row = queries.weights_in_force(round_)
    if version != (weights_row.version if weights_row else 0):
        raise edit_conflict()
    detail: dict[str, Any] = {"weights": dict(weights), "reason": reason}
    row = models.AwardWeights(
        round_id=round_.id, version=version + 1, changed_by=by.id, changed_at=clock.now(), **detail
    )
    with transactions.unless_taken(edit_conflict()):
        db.session.add(row)
    record("awards.weighed", by=by, subject=("award-weights", row.id), detail=detail)
    return row


def check_undecided(proposal: models.AwardProposal | None) -> None:
    """Nothing is changed under a proposal that is being decided or was accepted."""
    if proposal is not None and not proposal.is_open:
        raise Refused(
            _("Đề nghị khen thưởng đã được duyệt nên không sửa được.")
            if proposal.status == models.ACCEPTED
            else _("Đề nghị khen thưởng đang chờ duyệt. Chờ ý kiến của người duyệt rồi sửa.")
        )


def open_draft(round_: Round) -> models.AwardProposal:
    """The round's proposal, made when first needed; open to changes."""
    proposal = queries.proposal_of(round_)
    check_undecided(proposal)
    if proposal is None:
        proposal = models.AwardProposal(round_id=round_.id, status=models.DRAFT)
        with transactions.unless_taken(edit_conflict()):
            db.session.add(proposal)
        # of a new row too lines raise where they would be loaded on access
        db.session.refresh(proposal, ["lines"])
    return proposal


def propose_commune(ranking_state: RankingState, point: Point, *, achievement: str, by: Account) -> models.AwardLine:
    """Name a commune, unless it is out or named already."""
    proposal, line = open_draft(point.round), ranking_state.line_of(point.id)
    if line is not None and line.is_out:
        raise DomainError(_("Đơn vị không xét: %(why)s.", why="; ".join(line.candidate.faults)))
    if any(award_line.kind == models.COLLECTIVE and award_line.point_id == point.id for award_line in proposal.lines):
        raise Conflict(_("Đơn vị này đã có trong danh sách đề nghị."))
    district = point.unit.district.capital if point.unit.district else ""
    new_line = models.AwardLine(kind=models.COLLECTIVE, point_id=point.id, name=point.unit.capital, unit=district)
    return append_line(proposal, new_line, achievement, by)


def propose_person(
    round_: Round, point: Point | None, *, name: str, office: str, unit: str, achievement: str, by: Account
) -> models.AwardLine:
    """Name a person, with their commune where they work in one."""
    proposal = open_draft(round_)
    where = capital(point.unit.full) if point else unit
    if not where:
        raise DomainError(_("Chọn %(communes)s hoặc nhập đơn vị."), "unit")
    line = models.AwardLine(
        kind=models.PERSON, point_id=point.id if point else None, name=name, office=office, unit=where
    )
    return append_line(proposal, line, achievement, by)


def append_line(
    proposal: models.AwardProposal, line: models.AwardLine, achievement: str, by: Account
) -> models.AwardLine:
    """Keep a line at the end of the list."""
    last = max((award_line.position for award_line in proposal.lines), default=0)
    line.proposal_id, line.position, line.achievement = proposal.id, last + 1, achievement
    line.added_by, line.added_at = by.id, clock.now()
    db.session.add(line)
    update_proposal(proposal)
    detail = {"name": line.name, "unit": line.unit}
    record("awards.added", by=by, subject=("award-line", line.id), detail=detail)
    return line


def update_proposal(proposal: models.AwardProposal, **values: object) -> None:
    """Update the proposal, at least its version. Raises Conflict after a concurrent change."""
    with transactions.savepoint(edit_conflict):
        for key, value in values.items():
            setattr(proposal, key, value)
        # the version moves with the lines, so that sending collides with them
        flag_modified(proposal, "note")


def change_achievement(line: models.AwardLine, *, achievement: str, by: Account) -> models.AwardLine:
    """Write another «thành tích»."""
    check_undecided(line.proposal)
    line.achievement = achievement
    update_proposal(line.proposal)
    record("awards.changed", by=by, subject=("award-line", line.id), detail={"name": line.name})
    return line


def remove_line(line: models.AwardLine, *, by: Account) -> None:
    """Remove a person from the list."""
    check_undecided(line.proposal)
    number, name, proposal = line.id, line.name, line.proposal
    db.session.delete(line)
    update_proposal(proposal)
    record("awards.removed", by=by, subject=("award-line", number), detail={"name": name})


def send_proposal(round_: Round, ranking_state: RankingState, *, note: str, by: Account) -> models.AwardProposal:
    """Send the proposal for decision; its figures are frozen. Raises DomainError outside the plan's number of lines."""
    proposal = queries.proposal_of(round_)
    check_undecided(proposal)
    lines, wanted = proposal.lines if proposal else [], round_.plan_data.awarding
    if proposal is None or not wanted.least <= len(lines) <= wanted.most:
        words = _("Kế hoạch đề nghị %(least)s-%(most)s tập thể, cá nhân; danh sách đang có %(there)s.")
        raise DomainError(words % {"least": wanted.least, "most": wanted.most, "there": integer(len(lines))})
    for line in lines:
        freeze(line, ranking_state)
    sent = {"status": models.SENT, "note": note, "sent_by": by.id, "sent_at": clock.now()}
    undecided = {"decided_by": None, "decided_at": None, "reply": ""}
    update_proposal(proposal, weights_version=ranking_state.version, **sent, **undecided)
    detail = {"names": [line.name for line in lines], "weights": ranking_state.version}
    record("awards.ask", by=by, subject=("award-proposal", proposal.id), detail=detail)
    return proposal


def freeze(line: models.AwardLine, ranking_state: RankingState) -> None:
    """Keep a line's figures, in numbers and in words. A commune that is out by now cannot be proposed."""
    ranked = ranking_state.line_of(line.point_id)
    # frozen: later corrections must not change what was decided on
    line.basis, line.figures = table.basis(ranked, ranking_state.ranking), {}
    if ranked is None:
        return
    if line.kind == models.COLLECTIVE and ranked.is_out:
        why = "; ".join(ranked.candidate.faults)
        raise DomainError(_("%(unit)s nay không còn được xét: %(why)s.", unit=line.name, why=why))
    line.figures = {
        "score": str(ranked.score) if ranked.score is not None else None,
        "place": ranked.place,
        "tied": ranked.tied,
        "figures": {key: float(figure.value) for key, figure in ranked.candidate.figures.items()},
        "faults": list(ranked.candidate.faults),
    }


def decide_proposal(round_: Round, *, accepted: bool, reply: str, version: int, by: Account) -> models.AwardProposal:
    """Accept a proposal or send it back with a reason: by another person than its sender."""
    proposal = queries.proposal_of(round_)
    if proposal is None or proposal.status != models.SENT:
        raise Conflict(_("Không có đề nghị khen thưởng nào đang chờ duyệt."))
    refuse_same_person(
        by, proposal.sender, sentence=_("Người gửi đề nghị không tự duyệt. Đề nghị đồng chí khác duyệt.")
    )
    if not accepted and not reply:
        raise DomainError(_("Đề nghị ghi rõ lý do trả lại."), "reply")
    # returned, changed and sent again since the page was read
    if proposal.version != version:
        raise edit_conflict()
    status = models.ACCEPTED if accepted else models.RETURNED
    update_proposal(proposal, status=status, reply=reply, decided_by=by.id, decided_at=clock.now())
    action = "awards.accepted" if accepted else "awards.returned"
    record(action, by=by, subject=("award-proposal", proposal.id), detail={"reply": reply})
    return proposal
