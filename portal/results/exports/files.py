"""Recompute kits and open data as a ZIP: a manifest, the files it names, the scripts that work everything out again."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from portal.config import ROOT
from portal.web.media.data_files import Part, manifest

ZIP = "application/zip"
# the script that works everything out again, and the modules beside it; they stand alone
TOOLS: Final = tuple(
    ROOT / "docs" / f"{name}.py"
    for name in ("recompute", "recompute_tables", "recompute_communes", "recompute_estimates", "recompute_outward")
)
GUIDE: Final = "doc-truoc.txt"  # «Đọc trước»: the file that is read first


def guide(*, inward: bool) -> bytes:
    """What each file of a recompute kit holds, column by column; `inward` for the province's own hands."""
    return b"".join((ROOT / "docs" / name).read_bytes() for name in ("kit.txt", "kit-inward.txt")[: 1 + inward])


def zip_bundle(about: dict[str, Any], parts: Iterable[Part]) -> bytes:
    """A ZIP with its manifest and the scripts besides."""
    files = [*parts, *(Part(tool.name, tool.read_bytes()) for tool in TOOLS)]
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for part in (manifest(about, files), *files):
            # ZipInfo without a moment of its own: the same figures give the same bytes
            archive.writestr(ZipInfo(part.name), part.content, ZIP_DEFLATED)
    return target.getvalue()
