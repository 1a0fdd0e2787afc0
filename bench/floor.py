"""The floor: a bare Flask page and one insert by raw sqlite3, with nothing of what a portal owes its citizens.

It serves the very page that ours sent (FLOOR_PAGES names the folder), so that both carry the same bytes.
"""

from __future__ import annotations

import gzip
import json
import os
import secrets
import sqlite3
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, Response, redirect, request

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

NONCE = "@@nonce@@"

folder = Path(os.environ["FLOOR_PAGES"])
form_page = (folder / "form.html").read_text()
thanks_page = (folder / "thanks.html").read_text()
of_thread = threading.local()
app = Flask(__name__)


def database() -> sqlite3.Connection:
    """This thread's connection: every ballot is on the disk before its sender is thanked."""
    connection: sqlite3.Connection | None = getattr(of_thread, "connection", None)
    if connection is None:
        connection = of_thread.connection = sqlite3.connect(folder / "floor.sqlite", timeout=10)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS ballot (id INTEGER PRIMARY KEY, payload TEXT)")
    return connection


@app.get("/")
def form() -> str:
    return form_page.replace(NONCE, secrets.token_urlsafe(32))


@app.post("/")
def answer() -> ResponseReturnValue:
    with database() as connection:
        connection.execute("INSERT INTO ballot (payload) VALUES (?)", (json.dumps(request.form.to_dict()),))
    return redirect(f"/done/{secrets.token_urlsafe(32)}", 303)


@app.get("/done/<token>")
def done(token: str) -> str:
    return thanks_page.replace(NONCE, token)


@app.after_request
def compress(response: Response) -> Response:
    if "gzip" in request.headers.get("Accept-Encoding", "") and response.status_code == 200:  # noqa: PLR2004
        response.set_data(gzip.compress(response.get_data(), 6))
        response.headers["Content-Encoding"] = "gzip"
    return response
