"""How far each promise is kept, from the table that the public page is made of."""

from __future__ import annotations

from docs_tools.markdown import code, table
from portal.surveys.rounds.promises import PROMISES, Promise

HEAD = ("promise", "kept", "said to citizens", "missing", "test")


def promise_row(promise: Promise) -> tuple[str, ...]:
    link = f"[{promise.id}](#{promise.id.lower()})"
    return link, promise.state.value, promise.words.of("en"), promise.lacking("en"), code(promise.test)


def table_of_promises() -> str:
    return table(HEAD, map(promise_row, PROMISES))
