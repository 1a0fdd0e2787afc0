"""Files in one ZIP with a manifest: name, rows, SHA-256 of each."""

from __future__ import annotations

import json
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from portal.config import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

MIME: Final = "application/zip"
TOOLS: Final = tuple(
    ROOT / "docs" / f"{name}.py"
    for name in ("recompute", "recompute_tables", "recompute_communes", "recompute_outward")
)
"""The script that works everything out again, and the modules beside it; they stand alone."""


class Part(NamedTuple):
    """A file of the bundle; `rows` where it is a table."""

    name: str
    content: bytes
    rows: int | None = None


def zip_bundle(about: dict[str, Any], parts: Iterable[Part]) -> bytes:
    """The ZIP, its manifest and the script besides."""
    files = [*parts, *(Part(one.name, one.read_bytes()) for one in TOOLS)]
    manifest = {**about, "files": [manifest_entry(one) for one in files]}
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for one in (Part("manifest.json", readable_json(manifest)), *files):
            archive.writestr(ZipInfo(one.name), one.content, ZIP_DEFLATED)
    return target.getvalue()


def manifest_entry(one: Part) -> dict[str, Any]:
    rows = {} if one.rows is None else {"rows": one.rows}
    return {"name": one.name, **rows, "bytes": len(one.content), "sha256": sha256(one.content).hexdigest()}


def readable_json(value: object) -> bytes:
    """JSON for eyes and programs."""
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
