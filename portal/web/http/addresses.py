"""Addresses nobody writes in good faith: with a NUL in them, or a number no table reaches."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from flask import Flask, abort, request, url_for
from flask_babel import gettext as _
from werkzeug.routing import IntegerConverter

LARGEST = 2**31 - 1
ROW = "~row~"
# What Werkzeug leaves unescaped within a path.
LEFT_ALONE = "!$&'()*+,/:;=@"


class RowNumber(IntegerConverter):
    """`<int:…>` up to what a column holds; a larger number is not found rather than an error of the database."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max": LARGEST, **options})


def install(app: Flask) -> None:
    """Before any route is added, and before anybody asks who may use it."""
    app.url_map.converters["int"] = RowNumber
    app.before_request(refuse_nul)
    app.jinja_env.globals["addresses_of_rows"] = row_url_builder


def row_url_builder(endpoint: str, part: str, **values: Any) -> Callable[[str], str]:
    """The addresses of a table's rows, which differ in one text alone: built once, not for each of hundreds."""
    before, after = url_for(endpoint, **{**values, part: ROW}).split(ROW)
    return lambda text: f"{before}{quote(text, safe=LEFT_ALONE)}{after}"


def own_address(target: str) -> str:
    """A page of ours that somebody asked to be led to; empty for anything that could lead elsewhere."""
    is_own = target.startswith("/") and not target.startswith("//") and "\\" not in target and target.isprintable()
    return target if is_own else ""


def refuse_nul() -> None:
    """PostgreSQL takes no NUL in a text: such a path is not found, such a question is refused."""
    if "\x00" in request.path:
        abort(404)
    if b"%00" in request.query_string or b"\x00" in request.query_string:
        abort(400, _("Địa chỉ có ký tự không đọc được. Đề nghị mở lại từ trang trước."))
