"""The life of an official paper as a table: which act leads from which state to which. Pure; nothing else decides.

Made, written and rewritten as a draft; sent for review; approved by another person or returned; numbered, dated and
signed as approved; issued; replaced by a newer paper. What changes an approved text or figure makes it a draft again;
number and date do not (they come after approval). An issued paper never changes.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.errors import Conflict
from portal.web.http.languages import cached_per_language

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(StrEnum):
    """Where a paper stands."""

    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"
    ISSUED = "issued"
    REPLACED = "replaced"


class Act(StrEnum):
    """What is done to a paper. `EDIT` is any change of words, figures, signer or recipients."""

    EDIT = "edit"
    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    NUMBER = "number"
    SIGN = "sign"
    ISSUE = "issue"
    REPLACE = "replace"
    PRINT = "print"


S, A = State, Act

STEPS: Mapping[tuple[State, Act], State] = {
    (S.DRAFT, A.EDIT): S.DRAFT,
    (S.DRAFT, A.PRINT): S.DRAFT,
    (S.DRAFT, A.SUBMIT): S.REVIEW,
    (S.REVIEW, A.EDIT): S.DRAFT,
    (S.REVIEW, A.PRINT): S.REVIEW,
    (S.REVIEW, A.RETURN): S.DRAFT,
    (S.REVIEW, A.APPROVE): S.APPROVED,
    (S.APPROVED, A.EDIT): S.DRAFT,
    (S.APPROVED, A.PRINT): S.APPROVED,
    (S.APPROVED, A.RETURN): S.DRAFT,
    (S.APPROVED, A.NUMBER): S.APPROVED,
    (S.APPROVED, A.SIGN): S.APPROVED,
    (S.APPROVED, A.ISSUE): S.ISSUED,
    (S.ISSUED, A.REPLACE): S.REPLACED,
}
"""Every step there is; what is not in the table is refused."""

UNAPPROVED = frozenset({State.DRAFT, State.REVIEW})
PUBLIC = frozenset({State.ISSUED, State.REPLACED})
"""States in which the public page verifies a paper; its bytes and figures do not change any more."""


def may(state: str, act: Act) -> bool:
    """Whether an act is possible in a state."""
    return (State(state), act) in STEPS


def next_state(state: str, act: Act) -> State:
    """The state an act leads to. Raises Conflict where it leads nowhere."""
    state_after = STEPS.get((State(state), act))
    if state_after is None:
        raise Conflict(refusal(State(state), act))
    return state_after


def loses_approval(state: str, act: Act) -> bool:
    """Whether an act takes back that a paper was sent for review or approved."""
    return State(state) is not State.DRAFT and STEPS.get((State(state), act)) is State.DRAFT


def refusal(state: State, act: Act) -> str:
    """Why an act is not possible, and what to do."""
    if state in PUBLIC:
        return _("Văn bản đã ban hành, không sửa được. Cần thay đổi thì lập văn bản mới thay thế.")
    return {
        Act.SUBMIT: _("Văn bản đã được trình duyệt hoặc đã duyệt."),
        Act.RETURN: _("Văn bản chưa trình duyệt nên không trả lại được."),
        Act.APPROVE: _("Chỉ duyệt văn bản đang trình duyệt."),
        Act.NUMBER: _("Văn bản chưa được duyệt. Số và ngày chỉ điền sau khi duyệt."),
        Act.SIGN: _("Văn bản chưa được duyệt nên chưa nhận bản ký."),
        Act.ISSUE: _("Văn bản chưa được duyệt nên chưa ban hành được."),
        Act.REPLACE: _("Chỉ thay thế được văn bản đã ban hành."),
    }.get(act, _("Không làm được việc này ở tình trạng hiện nay của văn bản."))


def label(state: str) -> str:
    """A state as it stands on the page."""
    return labels()[State(state)]


@cached_per_language
def labels() -> Mapping[str, str]:
    """Every state as it stands on the page."""
    return {
        State.DRAFT: _("Dự thảo"),
        State.REVIEW: _("Trình duyệt"),
        State.APPROVED: _("Đã duyệt"),
        State.ISSUED: _("Đã ban hành"),
        State.REPLACED: _("Đã thay thế"),
    }
