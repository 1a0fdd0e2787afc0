"""What the doctor says of settings by which a server would write down what citizens send."""

from __future__ import annotations

import pytest

from portal import doctor_database
from portal.doctor_database import QUIET, against


def test_the_settings_of_the_guide_are_fine():
    assert list(against({**QUIET, "shared_preload_libraries": ""})) == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("log_min_error_statement", "error", "log_min_error_statement = panic"),
        ("log_error_verbosity", "default", "log_error_verbosity = terse"),
        ("log_statement", "mod", "log_statement = none"),
        ("log_min_duration_statement", "250", "log_min_duration_statement = -1"),
        ("data_checksums", "off", "data_checksums = on"),
        ("shared_preload_libraries", "pg_stat_statements,auto_explain", "shared_preload_libraries: bỏ auto_explain"),
    ],
)
def test_each_other_setting_is_named(name, value, said):
    assert list(against({**QUIET, name: value})) == [said]


def test_the_server_of_a_test_is_asked(db):
    loud = doctor_database.loud_settings()
    assert bool(loud) == (db.engine.dialect.name == "postgresql")
