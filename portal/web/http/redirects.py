"""Addresses that have moved: each leads for good (308) to its new place, with its query.

No right is asked here: the new place asks for it, and an address tells nothing.
"""

from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.web.http.views import public


class Moved(NamedTuple):
    """An old address and the view that shows now what stood there, at a part of its page if one is named."""

    rule: str
    endpoint: str
    part: str = ""


MOVED: Final = (
    Moved("/results/<slug>/distribution", "results.questions"),
    Moved("/results/<slug>/comparison", "results.questions", "comparison"),
    Moved("/results/<slug>/areas", "results.communes"),
    Moved("/results/<slug>/participation", "results.quality"),
    Moved("/results/<slug>/exclusions", "results.quality", "apart"),
    Moved("/results/<slug>/comments", "results.themes_by_area"),
    Moved("/results/<slug>/data", "results.release", "files"),
)
PLACES: Final = {one.rule: one for one in MOVED}

blueprint = Blueprint("moved", __name__)


@public
def address(**values: str) -> ResponseReturnValue:
    """The way to the new place."""
    place = PLACES[str(request.url_rule)]
    # the query as it came: words such as `_scheme` mean something to url_for
    query, part = (
        f"{mark}{text}" if text else "" for mark, text in (("?", urlencode(request.args)), ("#", place.part))
    )
    to: dict[str, Any] = dict(values)
    return redirect(url_for(place.endpoint, **to) + query + part, 308)


for _place in MOVED:
    blueprint.get(_place.rule)(address)
