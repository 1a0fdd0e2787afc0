"""The two sites where they are separate processes: the way in of the staff's, and its links to the public pages."""

from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.routing import BuildError, Map


def install(app: Flask, public_views: Sequence[str]) -> None:
    """Give the staff's own process a first page, and addresses of the public pages it does not serve."""
    if app.config["SITE"] != "staff":
        return
    app.add_url_rule("/", endpoint="accounts.home")
    app.url_build_error_handlers.append(PublicPages(str(app.config["BASE_URL"]), public_views).address)


class PublicPages:
    """The addresses of the public site, which stands under the address that is printed in QR codes."""

    def __init__(self, base_url: str, modules: Sequence[str]) -> None:
        self.scheme, self.host = urlsplit(base_url)[:2]
        self.modules = modules

    @cached_property
    def rules(self) -> Map:
        """The public site's own rules, of an application that serves nothing."""
        site = Flask("public-pages", static_folder=None)
        for name in self.modules:
            site.register_blueprint(import_module(name).blueprint)
        return site.url_map

    def address(self, error: Exception, endpoint: str, values: dict[str, Any]) -> str:
        """The whole address of a public page; what neither site has stays a mistake."""
        given = {name: value for name, value in values.items() if not name.startswith("_")}
        try:
            return self.rules.bind(self.host, url_scheme=self.scheme).build(endpoint, given, force_external=True)
        except BuildError:
            raise error from None
