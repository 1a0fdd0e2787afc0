"""What the signs of quality are called, what each means, and by which limits they were made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from portal.web.http.languages import cached_per_language
from portal.web.ui.formats import integer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portal.surveys.plan.parts import Limits

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
"""In the order in which a commune's flags are told."""


@cached_per_language
def labels() -> Mapping[str, str]:
    """The rules by name."""
    return {
        "dot_bien": _("Dồn trong ít phút"),
        "ban_dem": _("Gửi ban đêm"),
        "cung_mau": _("Trả lời giống hệt"),
        "mot_nguon": _("Dồn dập từ một nguồn"),
        "vuot_luot": _("Phiếu nhiều hơn lượt đến"),
        "trung_ty_le": _("Tỷ lệ các ngày bằng nhau"),
        "anh_trung": _("Ảnh dùng lại"),
        "nhanh": _("Trả lời nhanh bất thường"),
        "mot_cot": _("Một mức ở mọi câu"),
    }


@cached_per_language
def meanings() -> Mapping[str, str]:
    """Each rule in a sentence: what may lie behind it, innocent causes too."""
    return {
        "dot_bien": _(
            "Nhiều phiếu đến cùng lúc. Có thể một người gửi liền nhiều phiếu; cũng có thể vừa có cuộc họp, "
            "nhiều người cùng trả lời."
        ),
        "ban_dem": _("Nhiều phiếu gửi lúc ít người thức. Có thể do người đi làm ca, hoặc do một người gửi thay."),
        "cung_mau": _(
            "Nhiều phiếu có mọi câu trả lời như nhau. Có thể một người gửi lặp, hoặc có người chỉ cách chọn."
        ),
        "mot_nguon": _(
            "Nhiều phiếu từ cùng một mạng trong thời gian ngắn. Cả thôn dùng chung một mạng, "
            "hoặc trụ sở có Wi-Fi chung cũng như vậy."
        ),
        "vuot_luot": _(
            "Số phiếu cao hơn số lượt người dân đến đã chốt. Có thể nhiều người trả lời tại nhà, "
            "có thể ghi thiếu lượt, có thể gửi thêm phiếu."
        ),
        "trung_ty_le": _("Các ngày có cùng một tỷ lệ, ngẫu nhiên thì hiếm. Có thể số lượt được ghi theo số phiếu."),
        "anh_trung": _("Ảnh tuyên truyền giống ảnh đã gửi trước; không liên quan đến phiếu."),
        "nhanh": _(
            "Nhiều phiếu gửi nhanh hơn thời gian đọc hết các câu. Có thể người hỗ trợ bấm giúp, "
            "hoặc một người bấm liên tiếp."
        ),
        "mot_cot": _(
            "Nhiều phiếu chọn cùng một mức từ đầu đến cuối. Có người trả lời thật như vậy; nhiều thì nên xem."
        ),
    }


def limits_in_words(limits: Limits) -> list[str]:
    """The limits that flags are made by, a sentence a rule."""
    deviations = _("vượt các đơn vị khác quá %(n)s độ lệch chuẩn", n=integer(limits.deviations))
    return [
        _(
            "Dồn trong ít phút: 10 phút có từ %(least)s phiếu và trên %(times)s lần mức thường của đơn vị, hoặc "
            "20 phút có từ %(least)s phiếu và vượt nhịp chung quá %(far)s độ lệch chuẩn.",
            least=integer(limits.burst_least),
            times=integer(limits.burst_times),
            far=integer(limits.burst_deviations),
        ),
        _(
            "Gửi ban đêm (23 giờ đến 5 giờ): trên %(part)s%% số phiếu, hoặc %(deviations)s.",
            part=limits.night_percent,
            deviations=deviations,
        ),
        _(
            "Trả lời giống hệt: trên %(part)s%% số phiếu, hoặc không kể phiếu một mức mà %(deviations)s.",
            part=limits.same_percent,
            deviations=deviations,
        ),
        _(
            "Dồn dập từ một nguồn: từ %(least)s phiếu và trên %(part)s%% số phiếu.",
            least=integer(limits.burst_least),
            part=limits.risk_percent,
        ),
        _("Phiếu nhiều hơn lượt đến: tính trên các ngày đã chốt."),
        _(
            "Tỷ lệ các ngày bằng nhau: từ %(days)s ngày, ngẫu nhiên thì không quá %(chance)s trong 1.000 đơn vị.",
            days=integer(limits.least_days),
            chance=integer(limits.ratio_in_a_thousand),
        ),
        _("Ảnh dùng lại: từ %(least)s ảnh.", least=integer(limits.reused_least)),
        _("Trả lời nhanh (dưới 40 giây), một mức ở mọi câu: %(deviations)s.", deviations=deviations),
        _(
            "So theo phần trăm của đơn vị: từ %(ballots)s phiếu. So với các đơn vị khác: từ %(marked)s phiếu có "
            "dấu hiệu, từ %(communes)s đơn vị.",
            ballots=integer(limits.least_ballots),
            marked=integer(limits.least_marked),
            communes=integer(limits.least_communes),
        ),
    ]


def limits_in_short(limits: Limits) -> str:
    """The same in a sentence, for papers."""
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
