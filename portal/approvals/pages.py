"""The page of one request: who asked, who decided; the decision for whoever may take it, the way to take it back."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import TextAreaField
from wtforms.validators import Length, ValidationError

from portal.approvals.models import Asked
from portal.approvals.requests import LONGEST_REASON
from portal.web.http.views import reload
from portal.web.ui.forms import TOO_LONG, PortalForm, one_of

Row = TypeVar("Row", bound=Asked)


class DecisionForm(PortalForm):
    """Agree to an action, or turn it down."""

    decision = one_of(
        _l("Quyết định"), {"yes": _l("Đồng ý"), "no": _l("Không đồng ý")}, _l("Chọn đồng ý hoặc không đồng ý.")
    )
    note = TextAreaField(
        _l("Lý do (bắt buộc khi không đồng ý)"), [Length(max=LONGEST_REASON, message=TOO_LONG)], default=""
    )

    def validate_note(self, field: TextAreaField) -> None:
        """Whoever asked is told why not."""
        if self.decision.data == "no" and not field.data:
            raise ValidationError(_("Nhập lý do không đồng ý."))


@dataclass(frozen=True)
class RequestPages(Generic[Row]):
    """The pages of a kind of request, whose addresses name it in the same way.

    `render(row, form=…, choice=…)` makes the page, `choice` being what its reader may do and where; `deciding` is the
    right to decide; the endpoints are those of the page, of the decision and of the withdrawal.
    """

    render: Callable[..., str]
    deciding: Enum
    endpoints: tuple[str, str, str]

    def address(self, endpoint: str, *, outside: bool = False) -> str:
        """One of the three addresses of the request that the address at hand names."""
        return url_for(endpoint, **(request.view_args or {}), _external=outside)

    def show(self, row: Row, form: PortalForm | None = None) -> ResponseReturnValue:
        """The request as it stands now, and the decision for whoever may take it."""
        one, form = reload(row), form or DecisionForm()
        is_asker = current_user.is_same_person(one.asker)
        page, deciding, withdrawing = self.endpoints
        choice = {
            "may_decide": current_user.can(self.deciding) and not is_asker,
            "may_withdraw": one.asked_by == current_user.id,
            "is_asker": is_asker,
            "url": self.address(page, outside=True),
            "decide_url": self.address(deciding),
            "withdraw_url": self.address(withdrawing),
        }
        return self.render(one, form=form, choice=choice), form.status

    def decide(self, row: Row, operation: Callable[..., object]) -> ResponseReturnValue:
        """Agree or turn down; done by `operation(row, accepted=…, note=…, by=…)`."""
        form = DecisionForm()

        def decided(*, decision: str, note: str) -> None:
            operation(row, accepted=decision == "yes", note=note, by=current_user)

        if form.submitted() and form.accepts(decided):
            flash(_("Đã ghi quyết định."), "ok")
            return redirect(self.address(self.endpoints[0]), 303)
        return self.show(row, form)

    def withdraw(self, row: Row, operation: Callable[..., object], back: str = "") -> ResponseReturnValue:
        """Take back what one asked for oneself; done by `operation(row, by=…)`."""
        form, decision = PortalForm(), DecisionForm()
        if form.submitted() and form.accepts(operation, row, by=current_user):
            flash(_("Đã rút đề nghị."), "ok")
            return redirect(back or self.address(self.endpoints[0]), 303)
        # the page has the form of a decision; what was refused stands over it
        decision.status, decision.form_errors = form.status, form.form_errors
        return self.show(row, decision)
