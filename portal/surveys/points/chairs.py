"""Who holds the chair of a commune's People's Committee, and how the form and the papers then name the office."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class ChairStatus(StrEnum):
    INCUMBENT = "incumbent"
    ACTING = "acting"
    VACANT = "vacant"
    SECRETARY_CHAIR = "secretary_chair"


LABELS: Mapping[str, str] = {
    ChairStatus.INCUMBENT: "Đương chức",
    ChairStatus.ACTING: "Quyền Chủ tịch",
    ChairStatus.VACANT: "Khuyết, Phó Chủ tịch phụ trách",
    ChairStatus.SECRETARY_CHAIR: "Bí thư Đảng ủy đồng thời là Chủ tịch UBND",
}
TITLES: Mapping[str, str] = {
    ChairStatus.INCUMBENT: "Chủ tịch UBND",
    ChairStatus.ACTING: "quyền Chủ tịch UBND",
    ChairStatus.VACANT: "Phó Chủ tịch phụ trách UBND",
    ChairStatus.SECRETARY_CHAIR: "Chủ tịch UBND",
}
ENGLISH_TITLES: Mapping[str, str] = {
    ChairStatus.INCUMBENT: "the Chair",
    ChairStatus.ACTING: "the Acting Chair",
    ChairStatus.VACANT: "the Vice Chair in charge",
    ChairStatus.SECRETARY_CHAIR: "the Chair",
}
NOTES: Mapping[str, tuple[str, str]] = {
    ChairStatus.VACANT: (
        "Chức danh Chủ tịch UBND {kind} hiện khuyết; phiếu này hỏi về Phó Chủ tịch phụ trách UBND {kind}.",
        "The office of Chair is vacant at present; this form asks about the Vice Chair in charge.",
    ),
    ChairStatus.SECRETARY_CHAIR: (
        "Bí thư Đảng ủy {kind} đồng thời là Chủ tịch UBND {kind}; phiếu này chỉ hỏi về công việc của Chủ tịch UBND.",
        "The Secretary of the {kind} Party Committee is also the Chair; this form asks only about the Chair's work.",
    ),
}
"""What the citizen is told under the unit's name, in Vietnamese and English, where the office is not simply held."""


def label(status: str) -> str:
    """How a person's hold on the office is named on staff pages."""
    return LABELS[status]
