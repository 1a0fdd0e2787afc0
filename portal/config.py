"""Every setting, read from the environment: its name, default and one line of why."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from argon2 import PasswordHasher

from portal import secret_keys
from portal.errors import SettingsError
from portal.web.http.hosts import is_loopback, name_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROOT = Path(__file__).resolve().parent.parent
PASSWORD_HASHER = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)
"""argon2id with 46 MiB (P13)."""


@dataclass(frozen=True)
class Setting:
    """One environment variable; docs/settings.md lists the same rows."""

    name: str
    default: str
    why: str


SETTINGS = (
    Setting("PORTAL_INSTANCE", "instance", "folder of the data: database files, keys, logs"),
    Setting("PORTAL_DATABASE_URL", "", "postgresql+psycopg://… for PostgreSQL; empty: SQLite in the instance folder"),
    Setting("PORTAL_HOST", "127.0.0.1", "address ./start listens on"),
    Setting("PORTAL_PORT", "8000", "port ./start listens on"),
    Setting("PORTAL_BASE_URL", "", "address printed in QR codes and papers; empty: http://HOST:PORT"),
    Setting("PORTAL_SITE", "both", "which pages this process serves: public, staff or both"),
    Setting("PORTAL_WORKERS", "2", "web processes; limits kept in memory are divided by it"),
    Setting("PORTAL_THREADS", "4", "threads of each web process"),
    Setting(
        "PORTAL_REQUEST_SECONDS",
        "20",
        "longest for a request's head, and for its body; each 4,000 bytes of the body that came add a second",
    ),
    Setting("PORTAL_TRUSTED_HOSTS", "", "host names that are served beside PORTAL_BASE_URL's, a comma between"),
    Setting("PORTAL_PROXIES", "0", "reverse proxies in front whose X-Forwarded-* headers are believed"),
    Setting("PORTAL_LIMITS_URL", "memory://", "where rate limits are counted: memory:// or redis://…"),
    Setting("PORTAL_METRICS_PORT", "0", "port of /metrics, a socket of its own; 0: nowhere"),
    Setting("PORTAL_METRICS_HOST", "127.0.0.1", "address /metrics listens on"),
    Setting("PORTAL_LOG_LEVEL", "INFO", "least level written to the log"),
    Setting(
        "PORTAL_BACKUP_DIR",
        "",
        "folder of backups: /readyz watches the last one's age, opening and erasing replace those with traces; "
        "empty: neither",
    ),
    Setting("PORTAL_SIGNING_ROOTS", "", "PEM files of trusted signing authorities, a colon between; empty: not judged"),
    Setting("PORTAL_DEMO_PASSWORD", "", "password of the demonstration accounts; empty: random, printed once"),
    Setting("PORTAL_BENCH", "0", "1 lifts the eight-second minimum and the limits per source; loopback only"),
    Setting("PORTAL_DEBUG", "0", "1 turns on Flask's debugger; refused for any address but loopback"),
)

NUMBERS: Final[Mapping[str, Callable[[str], float]]] = {
    **dict.fromkeys(("PORT", "WORKERS", "THREADS", "PROXIES", "METRICS_PORT"), int),
    "REQUEST_SECONDS": float,
}


def read_settings(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """Each setting's value as text, without the PORTAL_ prefix."""
    environ = os.environ if environ is None else environ
    return {s.name.removeprefix("PORTAL_"): environ.get(s.name, "") or s.default for s in SETTINGS}


def read_config(environ: Mapping[str, str] | None = None) -> dict[str, object]:
    """Flask's configuration. Raises SettingsError where the installation would be unsafe."""
    settings = read_settings(environ)
    instance = Path(settings["INSTANCE"])
    instance = instance if instance.is_absolute() else ROOT / instance
    base_url = (settings["BASE_URL"] or f"http://{settings['HOST']}:{settings['PORT']}").rstrip("/")
    refuse_unsafe(settings, base_url)
    instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    return {
        **paths_and_databases(settings, instance),
        **browser_rules(base_url),
        **{name: number(settings, name) for name in NUMBERS},
        "BASE_URL": base_url,
        "SITE": settings["SITE"],
        "HOST": settings["HOST"],
        "OWN_HOSTS": own_hosts(base_url, settings["TRUSTED_HOSTS"]),
        "METRICS_HOST": settings["METRICS_HOST"],
        "LIMITS_URL": settings["LIMITS_URL"],
        "LOG_LEVEL": settings["LOG_LEVEL"],
        "BACKUP_DIR": settings["BACKUP_DIR"],
        "SIGNING_ROOTS": tuple(path for path in settings["SIGNING_ROOTS"].split(":") if path),
        "DEMO_PASSWORD": settings["DEMO_PASSWORD"],
        "BENCH": settings["BENCH"] == "1",
        "SOURCE_LIMITS": settings["BENCH"] != "1",
        "PASSWORD_HASHER": PASSWORD_HASHER,
        "QUEUE_IMMEDIATE": False,
        "DEBUG": settings["DEBUG"] == "1",
    }


def number(settings: Mapping[str, str], name: str) -> float:
    """A setting that is a number. Raises SettingsError for one that is none."""
    try:
        return NUMBERS[name](settings[name])
    except ValueError:
        message = f"PORTAL_{name} «{settings[name]}» must be a number"
        raise SettingsError(message) from None


def paths_and_databases(settings: Mapping[str, str], instance: Path) -> dict[str, object]:
    """Where data live: one database and `media` beside it, so that photos and papers never stop a ballot."""
    url = settings["DATABASE_URL"]
    folder = instance / "keys"
    secrets = secret_keys.load(folder)
    also = {name: [key.hex() for key in secret_keys.also_valid(folder, name)] for name in secret_keys.RENEWABLE}
    return {
        "INSTANCE": str(instance),
        "SQLALCHEMY_DATABASE_URI": url or f"sqlite:///{instance / 'portal.sqlite'}",
        "SQLALCHEMY_BINDS": {"media": url or f"sqlite:///{instance / 'media.sqlite'}"},
        "QUEUE_URL": url or str(instance / "queue.sqlite"),
        "SECRETS": secrets,
        "SECRET_KEY": secrets["session"].hex(),
        "SECRET_KEY_FALLBACKS": also["session"],
        "WTF_CSRF_SECRET_KEY": [*also["csrf"], secrets["csrf"].hex()],
    }


def own_hosts(base_url: str, trusted: str) -> frozenset[str]:
    """The names under which pages are served. Raises SettingsError for one that is none."""
    given = [urlsplit(base_url).netloc, *(name.strip() for name in trusted.split(",") if name.strip())]
    for host in given:
        if not name_in(host):
            message = f"PORTAL_TRUSTED_HOSTS «{host}» must be a host's name, such as canbo.example.vn"
            raise SettingsError(message)
    return frozenset(map(name_in, given))


def browser_rules(base_url: str) -> dict[str, object]:
    """Cookies, sizes and hosts; `no-referrer` sends no Referer, hence no strict check of it."""
    secure = base_url.startswith("https:")
    return {
        "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 4000,
        "SESSION_COOKIE_NAME": "__Host-sid" if secure else "sid",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "WTF_CSRF_CHECK_DEFAULT": False,
        "BABEL_DEFAULT_LOCALE": "vi",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "portal" / "translations"),
        "SEND_FILE_MAX_AGE_DEFAULT": 3600,
        "TEMPLATES_AUTO_RELOAD": False,
    }


def refuse_unsafe(settings: Mapping[str, str], base_url: str) -> None:
    """Stop a start that would expose citizens: plain http, the debugger or bench mode beyond loopback."""
    local = is_loopback(urlsplit(base_url).hostname or "") and is_loopback(settings["HOST"])
    if not base_url.startswith(("http://", "https://")):
        message = f"PORTAL_BASE_URL «{base_url}» must begin with https:// (or http:// for a loopback address)"
        raise SettingsError(message)
    if base_url.startswith("http://") and not is_loopback(urlsplit(base_url).hostname or ""):
        message = f"PORTAL_BASE_URL «{base_url}»: plain http is refused for any address but loopback; use https://"
        raise SettingsError(message)
    for name in ("BENCH", "DEBUG"):
        if settings[name] == "1" and not local:
            message = f"PORTAL_{name}=1 is refused on any address but loopback"
            raise SettingsError(message)
    if settings["SITE"] not in {"public", "staff", "both"}:
        message = f"PORTAL_SITE «{settings['SITE']}» must be public, staff or both"
        raise SettingsError(message)
