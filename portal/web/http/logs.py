"""Structured logs: route, status and how long, never an address, an answer, a token or a name."""

import logging
import re
import time

import structlog
from flask import Flask, Response, g, request

log = logging.getLogger("portal.request")
DETAIL = re.compile(r"\nDETAIL:.*?(?=\n\[SQL:|\nCONTEXT:|\nHINT:|\n\n|\Z)", re.DOTALL)
STEPS_MS = (10, 30, 100, 300, 1000, 3000)
QUIET = frozenset(
    {"static", "ballots.form", "ballots.answer", "ballots.done", "ballots.receipt", "ballots.home", "health.healthz"}
)


def install(app: Flask) -> None:
    """JSON lines on standard error; one line a request of the staff site."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
        structlog.processors.format_exc_info,
        without_rows,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger("portal")
    root.handlers = [handler]
    root.propagate = False
    root.setLevel(str(app.config["LOG_LEVEL"]))
    for noisy in ("flask-limiter", "fontTools", "weasyprint", "huey"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    app.before_request(start_timer)
    app.after_request(write_line)


def without_rows(_logger: object, _name: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Leave out the row that PostgreSQL repeats under an error."""
    # it holds what somebody typed
    if "exception" in line:
        line["exception"] = DETAIL.sub("", str(line["exception"]))
    return line


def start_timer() -> None:
    """Note when a request began."""
    g.began = time.perf_counter()


def write_line(response: Response) -> Response:
    """One line: route, method, status, how long in steps. The citizen's pages write none."""
    endpoint = request.endpoint or "-"
    if endpoint not in QUIET:
        spent = (time.perf_counter() - g.get("began", time.perf_counter())) * 1000
        step = next((f"<{limit}ms" for limit in STEPS_MS if spent < limit), f">={STEPS_MS[-1]}ms")
        facts = {"route": endpoint, "method": request.method, "status": response.status_code, "took": step}
        log.info("request", extra={**facts, "reference": g.get("reference", "")})
    return response
