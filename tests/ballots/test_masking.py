"""Two hundred comments with planted numbers and as many clean ones (P5)."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from portal.ballots.masking import HIDDEN, mask

DICE = Random(198)  # noqa: S311 - the same numbers every time
FRAMES = (
    "{}",
    "Xin gọi {} để trao đổi thêm.",
    "Cán bộ xã hẹn tôi hai lần, số của tôi {}, chưa thấy trả lời",
    "Tôi đã nộp hồ sơ ngày 12/6/2024. Liên hệ: {}. Xin cảm ơn",
    "đề nghị sửa đường thôn Đồng Nội\n{}\nsớm",
)


def digits(count: int) -> str:
    return "".join(DICE.choice("0123456789") for _ in range(count))


def mobile() -> str:
    return DICE.choice(["03", "05", "07", "08", "09"]) + digits(8)


def citizen_id() -> str:
    return "024" + digits(9)


def cut(number: str, sizes: tuple[int, ...], by: str) -> str:
    parts, start = [], 0
    for size in sizes:
        parts.append(number[start : start + size])
        start += size
    return by.join(parts)


def planted() -> list[str]:
    """Phones, identity papers, e-mail and plates as people write them."""
    shapes = ((10,), (4, 3, 3), (3, 3, 4), (4, 6), (2, 2, 2, 2, 2), (4, 2, 2, 2), (5, 5))
    found = [
        cut(mobile(), shape, by) for shape, by in product(shapes, (" ", ".", "-", " - ")) if shape[1:] or by == " "
    ]
    found += [f"{prefix}{mobile()[1:]}" for prefix in ("+84", "84", "+84 ", "(+84) ", "0084", "+84 (0)", "84-")]
    found += [f"0204{by}3{by}{digits(3)}{by}{digits(3)}" for by in ("", " ", ".")] + [f"(0204) 3856{digits(3)}"]
    found += [cut(citizen_id(), shape, by) for shape in ((12,), (3, 3, 3, 3), (4, 4, 4)) for by in (" ", ".", "-")]
    found += ["12" + digits(7), cut("121" + digits(6), (3, 3, 3), " "), "121.234.567", "B1234567"]
    found += [
        "an.nguyen@gmail.com",
        "Lan_78@yahoo.com.vn",
        "tran@ubnd.gov.vn",
        "hoa @ gmail.com",
        "ba a còng gmail chấm com",
    ]
    found += ["98A-123.45", "98A 12345", "98B1-234.56", "98b1 23456", "98-F1 2345", "99AA-123.45", "biển số 98A-1234"]
    found += ["０９１２３４５６７８", "O912345678", "0 9 1 2 3 4 5 6 7 8", "0912–345–678", "0912\u00a0345\u00a0678"]
    found += ["không chín một hai ba bốn năm sáu bảy tám"]
    return found


PLANTED = [frame.format(number) for number, frame in product(planted(), FRAMES)]

CLEAN = [
    "Cán bộ một cửa nhiệt tình, chu đáo. Xin cảm ơn!",
    "Đường thôn Đồng Nội, km 12+500, ngập từ ngày 12/6/2024 đến 14/6/2024",
    "Hẹn trả ngày 03-06-2024 10 giờ mà 12.6.2024 mới có",
    "Đề nghị công khai 150.000.000 đồng tiền đóng góp",
    "Thu 1.250.000.000 đồng của 512 hộ",
    "quỹ 300000000đ năm 2023",
    "Mỗi hộ đóng 1.200.000 đồng, cả thôn 240.000.000",
    "Theo Luật 10/2022/QH15 và Quyết định 1847/QĐ-TTg",
    "Kế hoạch số 198-KH/BDVTU ngày 05/6/2024",
    "Nghị quyết 35-NQ/TW; Chỉ thị 05-CT/TW",
    "Làm việc 7h30-11h30, 13h30 - 17h00",
    "Tổng đài 1022 và 1900 1022 không ai nghe",
    "các ngày 08, 09, 10, 11, 12 không có người trực",
    "Năm 2020 2021 2022 2023 đều hứa",
    "Điện 220V, nước 15 m3, đất 360 m2, thửa 125 tờ 14",
    "Xã có 12 thôn, 2.345 hộ, 9.876 khẩu",
    "Số nhà 15, tổ 3, phường Trần Phú",
    "Tôi chấm 4/5 điểm; câu 1, 2, 3, 4, 5, 6, 7, 8, 9 đều tốt",
    "Một hai lần thì được, ba bốn lần là phiền",
    "Không biết / không có ý kiến",
    "Đường tỉnh 293, quốc lộ 31, cầu 5A",
    "Giá 25.000 - 30.000 đồng một bản sao",
    "lương tối thiểu 3.860.000 đồng, mức 2: 4.410.000 đồng",
    "QĐ số 12A-QĐ/ĐU năm 2024",
    "Xe buýt số 01, 9 giờ 15 phút; chuyến 2 lúc 16:45",
]


@pytest.mark.parametrize("comment", PLANTED)
def test_a_planted_number_is_hidden(comment: str) -> None:
    masked = mask(comment)
    assert HIDDEN in masked
    assert longest_run_of_digits(masked.replace("12/6/2024", "")) < 4


@pytest.mark.parametrize("comment", CLEAN)
def test_a_clean_comment_is_left_alone(comment: str) -> None:
    assert mask(comment) == comment


def longest_run_of_digits(text: str) -> int:
    run = longest = 0
    for letter in text:
        run = run + 1 if letter.isdigit() else 0
        longest = max(longest, run)
    return longest


def test_what_stands_around_a_number_is_kept() -> None:
    assert mask("Tên tôi giấu, gọi (+84) 912 345 678 nhé") == "Tên tôi giấu, gọi [đã ẩn] nhé"


def test_two_numbers_side_by_side_are_hidden_each() -> None:
    assert mask("0912345678 0987654321") == "[đã ẩn] [đã ẩn]"


@pytest.mark.parametrize("comment", ["1 " * 500, "a" * 1000, "." * 1000, "hai " * 250, "a@" * 500, "0-" * 500])
def test_a_hostile_comment_ends_soon(comment: str) -> None:
    assert mask(comment)
