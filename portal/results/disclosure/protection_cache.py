"""What the attack left of each table of counts, worked out once on a machine.

The attack on 210 communes takes seconds, and every process would begin anew. What was found lies beside the data under
the portal's own mark, named by the counts and by the code that judged them: whatever bears no mark, or comes from other
code, is worked out again.
"""

import hmac
import json
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import current_app

from portal.results import scoring
from portal.results.disclosure import disclosure_auditor, disclosure_control
from portal.results.disclosure.disclosure_control import Counts, Table
from portal.web.data import codec, durable

AUDITOR_MODULES = (disclosure_auditor, scoring, disclosure_control)
FOLDER = "solved"
MAC_BYTES = 32


def protect(areas: Sequence[Sequence[Counts]], *, bands_only: bool = False) -> Table:
    """`disclosure_control.protect`, remembered over all processes of this machine."""
    question = codec.canonical({"areas": areas, "bands_only": bands_only, "judge": auditor_digest()})
    path = Path(current_app.config["INSTANCE"]) / FOLDER / sha256(question).hexdigest()
    table = read(path, question)
    if table is None:
        table = disclosure_control.protect(areas, bands_only=bands_only)
        store(path, question, table)
    return table


@cache
def auditor_digest() -> str:
    """The code that judges, by its digest: no table that another one found safe is believed."""
    return sha256(b"".join(Path(str(module.__file__)).read_bytes() for module in AUDITOR_MODULES)).hexdigest()


def read(path: Path, question: bytes) -> Table | None:
    """What was found for these counts; None where nothing was, or it bears another mark than ours."""
    try:
        stored = path.read_bytes()
    except OSError:
        return None
    tag, body = stored[:MAC_BYTES], stored[MAC_BYTES:]
    return codec.from_plain(Table, json.loads(body)) if hmac.compare_digest(tag, mac(question, body)) else None


def store(path: Path, question: bytes, table: Table) -> None:
    """Lay a table beside the data; a disk that takes none costs time alone."""
    body = codec.canonical(codec.to_plain(table))
    with suppress(OSError):
        durable.make_folder(path.parent)
        durable.replace_atomically(path, mac(question, body) + body)


def mac(question: bytes, body: bytes) -> bytes:
    key: bytes = current_app.config["SECRETS"]["row"]
    return hmac.digest(key, b"solved\0" + sha256(question).digest() + body, "sha256")
