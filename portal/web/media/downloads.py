"""A route that hands out a file says what it is: a table is an export, asked for and recorded alike everywhere."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, cast
from urllib.parse import urlencode

from flask import Flask, Response, abort, current_app, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.errors import SettingsError
from portal.hooks import Hook
from portal.web.data.locks import exclusive
from portal.web.http.access import NONCE, PUBLIC, View, ViewT, declares

Arguments = ParamSpec("Arguments")
# Of a page's query, what says nothing of its rows: an export holds all that is filtered, whatever page is shown.
PAGE_ARGUMENTS = frozenset({"page", "poll"})

# Told of every export that was handed out: the event's name and its details.
on_export: Hook[Callable[[str, dict[str, Any]], None]] = Hook()


def exports(
    action: str,
) -> Callable[[Callable[Arguments, ResponseReturnValue]], Callable[Arguments, ResponseReturnValue]]:
    """Declare an export: asked for with a fresh second factor, made one at a time, recorded once as `action`.

    429 where the same person's account has one made at this moment, in any process: it may take the processor a second.
    """

    def declare(view: Callable[Arguments, ResponseReturnValue]) -> Callable[Arguments, ResponseReturnValue]:
        @wraps(view)
        def made(*args: Arguments.args, **kwargs: Arguments.kwargs) -> ResponseReturnValue:
            with exclusive(f"export-{current_user.id}", Path(current_app.config["INSTANCE"])) as is_alone:
                if not is_alone:
                    abort(429, _("Đang lập một tệp khác cho tài khoản này. Chờ tệp đó tải xong rồi bấm lại."))
                return view(*args, **kwargs)

        return declares(export=action)(made)

    return declare


def serves_file(view: ViewT) -> ViewT:
    """Declare a file that is no export: one paper, one scan, one poster, an empty template, a questionnaire."""
    return declares(export="")(view)


def describe_export(**detail: object) -> None:
    """Note for the record what the export of this request holds."""
    g.export_detail = detail


def is_export(view: View) -> bool:
    """Whether a view hands out a table as a file."""
    return bool(getattr(view, "export", ""))


def install(app: Flask) -> None:
    """Look at every file that leaves; let templates offer one."""
    app.after_request(check_declared)
    app.jinja_env.globals["export_address"] = export_address


def export_address(endpoint: str, **values: Any) -> str:
    """Where all rows are that this page's filters leave: its own query, without the number of its page."""
    kept = {key: value for key, value in request.args.items() if value and key not in PAGE_ARGUMENTS}
    return f"{url_for(endpoint, **values)}?{urlencode(kept)}".rstrip("?")


def check_declared(response: Response) -> Response:
    """Record an export. Raises SettingsError for a file from a view that declares none: nothing of it leaves."""
    if not response.headers.get("Content-Disposition", "").startswith("attachment"):
        return response
    view = cast("View", current_app.view_functions[request.endpoint or ""])
    if view.permission in {PUBLIC, NONCE}:  # what everybody may read is recorded nowhere
        return response
    if not hasattr(view, "export"):
        message = f"the view «{request.endpoint}» hands out a file: put @exports(…) or @serves_file on it"
        raise SettingsError(message)
    if is_export(view):
        for listener in on_export:
            listener(vars(view)["export"], g.pop("export_detail", {}))
    return response
