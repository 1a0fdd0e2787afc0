"""The log holds no row that a database error repeats."""

from __future__ import annotations

from portal.web.http.logs import without_rows

TOLD = """sqlalchemy.exc.IntegrityError: (psycopg.errors.NotNullViolation) null value in column "x"
DETAIL:  Failing row contains (1, Nguyễn Văn An,
0912345678).
[SQL: INSERT INTO helper (phone) VALUES (%(phone)s)]"""
CAUSE = "psycopg.errors.CheckViolation: no\nDETAIL:  Failing row (0912345678).\n\nThe above exception was the direct"


def test_what_somebody_typed_is_left_out_and_the_rest_stays():
    line = without_rows(None, "error", {"event": "fault", "exception": f"{CAUSE} cause\n\n{TOLD}"})
    assert "0912345678" not in line["exception"]
    assert "Nguyễn Văn An" not in line["exception"]
    assert "null value in column" in line["exception"]
    assert "[SQL: INSERT INTO helper" in line["exception"]
    assert "The above exception was the direct cause" in line["exception"]


def test_a_line_without_an_error_passes_unchanged():
    assert without_rows(None, "info", {"event": "request"}) == {"event": "request"}
