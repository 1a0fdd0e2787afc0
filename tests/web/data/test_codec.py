from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from portal.documents.synthesis.figures import SynthesisFigures
from portal.surveys.models import Round
from portal.surveys.plan import earlier, plan
from portal.surveys.questionnaire import questionnaire
from portal.web.data import codec
from tests.documents import samples


@pytest.mark.parametrize("figures", [samples.empty(), samples.province_2025(), samples.province_2024()])
def test_figures_come_back_from_json_as_they_were(figures: SynthesisFigures) -> None:
    assert codec.from_plain(SynthesisFigures, codec.to_plain(figures)) == figures
    assert codec.from_plain(SynthesisFigures, json.loads(json.dumps(codec.to_plain(figures)))) == figures


def test_the_digest_names_the_values_and_not_how_they_were_stored() -> None:
    figures = samples.province_2025()
    shuffled = json.dumps(codec.to_plain(figures), indent=3, ensure_ascii=True)
    assert codec.digest(codec.from_plain(SynthesisFigures, json.loads(shuffled))) == codec.digest(figures)


def test_one_visit_more_is_another_digest() -> None:
    figures = samples.figures((samples.area("Huyện A", samples.commune("Xã A", [(10, 8)] * 3, (0, 1, 2, 9, 8, 4))),))
    changed = samples.figures(
        (samples.area("Huyện A", samples.commune("Xã A", [(10, 8), (10, 8), (11, 8)], (0, 1, 2, 9, 8, 4))),)
    )
    assert codec.digest(figures) != codec.digest(changed)
    assert codec.digest(figures) != codec.digest(replace(figures, excluded=0))


PLANS = Path(__file__).resolve().parents[3] / "plans"
PLAN_DIGESTS = {
    "198-kh-bdvtu.toml": "767bb56aba70764bb5d1973ed9c078e959d5c82dd909d6db45a52d59b100a7ac",
    "mau-2025.toml": "9b95760a05ecda463840f2c75e3142f5b79dfa9a7385f4df6c17c2e8fafcfd9b",
}
"""As they were sealed in logs before there was one codec, and before a plan said its words and what is rated."""


@pytest.mark.parametrize(("name", "digest"), PLAN_DIGESTS.items())
def test_a_plan_has_the_digest_under_which_it_was_sealed(name: str, digest: str) -> None:
    # since then the plans name the second version of the form
    now = plan.loads((PLANS / name).read_text(encoding="utf-8").replace("version = 2", "version = 1"))
    kept = {section: body for section, body in now.items() if section not in earlier.SAID}
    read = plan.Plan.from_json(kept).to_json()
    assert codec.digest(read) == codec.digest(json.loads(json.dumps(read))) == digest
    stored = Round(plan_text=json.dumps(read))
    assert codec.digest(json.loads(stored.plan_text)) == digest
    assert (stored.plan_data.terms.commune_level, stored.plan_data.terms.office) == ("cấp xã", "Chủ tịch UBND")


def first_version(text: str) -> str:
    """The form as it read when its digest was noted: the second version words two errands anew."""
    words = {
        '"version": 2': '"version": 1',
        "Khai sinh, kết hôn, khai tử": "Hộ tịch",
        "Births, marriages, deaths": "Civil status",
        "Sao y, chứng thực": "Chứng thực",
        "Certified copies and signatures": "Certification",
    }
    for now, then in words.items():
        text = text.replace(now, then)
    return text


def test_a_questionnaire_and_figures_have_the_digests_that_papers_name() -> None:
    form = questionnaire.parse(first_version((PLANS / "pks02-md-1.json").read_text(encoding="utf-8")))
    assert form.digest == "abf6d96df131d943655eb591d4b22a68fb1b92b93df1bad206a59abda44ae125"
    second = (replace(one, edition=2) for one in (samples.province_2024(), samples.empty()))  # as papers were issued
    assert [codec.digest(one) for one in second] == [
        "6bbf948d08aaecd2779261d2da995710266901210627e2181666b5f38ce6a6be",
        "27d067afd28725e2e9babeb50e15104e5daff00c230df3d7e1c2c040ca79b8a5",
    ]


def test_what_is_digested_is_written_in_one_way() -> None:
    assert codec.canonical({"ữ": [1, None, 1.5], "a": {"b": True}}) == '{"a":{"b":true},"ữ":[1,null,1.5]}'.encode()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, None),
        (True, True),
        ("Xã “Thanh Hải”", "Xã “Thanh Hải”"),
        (b"\x00\xff", "AP8="),
        (date(2024, 6, 12), "2024-06-12"),
        (time(7, 30), "07:30:00"),
        (datetime(2024, 6, 12, 7, 30, tzinfo=UTC), "2024-06-12T07:30:00+00:00"),
        ({"b": [1, {"ữ": 2}]}, {"b": [1, {"ữ": 2}]}),
    ],
)
def test_a_value_is_written_as_in_every_backup_so_far_and_comes_back(value: object, written: object) -> None:
    assert codec.scalar(value) == written
    assert codec.from_plain(type(value), written) == value
