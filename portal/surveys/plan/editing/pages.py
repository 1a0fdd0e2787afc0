"""The pages of a plan that is written: which sections stand on which, and what of each is still to be mended."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.errors import Mistake
from portal.surveys.plan.plan import Plan
from portal.surveys.plan.reader import hints_of


class Part(NamedTuple):
    """A page: its name in the address, its title, what stands on it in a few words, the sections of the plan."""

    name: str
    title: LazyString
    about: LazyString
    sections: tuple[str, ...]


NAMED: Final = (
    Part(
        "name", _l("Tên đợt, văn bản"), _l("số, ngày, trích yếu, căn cứ, mục đích"), ("identity", "bases", "purposes")
    ),
    Part("window", _l("Thời gian khảo sát"), _l("ngày đầu, ngày cuối, ngày nghỉ"), ("window",)),
    Part("units", _l("Đơn vị"), _l("danh mục, số đơn vị được khảo sát"), ("catalogue",)),
    Part("questionnaire", _l("Phiếu"), _l("mẫu phiếu, bản đầy đủ hay rút gọn"), ("form",)),
    Part(
        "counting",
        _l("Cách tính"),
        _l("mức tham gia, chỉ số, xếp nhóm, dấu hiệu về chất lượng phiếu"),
        ("turnout", "results", "recognition", "quality"),
    ),
    Part("deadlines", _l("Thời hạn, nhiệm vụ"), _l("hạn báo cáo, giờ chốt, việc giao cho ai"), ("deadlines", "tasks")),
    Part("contacts", _l("Liên hệ"), _l("số điện thoại để gọi khi cần giúp"), ("contact", "phones")),
    Part(
        "roles",
        _l("Cơ quan, người thực hiện"),
        _l("ai lãnh đạo, ai duyệt, ai hỗ trợ; vai trò nào làm gì"),
        ("bodies", "roles", "helpers", "chat", "software", "awards", "invitations"),
    ),
    Part("papers", _l("Văn bản"), _l("tiêu đề, thể thức, nơi nhận, câu kết"), ("letterheads", "report", "retention")),
    Part(
        "words",
        _l("Lời dùng"),
        _l("lời trên phiếu, tờ niêm yết, cách gọi"),
        ("citizen", "poster", "desk", "channels"),
    ),
)
"""What no page names stands on the last one: a section that is added to plans is written by itself."""


def parts() -> list[Part]:
    """The pages in their order, each with the sections that plans have now."""
    known = list(hints_of(Plan))
    named = {section for part in NAMED for section in part.sections}
    rest = tuple(section for section in known if section not in named)
    own = [part._replace(sections=tuple(section for section in part.sections if section in known)) for part in NAMED]
    return [*own[:-1], own[-1]._replace(sections=own[-1].sections + rest)]


def part_named(name: str) -> Part | None:
    """A page by its name in the address."""
    return next((part for part in parts() if part.name == name), None)


def part_of(mistake: Mistake) -> Part:
    """The page on which a mistake is mended; what belongs nowhere is named on the first."""
    return next((part for part in parts() if mistake.path and mistake.path[0] in part.sections), parts()[0])


def mistakes_of(part: Part, mistakes: Sequence[Mistake]) -> list[Mistake]:
    """Those that are mended on a page."""
    return [mistake for mistake in mistakes if part_of(mistake).name == part.name]
