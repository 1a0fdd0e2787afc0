"""Vietnamese names: folded for a search that ignores accents and keyed for the order of the alphabet."""

import re
import unicodedata

from portal.units.kinds import KINDS

# Huyền, hỏi, ngã, sắc, nặng; a syllable without a mark (ngang) comes before them all.
TONES = "\u0300\u0309\u0303\u0301\u0323"
ORDER = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
RANKS = {letter: f"{rank:02d}" for rank, letter in enumerate(ORDER, start=1)}
PLAIN_D = str.maketrans("đð", "dd")  # «ð» is typed for «đ» now and then
BETWEEN = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Lower case without accents: «luc ngan» for «Lục Ngạn», «hoa» for «Hòa» and «Hoà», hyphens as spaces."""
    decomposed = unicodedata.normalize("NFD", text.lower().translate(PLAIN_D))
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return BETWEEN.sub(" ", letters).strip()


def in_english(text: str) -> str:
    """«Thanh Hải commune, Lộc Bình town» of «xã Thanh Hải, thị xã Lộc Bình»; what names no kind stays."""
    return ", ".join(map(_unit_in_english, text.split(", ")))


def _unit_in_english(text: str) -> str:
    for kind in KINDS.values():
        if text.lower().startswith(f"{kind.name} "):
            return f"{text[len(kind.name) + 1 :]} {kind.english}"
    return text


def is_same_name(one: str, other: str) -> bool:
    """Whether two names of persons are written alike: case, spaces and the kind of Unicode aside, accents included."""
    return _as_read(one) == _as_read(other)


def _as_read(name: str) -> list[str]:
    return unicodedata.normalize("NFC", name).casefold().split()


def sort_key(text: str) -> str:
    """Digits that sort as a Vietnamese list does, syllable by syllable: letters first, then the tone."""
    # Digits only: every database puts them in the same order, whatever its collation.
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(_syllable(part) for part in decomposed.split())


def _syllable(decomposed: str) -> str:
    tones = [TONES.index(sign) + 1 for sign in decomposed if sign in TONES]
    # The horn and the breve belong to letters and not to tones: they are put together again.
    letters = unicodedata.normalize("NFC", "".join(sign for sign in decomposed if sign not in TONES))
    return "".join(RANKS.get(letter, "") for letter in letters) + f"00{max(tones, default=0)}"
