"""Who holds the chair of a commune's People's Committee, and how the form and the papers then name the office."""

from enum import StrEnum
from typing import NamedTuple


class ChairStatus(StrEnum):
    INCUMBENT = "incumbent"
    ACTING = "acting"
    VACANT = "vacant"
    SECRETARY_CHAIR = "secretary_chair"


class Office(NamedTuple):
    """What staff pages call a hold on the office, what the form calls the office, and what citizens are told.

    The notes stand under the unit's name, in Vietnamese and English; empty where the office is simply held.
    """

    label: str
    title: str
    english: str
    note: str = ""
    english_note: str = ""


OFFICES: dict[str, Office] = {
    ChairStatus.INCUMBENT: Office("Đương chức", "Chủ tịch UBND", "the Chair"),
    ChairStatus.ACTING: Office("Quyền Chủ tịch", "người giữ quyền Chủ tịch UBND", "the Acting Chair"),
    ChairStatus.VACANT: Office(
        "Khuyết, Phó Chủ tịch phụ trách",
        "Phó Chủ tịch phụ trách UBND",
        "the Vice Chair in charge",
        "Chức danh Chủ tịch UBND {kind} hiện khuyết; phiếu này hỏi về Phó Chủ tịch phụ trách UBND {kind}.",
        "The office of Chair is vacant at present; this form asks about the Vice Chair in charge.",
    ),
    ChairStatus.SECRETARY_CHAIR: Office(
        "Bí thư Đảng ủy đồng thời là Chủ tịch UBND",
        "Chủ tịch UBND",
        "the Chair",
        "Bí thư Đảng ủy {kind} đồng thời là Chủ tịch UBND {kind}; phiếu này chỉ hỏi về công việc của Chủ tịch UBND.",
        "The Secretary of the {kind} Party Committee is also the Chair; this form asks only about the Chair's work.",
    ),
}
LABELS = {status.value: OFFICES[status].label for status in ChairStatus}
