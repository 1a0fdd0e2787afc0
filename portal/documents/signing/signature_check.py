"""What a signed PDF's signatures say: intact, the whole file covered, nothing else changed since the approved bytes.

A program of its own, run by `signing` in a child process with little memory and time, so that pyHanko is never loaded
beside citizens' requests: the file on standard input, what was found as JSON on standard output.
"""

from __future__ import annotations

import json
import logging
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, PdfObject, Reference, StreamObject, read_object
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.pdf_utils.xref import ObjStreamRef
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    FormUpdatingRule,
    GenericFieldModificationRule,
    ModificationLevel,
    ReferenceUpdate,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
    WhitelistRule,
)
from pyhanko.sign.diff_analysis.rules_api import Context
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

if TYPE_CHECKING:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import PdfSignatureStatus

TAGS = ("/Root", "/StructTreeRoot")
IGNORED = {"/Fields", "/SigFlags", "/DA", "/DR", "/Q", "/NeedAppearances"}
MOST_SIGNATURES = 20
# Why a file is not taken.
UNREADABLE, UNSIGNED, CHANGED, BROKEN, UNCOVERED = "unreadable", "unsigned", "changed", "broken", "uncovered"


def check_signatures(content: bytes, *, approved: int, roots: Sequence[Any] = ()) -> dict[str, Any]:
    """Read a file's signatures; where it begins with the `approved` bytes, so many, what was added to them as well."""
    reader = open_reader(content)
    signatures = reader.embedded_regular_signatures
    if not signatures or len(signatures) > MOST_SIGNATURES:
        return {"reason": UNSIGNED if not signatures else UNREADABLE, "signatures": []}
    if approved and changed_since_approval(reader, content[:approved]):
        return {"reason": CHANGED, "signatures": []}
    context = ValidationContext(trust_roots=list(roots), allow_fetching=False)  # a file chooses no address to ask
    judged = [(one, validate_pdf_signature(one, context, diff_policy=signing_alone())) for one in signatures]
    return {
        "reason": fault(judged),
        "signatures": [describe_signature(one, status, has_roots=bool(roots)) for one, status in judged],
    }


def open_reader(content: bytes) -> PdfFileReader:
    """The file with the objects of its object streams read once, in order.

    The library reads a stream's whole index for each object it wants: for a report's thousands, minutes.
    """
    reader = PdfFileReader(BytesIO(content))
    numbers_by_stream: dict[int, set[int]] = defaultdict(set)
    for revision in range(reader.total_revisions):
        for ref in reader.xrefs.explicit_refs_in_revision(revision):
            place = reader.xrefs[ref]
            if isinstance(place, ObjStreamRef):
                numbers_by_stream[place.obj_stream_id].add(ref.idnum)
    for stream, numbers in numbers_by_stream.items():
        for number, parsed in objects_in(reader, stream, numbers):
            reader.cache_indirect_object(0, number, parsed)  # type: ignore[no-untyped-call]  # pyHanko is typed in parts
    return reader


def objects_in(reader: PdfFileReader, stream: int, numbers: set[int]) -> Iterator[tuple[int, PdfObject]]:
    """The objects of an object stream that stand there now; a number met twice is left to the library."""
    holder = Reference(stream, 0, reader).get_object()
    if not isinstance(holder, StreamObject) or holder["/Type"] != "/ObjStm":
        return
    data, first = BytesIO(holder.data), int(holder["/First"])
    index = [int(part) for part in data.read(first).split()]
    pairs = list(zip(index[::2], index[1::2], strict=True))
    met = Counter(number for number, _offset in pairs)
    for number, offset in pairs:
        if number not in numbers or met[number] > 1:  # replaced by a later revision, or told twice
            continue
        data.seek(first + offset)
        read = read_object(data, Reference(number, 0, reader))
        if not isinstance(read, (StreamObject, IndirectObject)):
            yield number, read


def changed_since_approval(reader: PdfFileReader, approved: bytes) -> bool:
    """Whether the approved bytes are not what the file builds on, or anything but signatures was added to them."""
    if reader.xrefs.get_startxref_for_revision(0) != PdfFileReader(BytesIO(approved)).last_startxref:
        return True
    result = signing_alone().review_file(reader, 0)
    return isinstance(result, SuspiciousModification) or result.modification_level > ModificationLevel.FORM_FILLING


class TaggedFields(WhitelistRule):
    """Signature fields are also named in the tree of a tagged paper: filling one in changes nothing there."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterator[ReferenceUpdate]:
        """Explain those places; the rules of fields judge the change itself."""
        _ = new
        form = old.root.get("/AcroForm", {})
        for field in form.get("/Fields", ()) if isinstance(form, DictionaryObject) else ():
            if not isinstance(field, IndirectObject):
                continue
            for path in old._get_usages_of_ref(field.reference):  # noqa: SLF001 - the library offers no other way
                if tuple(path.path[:2]) == TAGS:
                    yield ReferenceUpdate(field.reference, context_checked=Context.from_absolute(old, path))


def signing_alone() -> StandardDiffPolicy:
    """The library's own policy for our tagged papers, whose first signature also sets the flag «only append»."""
    usual = DEFAULT_DIFF_POLICY
    created = SigFieldCreationRule()  # type: ignore[no-untyped-call]  # the same
    rules = [created, SigFieldModificationRule(), GenericFieldModificationRule()]
    form = FormUpdatingRule(field_rules=rules, ignored_acroform_keys=IGNORED)
    tagged = TaggedFields().as_qualified(ModificationLevel.LTA_UPDATES)
    return StandardDiffPolicy(global_rules=[*usual.global_rules, tagged], form_rule=form)


def fault(judged: Sequence[tuple[EmbeddedPdfSignature, PdfSignatureStatus]]) -> str:
    """The first thing that is wrong; empty where nothing is. The last signature must reach to the file's end."""
    if not all(status.intact and status.valid for _, status in judged):
        return BROKEN
    if any(level_of(status) > ModificationLevel.FORM_FILLING for _, status in judged):
        return CHANGED
    last = judged[-1][1]
    if last.coverage != SignatureCoverageLevel.ENTIRE_FILE and level_of(last) != ModificationLevel.LTA_UPDATES:
        return UNCOVERED
    return ""


def level_of(status: PdfSignatureStatus) -> ModificationLevel:
    """How much was changed after a signature."""
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return ModificationLevel.NONE
    if status.coverage < SignatureCoverageLevel.ENTIRE_REVISION or status.modification_level is None:
        return ModificationLevel.OTHER
    return status.modification_level


def describe_signature(
    signature: EmbeddedPdfSignature, status: PdfSignatureStatus, *, has_roots: bool
) -> dict[str, Any]:
    """Who signed, when, in which field; `trusted` is None where no authority is known to this installation."""
    subject = status.signing_cert.subject.native
    moment = status.signer_reported_dt
    return {
        "field": str(signature.field_name),
        "name": text(subject.get("common_name")),
        "organisation": text(subject.get("organization_name")),
        "at": moment.isoformat() if moment else "",
        "trusted": bool(status.trusted) if has_roots else None,
    }


def text(value: object) -> str:
    """A part of a certificate's name, or several, as one short line."""
    parts = value if isinstance(value, list) else [value or ""]
    return " ".join(", ".join(str(part) for part in parts).split())[:200]


def load_roots(paths: Iterable[str]) -> list[Any]:
    """The certificates of authorities that this installation trusts."""
    return [cert for path in paths for cert in load_certs_from_pemder_data(Path(path).read_bytes())]


def main(approved: str, *paths: str) -> int:
    """Judge the file on standard input; rubbish is «unreadable», never a crash."""
    logging.disable()  # pyHanko logs what it finds; standard output is the answer's
    roots = load_roots(paths)
    try:
        result = check_signatures(sys.stdin.buffer.read(), approved=int(approved), roots=roots)
    except Exception:  # noqa: BLE001 - pyHanko's readers raise whatever a broken file provokes
        result = {"reason": UNREADABLE, "signatures": []}
    sys.stdout.write(json.dumps(result, ensure_ascii=True))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
