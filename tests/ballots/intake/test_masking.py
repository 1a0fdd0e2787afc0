"""Two hundred comments with planted numbers and as many clean ones (P5)."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from portal.ballots.intake.masking import HIDDEN, mask

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
    return found + in_pieces() + with_letters()


def in_pieces() -> list[str]:
    """Between signs that nobody needs in a number."""
    signs = (
        "/",
        " / ",
        "_",
        "*",
        "|",
        "~",
        ":",
        ";",
        ", ",
        " , ",
        "\\",
        "...",
        " -- ",
        "\n",
        " • ",
        "=",
        "'",
        "／",
        "＿",
    )
    shapes = ((4, 3, 3), (3, 3, 4), (4, 6), (2, 2, 2, 2, 2), (1,) * 10)
    found = [cut("0987" + digits(6), shape, by) for shape, by in product(shapes, signs)]
    found += [cut("024" + digits(9), shape, by) for shape, by in product(((3, 3, 3, 3), (4, 4, 4)), signs)]
    return [*found, "0912/345.678", "0912/345 678", "09/12/34/56/78", "+84/912/345/678", "121/234/567", "0️⃣9️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣"]


def with_letters() -> list[str]:
    """Letters and words for digits."""
    found = ["O9l2 345 678", "O9l2345678", "o9I2.345.678", "0 9 l 2 3 4 5 6 7 8", "О912 З45 678".replace("З", "3")]
    found += [
        "0９l２ 34S 67B",
        "Ｏ9ｌ2 345 678",
        "O2O4 O3 OOOl23",
        "09l2/345/678",
        "０９１２／３４５／６７８",
        "𝟬𝟵𝟭𝟮 𝟯𝟰𝟱 𝟲𝟳𝟴",
    ]
    found += ["không chín 12 345 678", "0912 ba bốn năm 678", "khong chin mot hai ba bon nam sau bay tam"]
    return [
        *found,
        "không/chín/một/hai/ba/bốn/năm/sáu/bảy/tám",
        "O chín một hai 345 678",
        "0 chín 1 hai 3 bốn 5 sáu 7 tám",
    ]


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
    "Trực 08/06, 09/06, 10/06, 11/06 đều vắng",
    "Trực 08/06 09/06 10/06 11/06 đều vắng",
    "Làm việc 08:00-11:30 13:30-17:00, thứ 7 07:30-11:00",
    "Ngày 03/6/2024, 05/6/2024 và 08/6/2024 tôi đều đến",
    "các ngày 03; 05; 07; 09; 11 không có ai",
    "1/ Đường xấu\n2/ Nước bẩn\n3/ Điện yếu\n4/ Rác nhiều",
    "Phòng 101, 102, 103 không có người; hộ 121, 122, 123 chưa có sổ",
    "Thửa 125/14, 126/14; diện tích 360/512 m2",
    "Năm 2022/2023/2024 đều như nhau",
    "Theo Nghị định 59/2023/NĐ-CP, Thông tư 05/2024/TT-BNV",
    "Có ba, bốn lần tôi đến mà không gặp ai, năm sáu người cùng chờ",
    "Một là đường, hai là điện, ba là nước, bốn là rác, năm là trường",
    "Mua 5 l xăng, 10 l dầu mất 350.000 đồng; lo lắng, oi bức",
    "0,5 điểm; 0,75 điểm",
    "Tỷ lệ 80,08% (2022), 82,66% (2023), 83,94% (2024)",
    "Tỷ lệ 35%, 78%, 91%; so với 2023 là 30 - 35 %",
    "Sổ đỏ số BS 123456, thửa 12B, tổ 3B, xóm Sồi",
]


@pytest.mark.parametrize("comment", PLANTED)
def test_a_planted_number_is_hidden(comment: str) -> None:
    masked = mask(comment)
    assert HIDDEN in masked
    assert longest_run_of_digits(masked.replace("12/6/2024", "")) < 4


@pytest.mark.parametrize("number", in_pieces() + with_letters())
def test_a_number_in_disguise_is_hidden_to_its_last_piece(number: str) -> None:
    rest = "".join(letter for letter in mask(number).replace(HIDDEN, "") if letter.isalnum())
    assert rest in {"", "О"}


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


@pytest.mark.parametrize("number", ["0912345678", "0912 345678", "0912 345 678", "091 23 45 678", "09 12 34 56 78"])
@pytest.mark.parametrize("after", ["5000", "5000 7000", "5000 7000 9000"])
def test_what_follows_a_number_is_kept_and_hides_no_number(number, after):
    assert mask(f"{number} {after}") == f"[đã ẩn] {after}"


@pytest.mark.parametrize(
    "comment",
    [
        "1 " * 500,
        "l1 " * 333,
        "0/" * 500,
        "hai/" * 200,
        "O" * 1000,
        "a" * 1000,
        "." * 1000,
        "hai " * 250,
        "a@" * 500,
        "0-" * 500,
    ],
)
def test_a_hostile_comment_ends_soon(comment: str) -> None:
    assert mask(comment)
