"""What the signs of quality are called, what each means, by which limits they were made, and who has them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from portal.results.statistics.quality import Flag
from portal.units.models import Unit
from portal.web.http.languages import cached_per_language
from portal.web.ui.listing import Listing

# in the order in which a commune's flags are told
RULES: Final = (
    "dot_bien",
    "ban_dem",
    "cung_mau",
    "mot_nguon",
    "vuot_luot",
    "trung_ty_le",
    "anh_trung",
    "nhanh",
    "mot_cot",
)


@cached_per_language
def labels() -> Mapping[str, str]:
    """The rules by name."""
    return {
        "dot_bien": _("Nhiều phiếu trong 10 phút"),
        "ban_dem": _("Gửi ban đêm"),
        "cung_mau": _("Trả lời giống hệt"),
        "mot_nguon": _("Nhiều phiếu liên tiếp từ cùng một nguồn"),
        "vuot_luot": _("Phiếu nhiều hơn %(counted_figure_short)s"),
        "trung_ty_le": _("Tỷ lệ các ngày bằng nhau"),
        "anh_trung": _("Ảnh dùng lại"),
        "nhanh": _("Trả lời nhanh bất thường"),
        "mot_cot": _("Chọn cùng một mức ở mọi câu"),
    }


def unmade_in_words(unmade: Mapping[str, Sequence[str]], names: Mapping[str, str]) -> list[str]:
    """What could not be looked at, a sentence a rule; `names` are the communes that a reader may hear of, by code."""
    sentences, titles = [], labels()
    for rule in RULES:
        communes = [names[code] for code in unmade.get(rule, ()) if code in names]
        if rule in unmade and not unmade[rule]:
            sentences.append(_("Không lập được dấu hiệu «%(rule)s» cho mọi đơn vị.", rule=titles[rule]))
        elif communes:
            where = ", ".join(communes)
            sentences.append(_("Không lập được dấu hiệu «%(rule)s» cho: %(units)s.", rule=titles[rule], units=where))
    return sentences


BESIDE_BALLOTS: Final = frozenset({"anh_trung"})  # rules that say nothing about ballots


@dataclass(frozen=True)
class Flagged:
    """A commune and all that stands out there."""

    unit: Unit
    flags: tuple[Flag, ...]

    @property
    def weight(self) -> tuple[int, int]:
        """How much there is to look at: flags about ballots before any other."""
        return sum(flag.rule not in BESIDE_BALLOTS for flag in self.flags), len(self.flags)


def flagged_communes(communes: Iterable[Unit], flags: Mapping[str, tuple[Flag, ...]]) -> list[Flagged]:
    """Those that have a flag, the heaviest first; the order of the unit list among equals."""
    flagged = (Flagged(unit, flags[unit.code]) for unit in communes if unit.code in flags)
    return sorted(flagged, key=lambda one: one.weight, reverse=True)


LISTING: Listing[Flagged] = Listing(
    has=lambda one, rule: any(flag.rule == rule for flag in one.flags),
    matches=lambda one, list_filter: one.unit.is_meant(list_filter.typed, list_filter.district),
)
