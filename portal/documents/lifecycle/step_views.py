"""Making a paper and taking it from step to step, as pages: each says what will happen, then does it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.ballots import counting
from portal.documents import choices, forms, queries, rendering
from portal.documents.blueprint import blueprint, load_document, page
from portal.documents.kinds import KINDS, Kind, kinds_for
from portal.documents.lifecycle import annexes_apart, figure_changes, operations, reviewing
from portal.documents.lifecycle.requests import Request
from portal.documents.models import Document
from portal.errors import DomainError
from portal.extensions import db
from portal.surveys.models import Round
from portal.surveys.queries import round_in, rounds
from portal.surveys.rounds import chosen
from portal.web.data import clock
from portal.web.http.views import reload, render, requires
from portal.web.ui.formats import integer, short_date

TYPED_MONTH = re.compile(r"(?:tháng *)?([0-9]{1,2}) *[/.-] *(20[0-9]{2})|(20[0-9]{2})-([0-9]{2})", re.ASCII)


def load_kind(kind: str) -> Kind | None:
    """A kind that the reader's own unit issues."""
    return next((known for known in kinds_for(current_user.unit) if known.name == kind), None)


@blueprint.get("/documents/new")
@requires(Permission.DOCUMENTS_MAKE)
def choose() -> ResponseReturnValue:
    """The kinds of papers a reader's unit issues."""
    at_hand = chosen.chosen()
    return render(
        "documents/lifecycle/choose.html", kinds=kinds_for(current_user.unit, at_hand.plan_data if at_hand else None)
    )


@blueprint.route("/documents/new/<kind>", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_MAKE, subject=load_kind)
def new(chosen: Kind) -> ResponseReturnValue:
    """Ask for a paper of one kind."""
    form = request_form(chosen)
    if form.submitted() and form.accepts(lambda **typed: make(chosen, typed)):
        return to_paper(form.outcome)
    return render("documents/lifecycle/request.html", kind=chosen, form=form), form.status


def request_form(kind: Kind) -> forms.RequestForm:
    """The form of a kind, without what it does not need: approved rounds and their days that are over, latest first."""
    form = forms.RequestForm(round=request.args.get("round"), month=clock.today().strftime("%m/%Y"))
    approved = db.session.scalars(rounds(current_user.unit).where(Round.approved_at.is_not(None))).all()
    form.round.choices = [(round_.slug, round_.title) for round_ in approved]
    # All rounds' days in one list, as the page works without scripts; `day_of` refuses one of another round.
    days = {day for round_ in approved for day in counting.days_over(round_)}
    form.day.choices = [(day.isoformat(), short_date(day)) for day in sorted(days, reverse=True)]
    needed = {
        "round": kind.needs_round,
        "month": kind.needs_month,
        "day": kind.needs_day,
        "directive": kind.needs_directive,
        "directed_on": kind.needs_directive,
    }
    for name in [name for name, is_needed in needed.items() if not is_needed]:
        del form[name]
    return form


def make(kind: Kind, typed: dict[str, Any]) -> Document:
    """Hand what was typed to the operation; below the province a paper is about the maker's own unit."""
    round_ = round_in(current_user.unit, typed["round"]) if typed.get("round") else None
    if "round" in typed and round_ is None:
        raise DomainError(_("Không có đợt khảo sát này."), "round")
    asked = Request(
        round=round_,
        unit=current_user.unit if kind.own_level else None,
        month=month_of(typed["month"]) if "month" in typed else "",
        day=day_of(round_, typed["day"]) if round_ and "day" in typed else None,
        directive=typed.get("directive") or "",
        directed_on=typed.get("directed_on"),
    )
    return operations.make(kind.name, asked, by=current_user)


def day_of(round_: Round, typed: str) -> date:
    """One of the round's days. Raises DomainError."""
    day = next((day for day in round_.days if day.isoformat() == typed), None)
    if day is None:
        raise DomainError(_("Ngày này không thuộc đợt khảo sát đã chọn."), "day")
    return day


def month_of(typed: str) -> str:
    """«2024-06» for «6/2024», «tháng 6/2024» or a browser's own. Raises DomainError."""
    match = TYPED_MONTH.fullmatch(typed.strip().lower())
    month, year = (match[1] or match[4], match[2] or match[3]) if match else ("0", "")
    if int(month) not in range(1, 13):
        raise DomainError(_("Nhập tháng, ví dụ 6/2024."), "month")
    return f"{year}-{int(month):02d}"


@blueprint.route("/documents/<document_id>/particulars", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_MAKE, subject=load_document)
def particulars(document: Document) -> ResponseReturnValue:
    """Say who signs and who receives the paper: the signer's capacity and office are the plan's own words."""
    signers = queries.signers_of(document)
    form = forms.ParticularsForm(
        version=document.version,
        signer=chosen_signer(signers, document),
        signer_name=document.signer_name,
        recipients="\n".join(document.recipients or operations.default_recipients(document)),
    )
    form.signer.choices = forms.signer_choices(signers)

    def set_particulars(version: int, *, signer: str, signer_name: str | None, recipients: str | None) -> None:
        # Some signers have a capacity alone.
        capacity, office, *_rest = (*(signers[int(signer)] if signer else ("",)), "")
        who, lines = signer_name or "", (recipients or "").splitlines()
        chosen = (capacity, office)
        operations.set_particulars(document, version, signer=chosen, signer_name=who, recipients=lines, by=current_user)

    if form.submitted() and form.accepts(set_particulars):
        flash(_("Đã lưu người ký, nơi nhận. Văn bản đang được in lại."), "ok")
        return to_paper(document)
    return page("documents/particulars.html", reload(document), form=form), form.status


def chosen_signer(signers: Sequence[Sequence[str]], document: Document) -> str:
    """The place of the signer already filled in."""
    filled = [line for line in (document.signer_capacity, document.signer_office) if line]
    return next((str(place) for place, lines in enumerate(signers) if list(lines) == filled), "")


@blueprint.post("/documents/<document_id>/print")
@requires(Permission.DOCUMENTS_MAKE, subject=load_document)
def print_again(document: Document) -> ResponseReturnValue:
    """Print once more, after a failure above all."""
    operations.print_again(document, by=current_user)
    return to_paper(document)


@dataclass(frozen=True)
class Step:
    """A step as a page: what it will do, in sentences, and what is said once it is done.

    `details` are more values for the page, which may put other sentences in place of these.
    """

    name: str
    path: str
    permission: Permission
    operation: Callable[..., Document | None]
    title: LazyString
    sentences: tuple[LazyString, ...]
    done: LazyString
    form: type[forms.StepForm] = forms.StepForm
    filled: tuple[str, ...] = ("version",)
    details: Callable[[Document], dict[str, Any]] = lambda _document: {}


def replaced_paper(document: Document) -> dict[str, Any]:
    """What happens to the paper that this one replaces, as a second sentence."""
    replaced = queries.replaced_by(document)
    if replaced is None:
        return {}
    sentence = _("Văn bản số %(number)s chuyển sang «đã thay thế».", number=replaced.number)
    return {"told": [RELEASE_SENTENCE, sentence]}


def changed_figures(document: Document) -> dict[str, Any]:
    """What today's figures would change in a paper; no button where that is nothing, or there are none."""
    kind = KINDS[document.kind]
    try:
        fresh = kind.freeze_again(rendering.figures_of(document), queries.request_of(document))
    except DomainError as error:
        return {"told": [error.message], "nothing": True}
    difference = figure_changes.compare(kind, rendering.figures_of(document), fresh)
    if difference.is_empty:
        sentence = _("Số liệu không thay đổi so với lúc lập, không cần cập nhật.")
        return {"told": [sentence], "nothing": True}
    sentence = _(
        "So với lúc lập có %(n)s số liệu thay đổi, kể cả trong phụ lục. Cập nhật thì văn bản trở lại là dự thảo, "
        "phải trình duyệt lại.",
        n=integer(difference.values),
    )
    again = choices.again_with(document, kind.outline(fresh))
    return {"told": [sentence], "difference": difference, "again": [again_sentence(again)] if again else []}


def again_sentence(again: int) -> str:
    return _("%(n)s câu gợi ý đã giữ hoặc sửa có số liệu thay đổi, phải xem lại ở trang viết.", n=integer(again))


RELEASE_SENTENCE = _l(
    "Từ lúc ban hành, nội dung, số liệu và tệp không thay đổi được nữa; ai cũng kiểm tra được tại trang công khai."
)
STEPS = (
    Step(
        "submit",
        "submission",
        Permission.DOCUMENTS_MAKE,
        operations.submit,
        _l("Trình duyệt"),
        (
            _l("Văn bản được chuyển cho lãnh đạo duyệt. Người lập, người sửa văn bản không tự duyệt."),
            _l("Sửa nội dung, người ký, nơi nhận hoặc cập nhật số liệu sau khi trình thì phải trình lại."),
        ),
        _l("Đã trình duyệt. Lãnh đạo duyệt xem bản in rồi duyệt hoặc trả lại."),
        details=lambda document: {"missing": operations.missing_in(document, rendering.wording_of(document))},
    ),
    Step(
        "approve",
        "approval",
        Permission.DOCUMENTS_APPROVE,
        operations.approve,
        _l("Duyệt"),
        (
            _l("Duyệt nội dung và số liệu như bản in hiện nay; bản in mới không còn chữ DỰ THẢO."),
            _l("Số và ngày do văn thư điền sau, không phải duyệt lại. Mọi sửa đổi khác thì phải trình duyệt lại."),
        ),
        _l("Đã duyệt. Văn thư điền số, ngày; bản in không còn chữ DỰ THẢO."),
        details=lambda document: reviewing.review(document, rendering.wording_of(document)),
    ),
    Step(
        "secrecy",
        "secrecy",
        Permission.DOCUMENTS_APPROVE,
        annexes_apart.say_secrecy,
        _l("Phụ lục gửi riêng"),
        (
            _l("Phụ lục gửi riêng có số liệu từng đơn vị, chỉ lập sau khi có câu trả lời dưới đây."),
            _l("Trả lời «Có» thì hệ thống không lập các phụ lục ấy và văn bản nêu rõ như vậy. Câu trả lời được lưu."),
        ),
        _l("Đã lưu câu trả lời. Văn bản đang được in lại."),
        form=forms.SecrecyForm,
        details=lambda _document: {"button": _("Lưu câu trả lời")},
    ),
    Step(
        "send_back",
        "return",
        Permission.DOCUMENTS_APPROVE,
        operations.send_back,
        _l("Trả lại"),
        (_l("Văn bản trở lại là dự thảo. Lý do hiện ở trang văn bản cho người soạn thảo."),),
        _l("Đã trả lại để sửa."),
        form=forms.ReturnForm,
    ),
    Step(
        "number",
        "number",
        Permission.DOCUMENTS_NUMBER,
        operations.give_number,
        _l("Điền số, ngày"),
        (
            _l("Văn thư lấy số trong sổ, ghi ngày. Việc này không làm mất phê duyệt."),
            _l("Bản ký đã nhận trước đó không còn khớp bản in mới, phải ký lại."),
        ),
        _l("Đã lưu số, ngày. Văn bản đang được in lại."),
        form=forms.NumberForm,
        filled=("version", "number", "issued_on"),
        details=lambda _document: {"button": _("Lưu và in lại")},
    ),
    Step(
        "release",
        "release",
        Permission.DOCUMENTS_NUMBER,
        operations.issue,
        _l("Ban hành"),
        (RELEASE_SENTENCE,),
        _l("Đã ban hành."),
        details=replaced_paper,
    ),
    Step(
        "replace",
        "replacement",
        Permission.DOCUMENTS_MAKE,
        operations.make_replacement,
        _l("Lập văn bản thay thế"),
        (
            _l("Lập văn bản mới cùng loại với số liệu lúc này, giữ phần lời đã viết, người ký, nơi nhận."),
            _l("Văn bản cũ còn hiệu lực đến khi văn bản mới được ban hành, sau đó ghi «đã thay thế»."),
        ),
        _l("Đã lập văn bản thay thế. Văn bản cũ còn hiệu lực đến khi văn bản này được ban hành."),
    ),
    Step(
        "explanations",
        "explanations",
        Permission.DOCUMENTS_MAKE,
        annexes_apart.say_asked,
        _l("Ngày yêu cầu giải trình"),
        (
            _l("Trước ngày này không văn bản nào nêu tên đơn vị có số liệu cần kiểm tra, xác minh."),
            _l("Từ ngày này Phụ lục 9 (gửi riêng) nêu tên đơn vị và giải trình đã nhận. Văn bản trở lại là dự thảo."),
        ),
        _l("Đã lưu ngày yêu cầu giải trình. Văn bản đang được in lại."),
        form=forms.AskedForm,
        details=lambda _document: {"button": _("Lưu và in lại")},
    ),
    Step(
        "refresh",
        "figures",
        Permission.DOCUMENTS_MAKE,
        operations.refresh,
        _l("Cập nhật số liệu"),
        (),
        _l("Đã cập nhật số liệu. Văn bản đang được in lại."),
        details=changed_figures,
    ),
)


def view_of(step: Step) -> Callable[[Document], ResponseReturnValue]:
    def take(document: Document) -> ResponseReturnValue:
        """Do a step that was confirmed, or show what it will do."""
        form = step.form(**{name: getattr(document, name) for name in step.filled})
        if form.submitted() and form.accepts(step.operation, document, by=current_user):
            flash(str(step.done), "ok")
            return to_paper(form.outcome or document)  # a replacement answers with the new paper
        row = reload(document)
        values = {"title": step.title, "told": step.sentences, **step.details(row)}
        return page("documents/lifecycle/step.html", row, form=form, **values), form.status

    return take


def to_paper(document: Document) -> ResponseReturnValue:
    return redirect(url_for(".show", document_id=document.id), 303)


# Endpoints, addresses and rights are the table's; there is one view for all.
for step in STEPS:
    blueprint.add_url_rule(
        f"/documents/<document_id>/{step.path}",
        step.name,
        requires(step.permission, subject=load_document)(view_of(step)),
        methods=["GET", "POST"],
    )
