"""Made-up names of officials, as they are common in the Red River's north; any likeness is chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

# of a hundred people, about
SHARES_OF_SURNAMES = (
    "Nguyễn 34, Trần 9, Lê 6, Phạm 6, Hoàng 6, Vũ 5, Đỗ 4, Bùi 3, Ngô 3, Dương 4, Đặng 3, Thân 4, Giáp 4, Đào 2, "
    "Nông 2, Vi 2, Lương 2, Hà 2, Tạ 1, Chu 1, Lâm 1, Ong 1"
)
SURNAMES = {surname: int(share) for surname, share in map(str.split, SHARES_OF_SURNAMES.split(", "))}
MEN_MIDDLE = ("Văn", "Văn", "Văn", "Đức", "Xuân", "Quang", "Hữu", "Ngọc", "Đình", "Công", "Minh", "Trọng", "Tiến")
WOMEN_MIDDLE = ("Thị", "Thị", "Thị", "Thị Thu", "Thị Thanh", "Thị Hồng", "Thị Kim", "Thu", "Ngọc", "Minh", "Bích")
MEN_GIVEN = (
    *("An", "Bắc", "Bình", "Chiến", "Chung", "Cường", "Dũng", "Đại", "Đông", "Giang", "Hải", "Hiếu", "Hoàn", "Học"),
    *("Hưng", "Khải", "Khánh", "Kiên", "Lâm", "Long", "Luân", "Mạnh", "Nam", "Nghĩa", "Phong", "Phúc", "Quân", "Quyết"),
    *("Sơn", "Sỹ", "Tân", "Thái", "Thắng", "Thành", "Thịnh", "Tiệp", "Toàn", "Trường", "Tuấn", "Tùng", "Vinh", "Vượng"),
)
WOMEN_GIVEN = (
    *("An", "Anh", "Chi", "Dung", "Duyên", "Giang", "Hà", "Hạnh", "Hằng", "Hậu", "Hiền", "Hoa", "Hòa", "Huệ", "Hương"),
    *("Hường", "Huyền", "Lan", "Liễu", "Linh", "Loan", "Lý", "Mai", "Mến", "Nga", "Ngân", "Nhung", "Oanh", "Phương"),
    *("Quyên", "Tâm", "Thảo", "Thắm", "Thoa", "Thủy", "Trang", "Tuyết", "Vân", "Xuân", "Yến"),
)


def names(random: Random) -> Iterator[str]:
    """Full names without end, of men and women, none twice."""
    given: set[str] = set()
    while True:
        surname = random.choices(list(SURNAMES), list(SURNAMES.values()))[0]
        middle, last = (MEN_MIDDLE, MEN_GIVEN) if random.random() < 0.55 else (WOMEN_MIDDLE, WOMEN_GIVEN)
        name = f"{surname} {random.choice(middle)} {random.choice(last)}"
        if name not in given:
            given.add(name)
            yield name
