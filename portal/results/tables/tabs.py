"""The way between a round's pages of results: figures first, then what they rest on, then what is said and released."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.units import queries as units

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.surveys.models import Round

ENDPOINTS = {"comments": "comments_page", "exclusions": "apart", "themes": "themes_by_area"}
"""Pages whose view has another name."""


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
        for word, named in (
            (_("Kết quả"), figures()),
            (_("Tham gia, chất lượng"), basis()),
            (_("Ý kiến, công bố"), outcome()),
        )
    ]


def figures() -> dict[str, str]:
    by_district = bool(units.districts(current_user.unit))
    return {
        "overview": _("Tổng quan"),
        "distribution": _("Từng mức trả lời"),
        "questions": _("Theo câu hỏi"),
        "areas": _("Theo huyện") if by_district else _("Theo loại đơn vị"),
        "communes": _("Theo xã"),
        "breakdowns": _("Theo người trả lời"),
        "comparison": _("So với đợt trước"),
    }


def basis() -> dict[str, str]:
    return {
        "participation": _("Tham gia"),
        "quality": _("Chất lượng phiếu"),
        "exclusions": _("Đơn vị để riêng"),
    }


def outcome() -> dict[str, str]:
    return {
        "themes": _("Nhóm vấn đề"),
        **({"comments": _("Đọc ý kiến")} if current_user.can(Permission.COMMENTS_CODE) else {}),
        "release": _("Công bố"),
        **({"data": _("Tải số liệu")} if current_user.can(Permission.RESULTS_EXPORT) else {}),
    }


def address(round_: Round, page: str, kept: Mapping[str, str]) -> str:
    """A page's address. What is, or would be, released stands in a room of its own."""
    if page == "release":
        return url_for("releases.draft" if round_.released_at is None else "releases.show", slug=round_.slug)
    of_tables: dict[str, Any] = {} if page == "comments" else dict(kept)
    return url_for(endpoint(page), slug=round_.slug, **of_tables)
