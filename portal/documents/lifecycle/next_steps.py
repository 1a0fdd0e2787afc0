"""What is to be done next with a paper, in a sentence that names who does it and which button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.documents.lifecycle.states import State
from portal.documents.models import CHECKING, DOUBTFUL, TAKEN

if TYPE_CHECKING:
    from collections.abc import Collection

SUBMIT, APPROVE, NUMBER, SIGN, CONFIRM, ISSUE, WRITE, WAIT, DONE = (
    "submit",
    "approve",
    "number",
    "sign",
    "confirm",
    "issue",
    "write",
    "wait",
    "done",
)


def next_step(state: str, *, complete: bool, numbered: bool, copies: Collection[str]) -> str:
    """The one step that leads on; `copies` are the states of the signed copies."""
    if state == State.DRAFT:
        return SUBMIT if complete else WRITE
    if state == State.REVIEW:
        return APPROVE
    if state != State.APPROVED:
        return DONE
    if not numbered:
        return NUMBER
    steps = [step for copy, step in ((TAKEN, ISSUE), (DOUBTFUL, CONFIRM), (CHECKING, WAIT)) if copy in copies]
    return steps[0] if steps else SIGN


def in_words(step: str) -> str:
    """The sentence on the paper's page; empty where nothing is left to do."""
    return {
        WRITE: _("Người soạn thảo viết phần còn thiếu, điền người ký; đủ rồi thì bấm «Trình duyệt»."),
        SUBMIT: _("Xem bản in, rồi bấm «Trình duyệt»."),
        APPROVE: _("Lãnh đạo duyệt xem bản in, rồi bấm «Duyệt» hoặc «Trả lại»."),
        NUMBER: _("Văn thư lấy số trong sổ, bấm «Điền số, ngày»."),
        SIGN: _("Văn thư tải bản in về, ký bằng công cụ ký số của cơ quan, rồi bấm «Tải bản ký lên»."),
        WAIT: _("Hệ thống đang kiểm tra chữ ký, xin đợi."),
        CONFIRM: _("Văn thư bấm «Đối chiếu, xác nhận» ở mục Bản ký."),
        ISSUE: _("Bản ký hợp lệ. Văn thư bấm «Ban hành»."),
    }.get(step, "")
