"""What the doctor says of settings by which a server would write down what citizens send."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest

from portal.ops.condition import database_checks, machine_checks
from portal.ops.condition.database_checks import QUIET, loud_among
from portal.ops.condition.machine_checks import kept_by
from portal.web.data import clock


def test_the_settings_of_the_guide_are_fine():
    assert list(loud_among({**QUIET, "shared_preload_libraries": ""})) == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("log_min_error_statement", "error", "log_min_error_statement = panic"),
        ("log_error_verbosity", "default", "log_error_verbosity = terse"),
        ("log_statement", "mod", "log_statement = none"),
        ("log_min_duration_statement", "250", "log_min_duration_statement = -1"),
        ("log_parameter_max_length", "-1", "log_parameter_max_length = 0"),
        ("log_parameter_max_length_on_error", "64", "log_parameter_max_length_on_error = 0"),
        ("log_min_duration_sample", "100", "log_min_duration_sample = -1"),
        ("data_checksums", "off", "data_checksums = on"),
        ("shared_preload_libraries", "pg_stat_statements,auto_explain", "shared_preload_libraries: bỏ auto_explain"),
    ],
)
def test_each_other_setting_is_named(name, value, said):
    assert list(loud_among({**QUIET, name: value})) == [said]


def test_the_server_of_a_test_is_asked(db):
    loud = database_checks.loud_settings()
    assert bool(loud) == (db.engine.dialect.name == "postgresql")


@contextmanager
def redis(settings, password=""):
    """Answers AUTH and CONFIG GET as a Redis does, until the block ends; its address."""

    class Talk(StreamRequestHandler):
        def handle(self):
            while head := self.rfile.readline():
                words = [self.rfile.read(int(self.rfile.readline()[1:]) + 2)[:-2] for _n in range(int(head[1:]))]
                if words[0] == b"AUTH":
                    self.wfile.write(b"+OK\r\n" if words[-1] == password.encode() else b"-WRONGPASS\r\n")
                else:
                    name = words[2].decode()
                    said = (words[2], settings[name].encode()) if name in settings else ()
                    told = b"".join(b"$%d\r\n%b\r\n" % (len(one), one) for one in said)
                    self.wfile.write(b"*%d\r\n%b" % (len(said), told))

    with ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"redis://:{password or 'x'}@127.0.0.1:{server.server_address[1]}/0"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"save": "", "appendonly": "no"}, []),
        ({"save": "3600 1", "appendonly": "no"}, ['CONFIG SET save ""']),
        ({"save": "", "appendonly": "yes"}, ['CONFIG SET appendonly "no"']),
    ],
)
def test_a_redis_that_keeps_counts_on_disk_is_named(settings, said):
    with redis(settings, "x") as address:
        assert kept_by(address) == said


def test_a_redis_that_does_not_answer_or_let_us_in_is_named():
    with redis({}, "another") as address:
        assert kept_by(address.replace("another", "wrong")) == ["Redis không trả lời CONFIG GET (AuthenticationError)"]
        assert kept_by(address) == ["Redis không trả lời CONFIG GET (KeyError)"]
    assert kept_by("redis://127.0.0.1:1/0") == ["Redis không trả lời CONFIG GET (ConnectionError)"]
    assert kept_by("memory://") == []


@pytest.mark.parametrize(("used", "fine"), [(0.84, True), (0.85, False)])
def test_a_disk_used_to_85_percent_is_an_alarm(app, db, monkeypatch, used, fine):
    monkeypatch.setattr(import_module("portal.web.jobs.health"), "share_used", lambda _folder: used)
    assert (machine_checks.disk_trouble() == "") is fine


def test_a_clock_half_a_second_off_and_a_password_in_the_environment_are_named(app, db, monkeypatch):
    assert database_checks.clock_trouble() == ""
    monkeypatch.setattr(clock, "_lag", timedelta(milliseconds=501))
    assert database_checks.clock_trouble()
    monkeypatch.setitem(app.config, "SQLALCHEMY_DATABASE_URI", "postgresql+psycopg://ydan@db/ydan")
    assert database_checks.password_in_environment() == ""
    monkeypatch.setitem(app.config, "SQLALCHEMY_DATABASE_URI", "postgresql+psycopg://ydan:" + "x@db/ydan")
    assert database_checks.password_in_environment()
