"""The application: settings, mechanisms, rooms, then the pages of this site."""

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import RLock
from typing import Any, cast

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from werkzeug.routing import Map, Rule

from portal import commands, extensions, web
from portal.config import key_settings, read_config
from portal.ops import sites
from portal.web.data import garbage_collection
from portal.web.http.access import check_declared

# From the ground up. A room may have `install(app)`, and blueprints in its `views` modules.
ROOMS = (
    *("audit", "units", "accounts", "surveys", "nodes", "sealing", "ballots"),
    *("fieldwork", "results", "documents", "homes", "first_run"),
)

# Tables that no room's own `models` bring: what reads or writes all of them has them with the application.
MORE_MODELS = (
    "portal.surveys.catalogues.models",
    "portal.surveys.errata.models",
    "portal.ballots.desks.models",
    "portal.fieldwork.invitations.models",
    "portal.ops.condition.models",
    "portal.web.media.uploads",
    "portal.web.media.waiting_files",
)
PUBLIC_VIEWS = (
    "portal.surveys.rounds.public_views",
    "portal.sealing.views",
    "portal.ballots.views",
    "portal.ballots.desks.views",
    "portal.fieldwork.help.card_views",
    "portal.fieldwork.roster.board.public_views",
    "portal.results.release.public_views",
    "portal.documents.signing.verifying",
)
STAFF_VIEWS = (
    "portal.accounts.views",
    "portal.homes.views",
    "portal.first_run.views",
    "portal.surveys.points.views",
    "portal.surveys.catalogues.views",
    "portal.surveys.catalogues.link_views",
    "portal.surveys.errata.views",
    "portal.surveys.questionnaire.editing.views",
    "portal.surveys.plan.editing.views",
    "portal.ballots.form.preview_views",
    "portal.fieldwork.views",
    "portal.fieldwork.today.place_views",
    "portal.fieldwork.unit_search",
    "portal.fieldwork.taskforce.views",
    "portal.fieldwork.help.views",
    "portal.fieldwork.publicity.views",
    "portal.fieldwork.inspections.views",
    "portal.fieldwork.monitoring.views",
    "portal.fieldwork.reminders.views",
    "portal.fieldwork.desk_phones.views",
    "portal.fieldwork.awards.views",
    "portal.fieldwork.roster.views",
    "portal.fieldwork.reporting.views",
    "portal.results.views",
    "portal.results.release.release_views",
    "portal.web.http.redirects",
    "portal.documents.views",
    "portal.documents.field_reports.field_report_views",
    "portal.accounts.approval_views",
    "portal.accounts.sign_in.factor_views",
    "portal.accounts.own_views",
    "portal.accounts.activity.event_views",
    "portal.accounts.admin.import_views",
    "portal.accounts.admin.request_views",
    "portal.ops.condition.views",
)


class LateRule(Rule):
    """A rule whose builder of addresses is compiled with the first that it builds; a page has few of the hundreds."""

    # the signature is Werkzeug's own
    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: FBT001, FBT002
        compiled: list[Callable[..., tuple[str, str]]] = []

        def build(rule: LateRule, *values: object, **named: object) -> tuple[str, str]:
            if not compiled:
                compiled.append(Rule._compile_builder(rule, append_unknown))  # noqa: SLF001 - its own
            return compiled[0](rule, *values, **named)

        return build


class Portal(Flask):
    """An application that loads its pages, and what its rooms give each other, when somebody first asks for them.

    A request, an address, a template or a hook asks; most commands do not, and begin in half the time.
    """

    url_rule_class = LateRule

    def __init__(self, name: str, **places: str | None) -> None:
        self.loading, self.is_whole = RLock(), False
        self.left: Callable[[Flask], None] | None = None
        super().__init__(name, **places)  # type: ignore[arg-type]  # folders alone
        self.cli = commands.Commands()
        self.extensions[extensions.COMPLETE] = self.complete

    def complete(self) -> None:
        """Load what is left; other threads wait for it, and what is loaded may ask again meanwhile."""
        if self.is_whole:
            return
        with self.loading:
            load, self.left = self.left, None
            if load is not None:
                with garbage_collection.put_off():
                    load(self)
                self.is_whole = True

    @property
    def url_map(self) -> Map:
        """Every address of this site."""
        self.complete()
        return self.addresses

    @url_map.setter
    def url_map(self, addresses: Map) -> None:
        self.addresses = addresses

    def update_template_context(self, context: dict[str, Any]) -> None:
        """Before a template is filled: filters are declared beside the pages."""
        self.complete()
        super().update_template_context(context)


def create_app(config: Mapping[str, object] | None = None) -> Portal:
    """The application: settings, mechanisms, rooms; then, when asked for, the pages of this site."""
    app = Portal("portal", template_folder="../templates", static_folder=None)
    app.config.from_mapping(read_config())
    app.config.update(config or {})
    if "SECRETS" not in app.config:
        keys, url = Path(app.config["INSTANCE"]) / "keys", app.config["SQLALCHEMY_DATABASE_URI"]
        # one of many machines that serves citizens alone holds no round's answers: it is let in, never the first
        may_begin = (app.config["DURABILITY"], app.config["SITE"]) != ("two", "public")
        load_keys = import_module("portal.nodes.installation_keys").load_keys
        keyring, held = load_keys(keys, url, may_begin=may_begin)
        app.config.update(key_settings(keyring, held=held))
    cast("DefaultJSONProvider", app.json).ensure_ascii = False
    extensions.install(app)
    web.install(app)
    for room in ROOMS:
        module = import_module(f"portal.{room}")
        if find_spec(f"portal.{room}.models"):
            import_module(f"portal.{room}.models")
        if hasattr(module, "install"):
            module.install(app)
    for name in MORE_MODELS:
        import_module(name)
    app.left = load_pages
    return app


def load_pages(app: Flask) -> None:
    """The pages of this site, and what rooms give to those below."""
    for name in views_of(str(app.config["SITE"])):
        app.register_blueprint(import_module(name).blueprint)
    sites.install(app, PUBLIC_VIEWS)
    import_module("portal.composition").install(app)
    check_declared(app)


def views_of(site: str) -> tuple[str, ...]:
    """The modules of pages that a public, a staff or a common process serves."""
    public = PUBLIC_VIEWS if site in {"public", "both"} else ()
    return public + (STAFF_VIEWS if site in {"staff", "both"} else ())
