"""An application that tells what the server handed it, for tests of the server."""

from __future__ import annotations

import time

from flask import Flask, jsonify, request

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
