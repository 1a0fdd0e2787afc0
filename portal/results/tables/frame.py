"""What stands around the pages of a round's results: whose round it is, and the way from page to page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from portal.surveys import page_context
from portal.surveys.models import Round
from portal.web.http.views import render


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


def groups(round_: Round, page: str, kept: Mapping[str, str] | None = None) -> list[Group]:
    """The places of a round's results in their groups; `kept` is what stays in the address from page to page."""
    return [
        Group(word, tuple(Tab(label, address(round_, name, kept or {}), name == page) for name, label in named.items()))
        for word, named in places().items()
    ]


def places() -> dict[str, dict[str, str]]:
    """What people said first, then what to know before using it, each a view of the room «results»."""
    return {
        _("Kết quả"): {
            "overview": _("Tổng quan"),
            "questions": _("Câu hỏi"),
            "communes": _("Địa phương"),
            "breakdowns": _("Người trả lời"),
            "themes_by_area": _("Ý kiến"),
        },
        _("Trước khi dùng số liệu"): {
            "quality": _("Độ tin cậy"),
            "release": _("Công bố và tải về"),
        },
    }


def address(round_: Round, page: str, kept: Mapping[str, Any]) -> str:
    return url_for(f"results.{page}", slug=round_.slug, **kept)
