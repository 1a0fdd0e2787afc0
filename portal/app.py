"""The application: settings, mechanisms, rooms, then the pages of this site."""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from portal import extensions, web
from portal.config import read_config
from portal.ops import sites
from portal.web.http.access import check_declared

# From the ground up. A room may have `install(app)`, and blueprints in its `views` modules.
ROOMS = (
    *("audit", "units", "accounts", "surveys", "sealing", "ballots"),
    *("fieldwork", "results", "documents", "homes", "first_run"),
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


def create_app(config: Mapping[str, object] | None = None) -> Flask:
    """The application: settings, mechanisms, rooms, then the pages of this site."""
    app = Flask("portal", template_folder="../templates", static_folder=None)
    app.config.from_mapping(read_config())
    app.config.update(config or {})
    cast("DefaultJSONProvider", app.json).ensure_ascii = False
    extensions.install(app)
    web.install(app)
    for room in ROOMS:
        module = import_module(f"portal.{room}")
        if find_spec(f"portal.{room}.models"):
            import_module(f"portal.{room}.models")
        if hasattr(module, "install"):
            module.install(app)
    for name in views_of(str(app.config["SITE"])):
        app.register_blueprint(import_module(name).blueprint)
    sites.install(app, PUBLIC_VIEWS)
    import_module("portal.composition").install(app)
    import_module("portal.commands").install(app)
    check_declared(app)
    return app


def views_of(site: str) -> tuple[str, ...]:
    """The modules of pages that a public, a staff or a common process serves."""
    public = PUBLIC_VIEWS if site in {"public", "both"} else ()
    return public + (STAFF_VIEWS if site in {"staff", "both"} else ())
