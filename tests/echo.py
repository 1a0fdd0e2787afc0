"""An application that tells what the server handed it, for tests of the server.

`python -m tests.echo DESCRIPTOR THREADS SECONDS` serves it on a socket that is open already.
"""

from __future__ import annotations

import socket
import sys
import time

from flask import Flask, jsonify, request

from portal.ops import webserver

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 300_000


@app.route("/", methods=["GET", "POST"])
def told():
    """What came: the whole body is read, a broken one is refused as in any application."""
    environ = {name: value for name, value in request.environ.items() if isinstance(value, str)}
    return jsonify(environ=environ, received=len(request.get_data()))


@app.get("/slow")
def slow():
    """Takes its time, as a page of much work does."""
    time.sleep(1)
    return "done"


@app.get("/fault")
def fault():
    """What no application should do: it breaks off in the middle of its answer."""

    def pieces():
        yield b"a"
        raise RuntimeError

    return app.response_class(pieces())


if __name__ == "__main__":
    descriptor, threads, seconds = sys.argv[1:]
    webserver.serve(app, socket.socket(fileno=int(descriptor)), threads=int(threads), seconds=float(seconds))
