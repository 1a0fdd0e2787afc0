"""What the signs of quality are called, what each means, by which limits they were made, and who has them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from portal.results.statistics.quality import Flag
from portal.surveys.plan.parts import Limits
from portal.units.models import Unit
from portal.web.http.languages import cached_per_language
from portal.web.ui.formats import integer
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
        "vuot_luot": _("Phiếu nhiều hơn lượt đến"),
        "trung_ty_le": _("Tỷ lệ các ngày bằng nhau"),
        "anh_trung": _("Ảnh dùng lại"),
        "nhanh": _("Trả lời nhanh bất thường"),
        "mot_cot": _("Chọn cùng một mức ở mọi câu"),
    }


def limits_in_short(limits: Limits) -> str:
    """The limits that flags are made by in a sentence, for papers; a page tells more of each rule."""
    return _(
        "Giới hạn của dấu hiệu, ghi trong kế hoạch: trong 10 phút từ %(burst)s phiếu và trên %(times)s lần mức thường "
        "(20 phút: %(far)s độ lệch chuẩn); ban đêm trên %(night)s%%, giống hệt trên %(same)s%%, một nguồn trên "
        "%(risk)s%% số phiếu; vượt các đơn vị khác %(deviations)s độ lệch chuẩn; tỷ lệ các ngày bằng nhau hiếm hơn "
        "%(ratio)s trong 1.000; từ %(reused)s ảnh dùng lại; phiếu nhiều hơn lượt đến.",
        burst=integer(limits.burst_least),
        times=integer(limits.burst_times),
        far=integer(limits.burst_deviations),
        night=limits.night_percent,
        same=limits.same_percent,
        risk=limits.risk_percent,
        deviations=integer(limits.deviations),
        ratio=integer(limits.ratio_in_a_thousand),
        reused=integer(limits.reused_least),
    )


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
