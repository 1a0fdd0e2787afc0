"""What a view declares of itself (who may use it, what file it hands out), and how it answers a browser or htmx."""

from collections.abc import Callable
from enum import Enum
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast, overload
from urllib.parse import urlencode

from flask import Blueprint, abort, current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.web.data import transactions
from portal.web.data.databases import SAFE_METHODS
from portal.web.data.locks import exclusive


class View(Protocol):
    """A view, with what every one declares of itself."""

    permission: Enum | str
    over: Callable[..., object] | None

    def __call__(self, *args: Any, **kwargs: Any) -> ResponseReturnValue: ...


ViewT = TypeVar("ViewT", bound="Callable[..., object]")
SubjectT = TypeVar("SubjectT")
Address = ParamSpec("Address")
AnswerT = TypeVar("AnswerT")
PUBLIC = "public"
SIGNED_IN = "signed-in"
NONCE = "nonce"
# Of a page's query, what says nothing of its rows: an export holds all that is filtered, whatever page is shown.
PAGE_ARGUMENTS = frozenset({"page", "poll"})


def declares(**facts: object) -> Callable[[ViewT], ViewT]:
    """Write facts on a view, which passes through unchanged; what is asked before a request reads them."""

    def declare(view: ViewT) -> ViewT:
        vars(view).update(facts)
        return view

    return declare


@overload
def requires(permission: Enum | str, *, over: Callable[..., object] | None = None) -> Callable[[ViewT], ViewT]: ...


@overload
def requires(
    permission: Enum | str, *, subject: Callable[..., SubjectT | None]
) -> Callable[[Callable[Concatenate[SubjectT, Address], AnswerT]], Callable[..., AnswerT]]: ...


def requires(
    permission: Enum | str,
    *,
    over: Callable[..., object] | None = None,
    subject: Callable[..., object] | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare who may use a view, and the loader of the row it is about: in scope, or 404 before 403.

    What `subject(**view_args)` loads is handed to the view, before those parts of the address that the view names;
    `over` only looks whether it is there.
    """

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        handed = view if subject is None else with_subject(view)
        return declares(permission=permission, over=subject or over)(handed)

    return declare


def with_subject(view: Callable[..., AnswerT]) -> Callable[..., AnswerT]:
    """Hand the loaded subject to a view."""
    named = signature(view).parameters

    @wraps(view)
    def handed(**address: object) -> AnswerT:
        return view(g.subject, **{name: value for name, value in address.items() if name in named})

    return handed


def reload(subject: SubjectT, load: Callable[..., SubjectT | None] | None = None) -> SubjectT:
    """Return a view's subject for a page: after a post as it stands now, its transaction given back; 404 if gone.

    What was refused has changed rows in memory, and another may have changed them meanwhile. `load` looks less closely
    than the view's own loader.
    """
    if request.method in SAFE_METHODS:
        return subject
    transactions.read_only()
    loader = load or current_view().over
    g.subject = (loader and loader(**(request.view_args or {}))) or abort(404)
    return cast("SubjectT", g.subject)  # both loaders give what the view is about


def public(view: ViewT) -> ViewT:
    """Declare a view that everybody may use."""
    return requires(PUBLIC)(view)


def signed_in(view: ViewT) -> ViewT:
    """Declare a view that every signed-in person may use."""
    return requires(SIGNED_IN)(view)


def citizen(view: ViewT) -> ViewT:
    """Declare a public view whose posts are guarded by a signed nonce instead of a session's token."""
    return requires(NONCE)(view)


def takes_up_to(most_bytes: int) -> Callable[[ViewT], ViewT]:
    """Declare that a view takes larger bodies than the others."""
    return declares(most_bytes=most_bytes)


def served_under_any_host(view: ViewT) -> ViewT:
    """Declare that a view is served whatever host is asked for: a probe may know the machine by its address alone."""
    return declares(served_under_any_host=True)(view)


def exports(
    action: str,
) -> Callable[[Callable[Address, ResponseReturnValue]], Callable[Address, ResponseReturnValue]]:
    """Declare an export: asked for with a fresh second factor, made one at a time, recorded once as `action`.

    429 where the same person's account has one made at this moment, in any process: it may take the processor a second.
    """

    def declare(view: Callable[Address, ResponseReturnValue]) -> Callable[Address, ResponseReturnValue]:
        @wraps(view)
        def made(*args: Address.args, **kwargs: Address.kwargs) -> ResponseReturnValue:
            with exclusive(f"export-{current_user.id}", Path(current_app.config["INSTANCE"])) as is_alone:
                if not is_alone:
                    abort(429, _("Đang lập một tệp khác cho tài khoản này. Chờ tệp đó tải xong rồi bấm lại."))
                return view(*args, **kwargs)

        return declares(export=action)(made)

    return declare


def with_file(
    blueprint: Blueprint, address: str, action: str, right: Enum | str | None = None, *, endpoint: str = ""
) -> Callable[[Callable[..., ResponseReturnValue]], Callable[..., ResponseReturnValue]]:
    """Declare the Excel file of a list: an export at an `address` of its own, made by the page's view, too.

    The view answers with the file where `asks_file()`. Whoever may see the page may have it, unless that takes another
    `right`. Its endpoint is the page's and «_file».
    """

    def declare(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
        name = endpoint or f"{view.__name__}_file"
        own = {} if right is None else {"permission": right}
        blueprint.add_url_rule(address, name, declares(**own)(exports(action)(view)))
        return declares(file_endpoint=f".{name}")(view)

    return declare


def asks_file() -> bool:
    """Whether the address asked for is that of a list's file, not of its page."""
    return is_export(current_view())


def file_endpoint() -> str:
    """Where the file of the list is whose page is asked for."""
    return str(vars(current_view())["file_endpoint"])


def current_view() -> View:
    """The view that answers this request."""
    return cast("View", current_app.view_functions[request.endpoint or ""])


def serves_file(view: ViewT) -> ViewT:
    """Declare a file that is no export: one paper, one scan, one poster, an empty template, a questionnaire."""
    return declares(export="")(view)


def describe_export(**detail: object) -> None:
    """Note for the record what the export of this request holds."""
    g.export_detail = detail


def is_export(view: View) -> bool:
    """Whether a view hands out a table as a file."""
    return bool(getattr(view, "export", ""))


def export_address(endpoint: str, **values: Any) -> str:
    """Where all rows are that this page's filters leave: its own query, without the number of its page."""
    kept = {key: value for key, value in request.args.items() if value and key not in PAGE_ARGUMENTS}
    return f"{url_for(endpoint, **values)}?{urlencode(kept)}".rstrip("?")


def takes_get() -> bool:
    """Whether the address at hand has a page of its own, beside its post."""
    return request.url_rule is not None and "GET" in (request.url_rule.methods or ())


def is_part() -> bool:
    """Whether htmx asks for a part of a page. A hint, never a right."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def render(template: str, block: str | None = None, **context: object) -> str:
    """The page, or its `block` when htmx asks. A post's write transaction is given back before rendering."""
    if request.method not in SAFE_METHODS:
        transactions.read_only()
    if block is None or not is_part():
        return render_template(template, **context)
    return render_block(template, block, context)


def render_block(template: str, block: str, context: dict[str, object]) -> str:
    """One named block of a template, alone."""
    loaded = current_app.jinja_env.get_template(template)
    current_app.update_template_context(context)
    return "".join(loaded.blocks[block](loaded.new_context(context)))
