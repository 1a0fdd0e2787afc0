"""Every setting, read from the environment: its name, default and one line of why."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from argon2 import PasswordHasher

from portal import secret_keys
from portal.errors import SettingsError
from portal.web.http.hosts import is_loopback, name_in
from portal.web.ui import formats

ROOT = Path(__file__).resolve().parent.parent
VERSION = (ROOT / "VERSION").read_text(encoding="utf-8").strip()
# argon2id with 46 MiB (P13).
PASSWORD_HASHER = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)


SETTINGS = formats.words_in(ROOT / "portal" / "settings.toml")
AS_THEY_ARE = (
    *("SITE", "HOST", "METRICS_HOST", "LIMITS_URL", "LOG_LEVEL", "BACKUP_DIR", "CERTIFICATE", "COMMAND"),
    *("DEMO_PASSWORD", "DURABILITY"),
)
NUMBERS: Final[Mapping[str, Callable[[str], float]]] = {
    **dict.fromkeys(("PORT", "WORKERS", "THREADS", "PROXIES", "METRICS_PORT"), int),
    **dict.fromkeys(("REQUEST_SECONDS", "CONFIRM_SECONDS"), float),
}


def read_settings(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """Each setting's value as text, without the PORTAL_ prefix."""
    environ = os.environ if environ is None else environ
    return {name: environ.get(f"PORTAL_{name}", "") or default for name, (default, _why) in SETTINGS.items()}


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
        **{name: settings[name] for name in AS_THEY_ARE},
        "OWN_HOSTS": own_hosts(base_url, settings["TRUSTED_HOSTS"]),
        "SIGNING_ROOTS": tuple(path for path in settings["SIGNING_ROOTS"].split(":") if path),
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
        raise SettingsError(f"PORTAL_{name} «{settings[name]}» must be a number") from None


def paths_and_databases(settings: Mapping[str, str], instance: Path) -> dict[str, object]:
    """Where data live: one database and `media` beside it, so that photos and papers never stop a ballot."""
    url = settings["DATABASE_URL"]
    folder = instance / "keys"
    # beside a database that several machines share, one without key files may be about to join them: app.py asks
    may_join = url.startswith("postgresql") and not secret_keys.are_there(folder)
    return {
        **({} if may_join else key_settings(secret_keys.keyring(folder), held=True)),
        "INSTANCE": str(instance),
        "SQLALCHEMY_DATABASE_URI": url or f"sqlite:///{instance / 'portal.sqlite'}",
        "SQLALCHEMY_BINDS": {"media": url or f"sqlite:///{instance / 'media.sqlite'}"},
        "QUEUE_URL": url or str(instance / "queue.sqlite"),
    }


def key_settings(keyring: Mapping[str, bytes], *, held: bool) -> dict[str, object]:
    """What the installation's keys, by the names of their files, are used as; `held` says whether they are its own."""
    also = {name: secret_keys.honoured(keyring, name) for name in secret_keys.RENEWABLE}
    return {
        "KEYRING": dict(keyring),
        "HOLDS_KEYS": held,
        "SECRETS": {name: keyring[name] for name in secret_keys.NAMES},
        "ENROLMENT_ALSO": also["enrolment"],
        "SECRET_KEY": keyring["session"].hex(),
        "SECRET_KEY_FALLBACKS": [key.hex() for key in also["session"]],
        "WTF_CSRF_SECRET_KEY": [key.hex() for key in (*also["csrf"], keyring["csrf"])],
    }


def own_hosts(base_url: str, trusted: str) -> frozenset[str]:
    """The names under which pages are served. Raises SettingsError for one that is none."""
    given = [urlsplit(base_url).netloc, *(name.strip() for name in trusted.split(",") if name.strip())]
    for host in given:
        if not name_in(host):
            raise SettingsError(f"PORTAL_TRUSTED_HOSTS «{host}» must be a host's name, such as canbo.example.vn")
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
    is_local = is_loopback(urlsplit(base_url).hostname or "")
    named = f"PORTAL_BASE_URL «{base_url}»"
    if not base_url.startswith(("http://", "https://")):
        raise SettingsError(f"{named} must begin with https:// (or http:// for a loopback address)")
    if base_url.startswith("http://") and not is_local:
        raise SettingsError(f"{named}: plain http is refused for any address but loopback; use https://")
    for name in ("BENCH", "DEBUG"):
        if settings[name] == "1" and not (is_local and is_loopback(settings["HOST"])):
            raise SettingsError(f"PORTAL_{name}=1 is refused on any address but loopback")
    if settings["SITE"] not in {"public", "staff", "both"}:
        raise SettingsError(f"PORTAL_SITE «{settings['SITE']}» must be public, staff or both")
    if settings["DURABILITY"] not in {"one", "two"}:
        raise SettingsError(f"PORTAL_DURABILITY «{settings['DURABILITY']}» must be one or two")
    if settings["DURABILITY"] == "two" and not settings["DATABASE_URL"].startswith("postgresql"):
        raise SettingsError("PORTAL_DURABILITY=two needs PostgreSQL (PORTAL_DATABASE_URL): SQLite writes to one disk")
