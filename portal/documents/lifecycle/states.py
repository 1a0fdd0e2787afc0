"""The life of an official paper as a table: which act leads from which state to which. Pure; nothing else decides.

Made, written and rewritten as a draft; sent for review; approved by another person or returned; numbered, dated and
signed as approved; issued; replaced by a newer paper. What changes an approved text or figure makes it a draft again;
number and date do not (they come after approval). An issued paper never changes.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from flask_babel import gettext as _

from portal.errors import Conflict
from portal.web.http.languages import cached_per_language

CHECKING, DOUBTFUL, TAKEN, REFUSED, OUTDATED = "checking", "doubtful", "taken", "refused", "outdated"  # signed copies
SIGNED_STEPS = ((TAKEN, "issue"), (DOUBTFUL, "confirm"), (CHECKING, "wait"))  # of several copies the best one counts


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

# Every step there is; what is not in the table is refused.
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

UNAPPROVED = frozenset({State.DRAFT, State.REVIEW})
PUBLIC = frozenset({State.ISSUED, State.REPLACED})  # the public page verifies it; bytes and figures change no more


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
        State.REVIEW: _("Chờ duyệt"),
        State.APPROVED: _("Đã duyệt"),
        State.ISSUED: _("Đã ban hành"),
        State.REPLACED: _("Đã thay thế"),
    }


def next_step(
    state: str, *, complete: bool, numbered: bool, copies: Collection[str], asks_secrecy: bool = False
) -> tuple[str, str]:
    """The one step that leads on, and the sentence that names who does it and which button; empty at the end.

    `copies` are the states of the signed copies; `asks_secrecy` says that nobody has told whether annexes are secret.
    """
    signed = next((step for copy, step in SIGNED_STEPS if copy in copies), "sign")
    steps = {
        State.DRAFT: "submit" if complete else "write",
        State.REVIEW: "secrecy" if asks_secrecy else "approve",
        State.APPROVED: signed if numbered else "number",
    }
    step = steps.get(State(state), "done")
    words = {
        "write": _("Người soạn thảo viết phần còn thiếu, điền người ký; đủ rồi thì bấm «Trình duyệt»."),
        "submit": _("Xem bản in, rồi bấm «Trình duyệt»."),
        "secrecy": _("Lãnh đạo duyệt trả lời câu hỏi về phụ lục gửi riêng; trả lời xong mới bấm được «Duyệt»."),
        "approve": _("Lãnh đạo duyệt xem bản in, rồi bấm «Duyệt» hoặc «Trả lại»."),
        "number": _("Văn thư lấy số trong sổ, bấm «Điền số, ngày»."),
        "sign": _("Văn thư tải bản in về, ký bằng công cụ ký số của cơ quan, rồi bấm «Tải bản ký lên»."),
        "wait": _("Hệ thống đang kiểm tra chữ ký, xin đợi."),
        "confirm": _("Văn thư bấm «Đối chiếu, xác nhận» ở mục Bản ký."),
        "issue": _("Bản ký hợp lệ. Văn thư bấm «Ban hành»."),
    }
    return step, words.get(step, "")
