"""Making, editing, confirming and choosing versions of a questionnaire. A frozen version never changes."""

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.approvals.second_person import refuse_same_person
from portal.audit.operations import record
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db
from portal.surveys import operations as surveys
from portal.surveys import queries
from portal.surveys.models import Questionnaire, Round
from portal.surveys.questionnaire.editing import bodies
from portal.surveys.questionnaire.editing.bodies import Body
from portal.surveys.questionnaire.questionnaire import Questionnaire as Form
from portal.units import queries as units
from portal.web.data import clock, transactions


def import_form(form: Form, *, by: Account) -> Questionnaire:
    """Keep a form from a file as a draft, under the next number if its own is taken."""
    if queries.questionnaire(form.code, form.version) is not None:
        form = replace(form, version=queries.newest_version(form.code) + 1)
    return add(form, by, "import", {})


def new_version(row: Questionnaire, *, by: Account) -> Questionnaire:
    """The next version of the same form, to be edited."""
    form = replace(row.form, version=queries.newest_version(row.code) + 1)
    return add(form, by, "new-version", {"from": row.name})


def copy(row: Questionnaire, *, code: str, by: Account) -> Questionnaire:
    """The same form under a code of its own."""
    if queries.newest_version(code):
        raise Conflict(_("Mã phiếu “%(code)s” đã có, đề nghị đặt mã khác.", code=code), "code")
    return add(replace(row.form, code=code, version=1), by, "copy", {"from": row.name})


def add(form: Form, by: Account, action: str, detail: dict[str, Any]) -> Questionnaire:
    row = Questionnaire(code=form.code, version=form.version, body=form.to_json(), digest=form.digest)
    row.editors, row.edited_at, row.office = [by.id], clock.now(), units.catalogue_of(by.unit).office
    sentence = _("Phiên bản %(n)s của phiếu này vừa được người khác tạo. Đề nghị làm lại.", n=form.version)
    # Two who begin the next version at once take the same number.
    with transactions.unless_taken(Conflict(sentence)):
        db.session.add(row)
    log_event(action, row, by, detail)
    return row


def edit(row: Questionnaire, body: Body, *, by: Account, revision: int | str, what: str) -> list[bodies.Flaw]:
    """Keep a changed body: as the form once it is whole, as a draft until then. Returns what is still wrong."""
    refuse_fixed(row, revision)
    flaws = bodies.flaws(body)
    if flaws:
        row.draft = body
    else:
        form = Form.from_json(body)
        row.body, row.digest, row.draft = form.to_json(), form.digest, None
    if by.id not in row.editors:
        row.editors = [*row.editors, by.id]  # a new list: a change inside of JSON is not noticed
    row.edited_at = clock.now()
    flush_changed_words(row)
    log_event("edit", row, by, {"what": what, "digest": row.digest, "mistakes": len(flaws)})
    return flaws


def confirm(row: Questionnaire, *, by: Account, revision: int | str) -> None:
    """Confirm the words of a version: an approver who is none of those who wrote them."""
    refuse_fixed(row, revision)
    if not by.can(Permission.QUESTIONNAIRES_CONFIRM):
        raise Refused(_("Chỉ lãnh đạo duyệt của %(province)s xác nhận phiếu."))
    if row.draft is not None:
        flaws = bodies.flaws(row.draft)
        listed = "; ".join(str(flaw).rstrip(".") for flaw in flaws) + "."
        raise DomainError(_("Chưa xác nhận được, phiếu còn %(n)s chỗ sai: %(list)s", n=len(flaws), list=listed))
    writers = queries.accounts(row.editors).values()
    refuse_same_person(by, *writers, sentence=_("Người soạn không tự xác nhận: cần một lãnh đạo duyệt khác."))
    row.confirmed_by, row.confirmed_at = by.id, clock.now()
    flush_version()
    log_event("confirm", row, by, {"digest": row.digest})


def reopen(row: Questionnaire, *, by: Account, revision: int | str) -> None:
    """Take a confirmation back, so that the words can be edited again."""
    refuse_frozen(row)
    refuse_stale(row, revision)
    if row.confirmed_at is None:
        raise Conflict(_("Phiếu này chưa được xác nhận."))
    row.confirmed_by = row.confirmed_at = None
    flush_changed_words(row)
    log_event("reopen", row, by, {})


def remove(row: Questionnaire, *, by: Account, revision: int | str) -> None:
    """Delete a version that is not confirmed and that no round uses."""
    refuse_fixed(row, revision)
    if queries.rounds_using(row):
        raise Conflict(_("Có đợt khảo sát đang dùng phiếu này: chọn phiếu khác cho đợt đó trước."))
    log_event("remove", row, by, {"digest": row.digest})
    db.session.delete(row)
    db.session.flush()


def choose(round_: Round, *, form_id: int, version: int | str, by: Account) -> None:
    """Let a round in draft ask another version. What was asked of it before is no longer asked."""
    row = queries.questionnaire_in(by.unit, form_id)
    if row is None:
        raise DomainError(_("Chọn một phiếu trong danh sách."), "form_id")
    if round_.approved_at is not None:
        raise Conflict(_("Đợt khảo sát đã duyệt, không đổi phiếu được."))
    # A form sends text, the row has a number.
    if str(version) != str(round_.version):
        raise Conflict(_("Đợt khảo sát vừa được sửa. Đề nghị xem lại trước khi lưu."))
    before, plan = round_.questionnaire.name, round_.plan_data
    round_.questionnaire = row
    round_.plan = replace(plan, form=replace(plan.form, code=row.code, version=row.version)).to_json()
    db.session.flush()
    surveys.turn_down_waiting(round_)
    detail = {"before": before, "after": row.name}
    record("rounds.choose-questionnaire", by=by, subject=("round", round_.slug), detail=detail)


def refuse_frozen(row: Questionnaire) -> None:
    if row.frozen_at is not None:
        raise Conflict(_("Phiếu đã dùng cho đợt khảo sát đã duyệt, không sửa được: tạo phiên bản mới."))


def refuse_fixed(row: Questionnaire, revision: int | str | None = None) -> None:
    """Raises Conflict unless the version is a draft and stands at `revision`; None is not compared."""
    refuse_frozen(row)
    if row.confirmed_at is not None:
        raise Conflict(_("Phiếu đã được xác nhận: bấm “Mở lại để sửa” trước khi sửa."))
    if revision is not None:
        refuse_stale(row, revision)


def refuse_stale(row: Questionnaire, revision: int | str) -> None:
    """Raises Conflict where the version was edited since `revision`."""
    if str(revision) == str(row.revision):
        return
    last = next(iter(queries.accounts(row.editors[-1:]).values()), None)
    if last is None:
        raise edited_elsewhere()
    name = last.full_name
    raise Conflict(_("Phiếu vừa được đồng chí %(name)s sửa. Đề nghị xem lại nội dung mới trước khi lưu.", name=name))


def flush_version() -> None:
    """Write the row; who came second in a race is told."""
    with transactions.savepoint(edited_elsewhere):
        db.session.flush()


def flush_changed_words(row: Questionnaire) -> None:
    """Write the row; approvals that were asked for on the words before are no longer asked for."""
    flush_version()
    for round_ in queries.rounds_using(row):
        surveys.turn_down_waiting(round_)


def edited_elsewhere() -> Conflict:
    return Conflict(_("Phiếu vừa được sửa ở nơi khác. Đề nghị xem lại nội dung mới trước khi lưu."))


def log_event(action: str, row: Questionnaire, by: Account, detail: dict[str, Any]) -> None:
    record(f"questionnaires.{action}", by=by, subject=("questionnaire", row.name), detail=detail)
