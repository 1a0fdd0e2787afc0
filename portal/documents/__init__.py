"""Official papers: frozen figures, the words people write, the printed file; rendered by the queue or the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.documents import commands, rendering
from portal.documents.field_reports import field_report_jobs
from portal.documents.signing import sealed_papers, signing
from portal.documents.synthesis import recomputing
from portal.fieldwork.reporting.blueprint import LINK_PROVIDERS
from portal.results.exports import recompute_archive
from portal.sealing import verification

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["install", "rendering", "signing"]
"""`rendering` and `signing` are imported for the jobs they register."""


def install(app: Flask) -> None:
    """Add `flask documents …`."""
    commands.install(app)
    if field_report_jobs.link not in LINK_PROVIDERS:
        LINK_PROVIDERS.append(field_report_jobs.link)
    if recomputing.report_files not in recompute_archive.report_providers:
        recompute_archive.report_providers.append(recomputing.report_files)
    if sealed_papers.check not in verification.checks:
        verification.checks.append(sealed_papers.check)
