"""Towards the browser: access, forms, fragments, errors, formats, transactions, headers, jobs, files."""

from flask import Flask
from flask_login import current_user
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.web.data import databases, transactions
from portal.web.http import access, addresses, assets, bodies, errors, headers, languages, logs, second_tries
from portal.web.http.head_requests import HeadAsGet
from portal.web.jobs.health import blueprint as health
from portal.web.ui import formats, terms


def install(app: Flask) -> None:
    """Put the mechanisms in their order: log, number, guard … then close, dress, write."""
    app.request_class = bodies.MemoryRequest
    databases.install(app)
    logs.install(app)
    headers.install(app)
    transactions.install(app)
    errors.install(app)
    languages.install(app)
    addresses.install(app)
    access.install(app)
    second_tries.install(app)
    assets.install(app)
    formats.install(app)
    terms.install(app)
    app.register_blueprint(health)
    app.jinja_env.globals["ui"] = LocalProxy(lambda: app.jinja_env.get_template("_components.html").module)
    app.jinja_env.globals["current_user"] = current_user
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    vars(app)["wsgi_app"] = HeadAsGet(app.wsgi_app)
    if app.config["PROXIES"]:
        hops = app.config["PROXIES"]
        vars(app)["wsgi_app"] = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
