"""Headers, error pages, health, static files, languages: what every answer of the portal has."""

from __future__ import annotations

import gzip
import sqlite3

import psycopg
import pytest
from prometheus_client import CollectorRegistry, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.fieldwork.publicity.models import DailyPost
from portal.web.data import confirmed_connection, databases, transactions
from portal.web.http.headers import FIXED, POLICY
from portal.web.jobs.health import PortalMetrics
from tests import make

EVERYWHERE = ["/", "/login", "/healthz", "/nowhere", "/static/site.css", "/p/ZZZZZZZZ", "/accounts"]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_carries_the_security_headers(client, path):
    headers = client.get(path, check=False).response.headers
    for name in FIXED:
        assert name in headers, f"{name} missing on {path}"
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/", "/login", "/nowhere", "/accounts"])
def test_pages_are_never_stored(client, path):
    assert "no-store" in client.get(path, check=False).response.headers["Cache-Control"]


def test_strict_transport_is_promised_over_https_only(client, app, monkeypatch):
    assert "Strict-Transport-Security" not in client.get("/login").response.headers
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", 1)
    assert "max-age=31536000" in client.get("/login").response.headers["Strict-Transport-Security"]


def test_a_page_and_its_part_are_told_apart_by_caches(client):
    assert "HX-Request" in client.get("/login").response.headers["Vary"]


def test_a_page_travels_compressed_where_the_browser_takes_it(client):
    answer = client.request("GET", "/login", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Đăng nhập" in gzip.decompress(answer.get_data()).decode()


@pytest.mark.parametrize(
    ("path", "status", "heading"),
    [("/nowhere", 404, "Không tìm thấy nội dung"), ("/static/../wsgi.py", 404, "Không tìm thấy nội dung")],
)
def test_an_error_is_a_designed_page_with_a_reference(client, path, status, heading):
    page = client.get(path)
    assert page.status == status
    assert page.reads("h1") == heading
    assert "Mã tra cứu" in page.text


def test_a_wrong_method_says_which_are_right(client):
    page = client.post("/healthz")
    assert page.status == 405
    assert "GET" in page.response.headers["Allow"]


def test_an_error_shown_to_htmx_goes_into_the_main_part(client):
    answer = client.get("/nowhere", headers={"HX-Request": "true"}).response
    assert answer.headers["HX-Retarget"] == "#main"


def test_an_expired_session_sends_htmx_to_sign_in(client):
    answer = client.get("/accounts", headers={"HX-Request": "true"}).response
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/login"


def test_a_fault_of_ours_is_a_page_that_reads_neither_database_nor_user(client, sign_in, monkeypatch, app):
    officer = sign_in(make.account(Role.ACCOUNT_ADMIN))
    monkeypatch.setattr("portal.accounts.admin.people_list.matching_accounts", lambda *_asked: 1 / 0)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", 0)
    page = officer.get("/accounts")
    assert page.status == 500
    assert "chưa được ghi nhận" in page.text
    assert page.all("nav") == []


WITHOUT_WAITING = {
    "sqlite": ("PRAGMA busy_timeout=0", "UPDATE unit SET name = name"),
    "postgresql": ("SET lock_timeout = '1ms'", "LOCK TABLE unit"),
}


def test_a_database_that_another_holds_is_said_to_be_busy(sign_in, monkeypatch, caplog):
    def ask(*_asked):
        hurry, want = WITHOUT_WAITING[database.engine.dialect.name]
        with database.engine.connect() as connection:
            connection.detach()
            connection.execute(text(hurry))
            connection.execute(text(want))

    officer = sign_in(make.account(Role.ACCOUNT_ADMIN))
    monkeypatch.setattr("portal.accounts.admin.people_list.matching_accounts", ask)
    monkeypatch.setattr("portal.surveys.rounds.chosen.round_at_hand", ask)  # not looked for, to say that it is busy
    with transactions.write_engine().begin() as other:
        other.execute(text("UPDATE unit SET name = name"))
        page = officer.get("/accounts")
    assert page.status == 503
    assert page.response.headers["Retry-After"] == "20"
    assert "database_busy" in caplog.messages
    assert "error_page_failed" not in caplog.messages


def test_a_database_without_a_column_or_a_table_is_a_fault_not_busy(sign_in, monkeypatch, app, caplog):
    officer = sign_in(make.account(Role.ACCOUNT_ADMIN))
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", 0)
    for asked in ("SELECT unheard_of FROM unit", "SELECT 1 FROM unheard_of"):
        caplog.clear()
        wanted = text(asked)
        monkeypatch.setattr(
            "portal.accounts.admin.people_list.matching_accounts",
            lambda *_asked, query=wanted: database.session.execute(query),
        )
        page = officer.get("/accounts")
        assert page.status == 500, asked
        assert "Retry-After" not in page.response.headers
        assert "fault" in caplog.messages
        assert "database_busy" not in caplog.messages


def full_disk():
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    return error


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (TimeoutError(), "database_busy"),
        (PoolTimeoutError(), "database_busy"),
        (full_disk(), "database_unavailable"),
        (sqlite3.OperationalError("no such table: unit"), ""),
        (psycopg.errors.DeadlockDetected(), "database_busy"),
        (psycopg.errors.DiskFull(), "database_unavailable"),
        (psycopg.OperationalError("the server closed the connection"), "database_unavailable"),
        (psycopg.errors.StatementTooComplex(), ""),
        (psycopg.errors.ReadOnlySqlTransaction(), "database_unavailable"),
        (confirmed_connection.NotTaken("old primary: timeline 1 after 2"), "database_unavailable"),
        (confirmed_connection.NotConfirmed("standby does not answer"), "database_unconfirmed"),
    ],
)
def test_what_keeps_a_database_from_answering_is_told_by_its_code(error, trouble):
    assert databases.outage(error) == trouble


def test_health_answers_without_the_database(client):
    assert client.get("/healthz").response.json == {"status": "ok"}


BOX = {"box": "not watched"}


def test_readiness_names_each_check(client):
    answer = client.get("/readyz").response
    assert answer.status_code == 200
    assert answer.json == {
        "status": "ok",
        "database": "ok",
        "queue": "ok",
        "disk": "ok",
        "backup": "not watched",
        **BOX,
        "durability": "not watched",
        "node": "ok",
    }


@pytest.mark.parametrize("headers", [{}, {"X-Forwarded-Host": "127.0.0.1:9100"}, {"Host": "127.0.0.1:9100"}])
def test_figures_are_not_on_the_main_port(client, headers):
    assert client.get("/metrics", headers=headers, check=False).status == 404


def test_figures_are_read_anew_at_each_scrape_and_leave_no_transaction(app, db):
    registry = CollectorRegistry()
    registry.register(PortalMetrics(app))
    assert 'portal_check{check="database"} 1.0' in generate_latest(registry).decode()
    assert "portal_logs_broken 0.0" in generate_latest(registry).decode()


def test_a_static_file_named_by_its_content_is_kept_for_a_year(client, app):
    with app.test_request_context():
        address = app.jinja_env.globals["asset"]("site.css")
    assert "immutable" in client.get(address).response.headers["Cache-Control"]
    assert client.get("/static/site.css?v=old").response.headers["Cache-Control"] == "no-cache"


def test_a_log_line_holds_route_and_status_but_no_address_and_no_query(client, caplog):
    caplog.set_level("INFO", logger="portal.request")
    client.get("/login?next=/bi-mat", headers={"User-Agent": "canary-agent"})
    line = next(record for record in caplog.records if record.name == "portal.request")
    assert (line.route, line.method, line.status) == ("accounts.login", "GET", 200)
    assert "bi-mat" not in str(vars(line))
    assert "canary" not in str(vars(line))
    assert "127.0.0.1" not in str(vars(line))


def test_a_head_does_what_a_get_does_and_nothing_more(sign_in, db):
    make.survey_round()
    browser = sign_in(make.account(Role.COMMUNE_LEAD))
    seen, head = (browser.request(method, "/today") for method in ("GET", "HEAD"))
    assert (head.status_code, head.get_data()) == (seen.status_code, b"")
    assert browser.request("HEAD", "/publicity/posts/2024-06-12").status_code != 303
    assert database.session.query(DailyPost).count() == 0
