"""What stands around the pages of a round's results: whose round it is, and the way from page to page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.surveys import page_context
from portal.surveys.models import Round
from portal.units import queries as units
from portal.web.http.views import render

# pages whose view has another name
ENDPOINTS = {"comments": "comments_page", "exclusions": "apart", "themes": "themes_by_area"}


def show_round(template: str, round_: Round, block: str | None = None, **values: Any) -> str:
    """Render a template of this room with what the frame needs of the round."""
    return render(f"results/{template}.html", block, survey=round_, **page_context.round_context(round_), **values)


@dataclass(frozen=True)
class Tab:
    """A page: its name, its address, whether it is the one at hand."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Group:
    """Pages that belong together, under a word."""

    label: str
    tabs: tuple[Tab, ...]


def endpoint(page: str) -> str:
    """The view of a page of results."""
    return f"results.{ENDPOINTS.get(page, page)}"


def groups(round_: Round, page: str, kept: Mapping[str, str] | None = None) -> list[Group]:
    """All pages this reader may open, in their groups; `kept` is what stays in the address from page to page."""
    return [
        Group(word, tuple(Tab(label, address(round_, name, kept or {}), name == page) for name, label in named.items()))
        for word, named in pages().items()
    ]


def pages() -> dict[str, dict[str, str]]:
    """Figures first, then what they rest on, then what is said and released."""
    by_district, may = bool(units.districts(current_user.unit)), current_user.can
    return {
        _("Kết quả"): {
            "overview": _("Tổng quan"),
            "distribution": _("Từng mức trả lời"),
            "questions": _("Theo câu hỏi"),
            "areas": _("Theo huyện") if by_district else _("Theo loại đơn vị"),
            "communes": _("Theo xã"),
            "breakdowns": _("Theo người trả lời"),
            "comparison": _("So với đợt trước"),
        },
        _("Tham gia, chất lượng"): {
            "participation": _("Tham gia"),
            "quality": _("Chất lượng phiếu"),
            "exclusions": _("Đơn vị không đưa vào tổng hợp"),
        },
        _("Ý kiến, công bố"): {
            "themes": _("Nhóm vấn đề"),
            **({"comments": _("Đọc ý kiến")} if may(Permission.COMMENTS_CODE) else {}),
            "release": _("Công bố"),
            **({"data": _("Tải số liệu")} if may(Permission.RESULTS_EXPORT) else {}),
        },
    }


def address(round_: Round, page: str, kept: Mapping[str, Any]) -> str:
    """A page's address. What is, or would be, released stands in a room of its own."""
    if page == "release":
        return url_for("releases.draft" if round_.released_at is None else "releases.show", slug=round_.slug)
    return url_for(endpoint(page), slug=round_.slug, **({} if page == "comments" else kept))
