"""Complete plans that ship in `plans/`, to begin a plan from, and the questionnaires beside them."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from portal.config import ROOT
from portal.errors import DomainError
from portal.surveys import queries
from portal.surveys.plan import plan
from portal.surveys.plan.plan import Plan
from portal.surveys.questionnaire import questionnaire
from portal.surveys.questionnaire.questionnaire import Questionnaire as Form

PLANS = ROOT / "plans"


def samples() -> Mapping[str, Plan]:
    """The plans by the name of their file, in its order; a file that is no plan is left out."""
    files = sorted(PLANS.glob("*.toml"))
    found = {file.stem: _plan_in(file, file.stat().st_mtime_ns) for file in files}
    return {name: sample for name, sample in found.items() if sample is not None}


@lru_cache(maxsize=32)
def _plan_in(file: Path, _changed: int) -> Plan | None:
    """Read once a process, and again when the file is another."""
    try:
        return plan.parse(file.read_text(encoding="utf-8"))
    except (DomainError, UnicodeDecodeError):
        return None


def form_of(code: str, version: int) -> Form | None:
    """A version of a questionnaire: from the library, else as it ships; None where there is none."""
    row = queries.questionnaire(code, version)
    if row is not None:
        return row.form
    file = PLANS / f"{code.lower()}.json"
    form = _form_in(file, file.stat().st_mtime_ns) if is_name(code) and file.is_file() else None
    return form if form and (form.code, form.version) == (code, version) else None


def is_name(code: str) -> bool:
    """Whether a form's code may stand in a file's name: what is typed never leads out of the folder."""
    return code.replace("-", "").replace("_", "").isalnum()


@lru_cache(maxsize=16)
def _form_in(file: Path, _changed: int) -> Form | None:
    try:
        return questionnaire.parse(file.read_text(encoding="utf-8"))
    except (DomainError, UnicodeDecodeError):
        return None
