"""What `flask doctor` sees of PostgreSQL's settings: the server may not write down what citizens send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from portal.extensions import db

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

QUIET = {
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "data_checksums": "on",
}
LIBRARIES = ("session_preload_libraries", "shared_preload_libraries", "local_preload_libraries")


def loud_settings() -> list[str]:
    """What PostgreSQL is set to otherwise than docs/operations.md says; nothing on SQLite."""
    if db.engine.dialect.name != "postgresql":
        return []
    asked = text("SELECT name, setting FROM pg_settings WHERE name = ANY(:names)")
    rows = db.session.execute(asked, {"names": [*QUIET, *LIBRARIES]})
    return list(against({row[0]: row[1] for row in rows}))


def against(settings: Mapping[str, str]) -> Iterator[str]:
    """Each setting that is not as it must be, as it should stand."""
    for name, wanted in QUIET.items():
        if settings.get(name) != wanted:
            yield f"{name} = {wanted}"
    for name in LIBRARIES:
        if "auto_explain" in settings.get(name, ""):
            yield f"{name}: bỏ auto_explain"
