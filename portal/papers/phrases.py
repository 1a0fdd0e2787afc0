"""The office's own phrases, written once: every paper takes them from here, so that all say the same thing alike."""

from collections.abc import Mapping

from portal.web.ui.formats import lower_first

PHRASES: Mapping[str, str] = {
    "basis": "Thực hiện {plan}",
    "valid": "phiếu hợp lệ",
    "no_visits": "chưa có số liệu đã chốt về số {counted}",
    "unlocked": "chưa có {counted} đã chốt",
    "not_compared": "Không so sánh với tháng trước, do {why}.",
    "no_round": "Trong tháng không tổ chức đợt khảo sát.",
    "minutes_end": "Biên bản lập thành 02 bản có giá trị như nhau.",
    "letter_end": "Đề nghị các cơ quan, đơn vị quan tâm chỉ đạo, tổ chức thực hiện",
    "technical_only": (
        "chỉ hướng dẫn kỹ thuật, không chọn thay, không gợi ý, không xem câu trả lời; để người dân trực tiếp trả lời "
        "tại chỗ hoặc về nhà trả lời"
    ),
}


def phrase(key: str, **holes: str) -> str:
    """A phrase with its holes filled."""
    return PHRASES[key].format(**holes)


def round_named(title: str) -> str:
    """«đợt khảo sát …»; a title that begins with «Đợt» itself has it once."""
    return f"đợt {lower_first(title).removeprefix('đợt ')}"
