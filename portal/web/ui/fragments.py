"""One address, one template: the page for a browser, one named block of it for htmx."""

from flask import current_app, render_template, request

from portal.web.data import transactions
from portal.web.data.databases import SAFE_METHODS
from portal.web.http.access import is_part


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
