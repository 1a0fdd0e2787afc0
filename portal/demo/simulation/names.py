"""Made-up names of officials, as they are common in the Red River's north; any likeness is chance."""

from collections.abc import Iterator
from random import Random

from portal.demo import words as demo_words

# of a hundred people, about
SHARES_OF_SURNAMES = (
    "Nguyễn 34, Trần 9, Lê 6, Phạm 6, Hoàng 6, Vũ 5, Đỗ 4, Bùi 3, Ngô 3, Dương 4, Đặng 3, Thân 4, Giáp 4, Đào 2, "
    "Nông 2, Vi 2, Lương 2, Hà 2, Tạ 1, Chu 1, Lâm 1, Ong 1"
)
words = demo_words.WORDS["names"]
SURNAMES: dict[str, int] = words["surnames"]
MEN_MIDDLE = words["men_middle"]
WOMEN_MIDDLE = words["women_middle"]
MEN_GIVEN = words["men_given"]
WOMEN_GIVEN = words["women_given"]


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
