"""Exports may take the processor for a second: they are made for one person one at a time."""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec

from flask import abort, current_app
from flask_babel import gettext as _
from flask_login import current_user

from portal.web.data.locks import exclusive

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

Arguments = ParamSpec("Arguments")


def one_file_at_a_time(view: Callable[Arguments, ResponseReturnValue]) -> Callable[Arguments, ResponseReturnValue]:
    """429 where the same person's account has an export made at this moment, in any process."""

    @wraps(view)
    def made(*args: Arguments.args, **kwargs: Arguments.kwargs) -> ResponseReturnValue:
        with exclusive(f"export-{current_user.id}", Path(current_app.config["INSTANCE"])) as mine:
            if not mine:
                abort(429, _("Đang lập một tệp khác cho tài khoản này. Chờ tệp đó tải xong rồi bấm lại."))
            return view(*args, **kwargs)

    return made
