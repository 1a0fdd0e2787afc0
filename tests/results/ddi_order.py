"""Our own reading of DDI Codebook 2.5: which elements stand in which, in what order, how often, with which attributes.

It was held against the standard's schema, element by element. It covers the elements we write and their possible
siblings, no others; the schema itself is not kept here. A mark says how often: none once, «?» at most once, «*» as
often as wanted, «+» at least once.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

NAMESPACE = "{ddi:codebook:2_5}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
CHILDREN = {
    "codeBook": "docDscr* stdyDscr+ fileDscr* dataDscr* otherMat*",
    "stdyDscr": "citation+ studyAuthorization* stdyInfo* studyDevelopment* method* dataAccs* othrStdyMat* notes*",
    "citation": "titlStmt rspStmt? prodStmt? distStmt? serStmt* verStmt* biblCit? holdings* notes*",
    "titlStmt": "titl subTitl* altTitl* parTitl* IDNo*",
    "rspStmt": "AuthEnty* othId*",
    "prodStmt": "producer* copyright? prodDate* prodPlac* software* fundAg* grantNo*",
    "stdyInfo": "studyBudget* subject* abstract* sumDscr* qualityStatement? notes* exPostEvaluation*",
    "sumDscr": "timePrd* collDate* nation* geogCover* geogUnit* geoBndBox? boundPoly? anlyUnit* universe* dataKind*",
    "method": "dataColl* notes* anlyInfo? stdyClas? dataProcessing* codingInstructions*",
    "dataColl": "timeMeth* dataCollector* collectorTraining* frequenc* sampProc* sampleFrame* targetSampleSize* "
    "deviat* collMode* resInstru* instrumentDevelopment* sources? collSitu* actMin* ConOps* weight* cleanOps*",
    "fileDscr": "fileTxt* locMap? notes*",
    "fileTxt": "fileName? fileCitation? fileCont? fileStrc? dimensns? fileType? format? filePlac? dataChck* ProcStat? "
    "dataMsng? software* verStmt?",
    "dimensns": "caseQnty* varQnty* logRecL* recPrCas* recNumTot*",
    "dataDscr": "varGrp* nCubeGrp* var* nCube* notes*",
    "var": "location* labl* imputation? security? embargo? respUnit? anlysUnit? qstn* valrng* invalrng* undocCod* "
    "universe* TotlResp? sumStat* txt* stdCatgry* catgryGrp* catgry* codInstr* verStmt* concept* derivation? "
    "varFormat? geoMap* catLevel* notes*",
    "catgry": "catValu? labl* txt* catStat* mrow?",
    "otherMat": "labl* txt? notes* table* citation? otherMat*",
}
EVERYWHERE = {"ID", LANGUAGE, "source"}
ANY: frozenset[str] = frozenset()
ATTRIBUTES = {
    "codeBook": {"version": {"2.5"}},
    "collDate": {"date": ANY, "event": {"start", "end", "single"}},
    "nation": {"abbr": ANY},
    "var": {"name": ANY, "files": ANY, "intrvl": {"contin", "discrete"}},
    "varFormat": {"type": {"character", "numeric"}},
    "otherMat": {"type": ANY, "level": ANY},
}
"""Those we write; no values named are any values."""
NEEDED = {"var": {"name"}, "otherMat": {"level"}, "fileDscr": {"ID"}}
"""`ID` by our own wish, since variables name their file."""


def mistakes(content: bytes) -> list[str]:
    """What the document has against that reading."""
    root = ET.fromstring(content)  # noqa: S314 - our own file
    found = [] if root.tag == f"{NAMESPACE}codeBook" and root.get("version") == "2.5" else ["root"]
    for element in root.iter():
        found += [*misplaced(element), *misnamed(element)]
    ids = [element.get("ID") for element in root.iter() if element.get("ID")]
    found += ["an ID stands twice"] if len(ids) > len(set(ids)) else []
    files = {element.get("files") for element in root.iter(f"{NAMESPACE}var")}
    return found + [f"no file {one}" for one in files - set(ids) if one]


def misplaced(element: ET.Element) -> list[str]:
    """Children that may not stand there, not in that order, or not so often."""
    name = element.tag.removeprefix(NAMESPACE)
    children = [child.tag.removeprefix(NAMESPACE) for child in element]
    order = {one.rstrip("?*+"): one[-1] for one in CHILDREN.get(name, "").split()}
    found = [f"{child} in {name}" for child in children if child not in order]
    places = [list(order).index(child) for child in children if child in order]
    found += [f"order in {name}"] if places != sorted(places) else []
    found += [f"{name} lacks {one}" for one, mark in order.items() if mark not in "?*" and one not in children]
    return found + [
        f"{one} twice in {name}" for one, mark in order.items() if mark not in "*+" and children.count(one) > 1
    ]


def misnamed(element: ET.Element) -> list[str]:
    """Attributes that may not stand there, have a strange value, or are wanting."""
    name = element.tag.removeprefix(NAMESPACE)
    known = ATTRIBUTES.get(name, {})
    found = [f"{name} lacks {one}=" for one in NEEDED.get(name, set()) - set(element.keys())]
    for one, value in element.items():
        values = known.get(one, ANY)
        if (one not in known and one not in EVERYWHERE) or (values and value not in values):
            found.append(f"{one}={value} in {name}")
    return found
