"""Lists of one round, a page and a file each: the nearest round's under an address, a named one's below it."""

from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import Any

from flask import Blueprint, g, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.fieldwork.scope import load_named_round, load_round
from portal.surveys import page_context
from portal.surveys.models import Round
from portal.units import queries as units
from portal.web.data import clock
from portal.web.http.views import file_endpoint, render, requires, with_file
from portal.web.ui.formats import clock_time
from portal.web.ui.listing import ListFilter

RoundView = Callable[[Round], ResponseReturnValue]


def round_list(
    blueprint: Blueprint,
    address: str,
    right: Enum,
    action: str,
    file_right: Enum | None = None,
    *,
    endpoint: str = "",
    none: str = "fieldwork/turnout/no_board.html",
) -> Callable[[RoundView], Callable[..., ResponseReturnValue]]:
    """Declare a list of a round with its file (`with_file`); `none` is its page before any round is approved."""

    def declare(view: RoundView) -> Callable[..., ResponseReturnValue]:
        @wraps(view)
        def handed(slug: str | None = None) -> ResponseReturnValue:
            round_ = g.subject if slug else load_round()
            return render(none) if round_ is None else view(round_)

        page = requires(right, over=load_named_round)(handed)
        listed = with_file(blueprint, f"{address}/<slug>/table.xlsx", action, file_right, endpoint=endpoint)(page)
        return blueprint.get(address)(blueprint.get(f"{address}/<slug>")(listed))

    return declare


def list_page(
    template: str, round_: Round, list_filter: ListFilter, block: str | None = None, **values: Any
) -> ResponseReturnValue:
    """The page of a list of a round: its own values beside what frame, head, search and the file's link need."""
    plan = round_.plan_data
    shared = {
        "survey": round_,
        "plan": plan,
        "list_filter": list_filter,
        "districts": units.district_choices(current_user.unit),
        "now": clock_time(clock.now()),
        "file_url": url_for(file_endpoint(), slug=round_.slug, **list_filter.args),
        **page_context.round_context(round_, plan),
    }
    return render(template, block, **shared, **values)
