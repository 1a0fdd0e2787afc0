"""The web server itself, real and over a socket: slow senders, bodies of all kinds, an end that answers what it has."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse

import pytest
from werkzeug.exceptions import ServiceUnavailable

from portal.config import ROOT
from portal.ops.rsgi_adapter import MOST_HELD, RequestBody, RsgiAdapter
from portal.ops.serving import listen
from tests import echo

pytestmark = pytest.mark.once
LIMIT_SECONDS = 1.0
PATIENCE_SECONDS = 30
FORM = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"


@contextmanager
def serving(seconds=LIMIT_SECONDS, threads=2):
    """The port and the process of one web process that serves the application of `tests.echo`."""
    with listen("127.0.0.1", 0) as listener:
        command = [sys.executable, "-m", "tests.echo", str(listener.fileno()), str(threads), str(seconds)]
        with subprocess.Popen(
            command, pass_fds=[listener.fileno()], cwd=ROOT, stderr=subprocess.PIPE, text=True
        ) as process:
            ask(listener.getsockname()[1], "/")
            yield listener.getsockname()[1], process
            process.terminate()


@pytest.fixture(scope="module")
def port():
    with serving() as (number, _process):
        yield number


def ask(port, path, method="GET", body=None, headers=()):
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)) as connection:
        connection.request(method, path, body, dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read()


def dialogue(port, *parts):
    """Send parts one after the other and return the status and body that came before the server hung up."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as line:
        for part in parts:
            line.sendall(part)
        answer = HTTPResponse(line)
        answer.begin()
        return answer.status, answer.read()


def hung_up(line):
    """What the server sent before it closed the connection."""
    said = b""
    while part := line.recv(65536):
        said += part
    return said


def test_a_process_holds_as_much_as_it_may_and_not_a_byte_more():
    front = RsgiAdapter(echo.app, threads=1, seconds=LIMIT_SECONDS, largest=MOST_HELD)
    first, second = RequestBody(front), RequestBody(front)
    first.hold(MOST_HELD)
    with pytest.raises(ServiceUnavailable):
        second.hold(1)
    assert (first.held, second.held, front.held) == (MOST_HELD, 0, MOST_HELD)


@pytest.mark.parametrize("begun", [b"", b"GET / HTT", b"GET / HTTP/1.1\r\nHost: local"])
def test_a_head_that_does_not_come_is_hung_up_on(port, begun):
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as line:
        line.sendall(begun)
        assert hung_up(line) == b""


def test_a_connection_that_is_kept_open_is_closed_after_the_same_time(port):
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert hung_up(line).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize(
    "begun",
    [
        FORM + b"Content-Length: 5\r\n\r\nab",
        FORM + b"Content-Length: 200000\r\n\r\nab",
    ],
)
def test_a_body_that_does_not_come_on_is_answered_and_hung_up_on(port, begun):
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as line:
        line.sendall(begun)
        assert hung_up(line).startswith(b"HTTP/1.1 408 ")


def test_a_large_body_gets_more_time_as_it_comes(port):
    """Eight pieces of 16 kB come in twice the limit; each has brought four seconds."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as line:
        line.sendall(FORM + b"Content-Length: 131072\r\n\r\n")
        for _ in range(8):
            line.sendall(b"a" * 16384)
            time.sleep(2 * LIMIT_SECONDS / 8)
        answer = HTTPResponse(line)
        answer.begin()
        assert (answer.status, json.loads(answer.read())["received"]) == (200, 131072)


@pytest.mark.parametrize("size", [0, 1, 65536, 65537, 300_000])
def test_a_body_arrives_whole(port, size):
    status, body = ask(port, "/", "POST", b"a" * size)
    assert (status, json.loads(body)["received"]) == (200, size)


@pytest.mark.parametrize("size", [300_001, 1_400_000])
def test_one_that_is_too_large_is_heard_out_and_refused(port, size):
    assert ask(port, "/", "POST", b"a" * size)[0] == 413


@pytest.mark.parametrize("pieces", [b"5\r\nabcde\r\n0\r\n\r\n", b"zz\r\nabcde\r\n0\r\n\r\n", b"5\r\nab"])
def test_a_body_of_untold_length_is_asked_to_tell_it(port, pieces):
    assert dialogue(port, FORM + b"Transfer-Encoding: chunked\r\n\r\n", pieces)[0] == 411
    assert dialogue(port, FORM + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", pieces)[0] == 411


@pytest.mark.parametrize("size", [5, 100_000])
def test_a_body_that_breaks_off_is_never_taken_for_whole(port, size):
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as line:
        line.sendall(FORM + b"Content-Length: %d\r\n\r\n" % size + b"a" * (size - 1))
        line.shutdown(socket.SHUT_WR)
        assert hung_up(line).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    "crooked",
    [
        FORM + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        FORM + b"Content-Length: -1\r\n\r\n",
        b"GARBAGE\r\n\r\n",
    ],
)
def test_a_crooked_request_is_a_bad_request(port, crooked):
    assert dialogue(port, crooked)[0] == 400


def test_who_asks_before_sending_is_told_to_go_on(port):
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as line:
        line.sendall(FORM + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\n")
        assert line.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        line.sendall(b"abc")
        answer = HTTPResponse(line)
        answer.begin()
        assert answer.status == 200


def test_who_asks_before_sending_too_much_is_refused_at_once(port):
    assert dialogue(port, FORM + b"Expect: 100-continue\r\nContent-Length: 300001\r\n\r\n")[0] == 413


def test_heads_are_told_as_wsgi_has_them(port):
    head = (
        b"GET /?a=%C3%A0 HTTP/1.1\r\nHost: LocalHost:81\r\nCookie: a=1\r\nCookie: b=2\r\nX-Forwarded-For: 1\r\n"
        b"X_Forwarded_For: 203.0.113.9\r\nX-Forwarded-For: 2\r\n\r\n"
    )
    environ = json.loads(dialogue(port, head)[1])["environ"]
    assert environ["HTTP_HOST"] == "LocalHost:81"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_X_FORWARDED_FOR"] == "1,2"
    assert (environ["QUERY_STRING"], environ["REMOTE_ADDR"]) == ("a=%C3%A0", "127.0.0.1")


def test_two_hosts_and_a_host_in_the_address_are_told_too(port):
    twice = dialogue(port, b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
    assert json.loads(twice[1])["environ"]["HTTP_HOST"] == "a,b"
    whole = dialogue(port, b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert json.loads(whole[1])["environ"]["HTTP_HOST"] == "evil.example"


def test_threads_are_free_while_others_send_slowly(port):
    """Many more slow senders than threads: a request among them is answered before any of them is."""
    with many_lines(port, 24, FORM + b"Content-Length: 5\r\n\r\n", b"GET / HTTP/1.1\r\n") as lines:
        assert ask(port, "/", "POST", b"abc")[0] == 200
        for line in lines:
            line.settimeout(0)
            with pytest.raises(BlockingIOError):
                line.recv(1)


@contextmanager
def many_lines(port, count, *beginnings):
    lines = [socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) for _ in range(count)]
    for number, line in enumerate(lines):
        line.sendall(beginnings[number % len(beginnings)])
    try:
        yield lines
    finally:
        for line in lines:
            line.close()


def test_an_end_answers_what_it_has_and_writes_no_line():
    with serving(seconds=20) as (port, process):
        ask(port, "/fault")
        with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as line:
            line.sendall(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
            ask(port, "/")
            process.terminate()
            assert hung_up(line).endswith(b"done")
        said = process.stderr.read()
        assert process.wait(PATIENCE_SECONDS) == 0
    assert "127.0.0.1" not in said
    assert "RuntimeError" in said


def test_nothing_of_the_environment_reaches_the_application(port):
    status, body = ask(port, "/")
    assert status == 200
    assert set(json.loads(body)["environ"]).isdisjoint(set(os.environ) - {"SERVER_NAME", "SERVER_PORT"})


@pytest.mark.parametrize(
    ("head", "is_ready"),
    [
        ({}, True),
        ({"PATH_INFO": "/slow"}, False),
        ({"REQUEST_METHOD": "POST"}, False),
        ({"CONTENT_LENGTH": "3"}, False),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, False),
        ({"PATH_INFO": "/fault"}, False),
    ],
)
def test_only_what_lies_ready_is_answered_without_a_thread(head, is_ready):
    def at_once(environ, start_response):
        if environ["PATH_INFO"] == "/fault":
            raise RuntimeError
        if environ["PATH_INFO"] == "/slow":
            return []
        start_response("200 OK", [])
        return [b"ready"]

    adapter = RsgiAdapter(echo.app, threads=1, seconds=1, largest=1, at_once=at_once)
    answer = adapter.ready({"REQUEST_METHOD": "GET", "PATH_INFO": "/", **head})
    assert answer == ((200, [], b"ready") if is_ready else None)
