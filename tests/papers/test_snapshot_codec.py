from __future__ import annotations

import json
from dataclasses import replace

import pytest

from portal.documents.synthesis.figures import SynthesisFigures
from portal.papers import snapshot_codec
from tests.documents import samples


@pytest.mark.parametrize("figures", [samples.empty(), samples.province_2025(), samples.province_2024()])
def test_figures_come_back_from_json_as_they_were(figures: SynthesisFigures) -> None:
    assert snapshot_codec.from_json(SynthesisFigures, snapshot_codec.to_json(figures)) == figures
    assert (
        snapshot_codec.from_plain(SynthesisFigures, json.loads(json.dumps(snapshot_codec.to_plain(figures)))) == figures
    )


def test_the_digest_names_the_values_and_not_how_they_were_stored() -> None:
    figures = samples.province_2025()
    shuffled = json.dumps(snapshot_codec.to_plain(figures), indent=3, ensure_ascii=True)
    assert snapshot_codec.digest(snapshot_codec.from_json(SynthesisFigures, shuffled)) == snapshot_codec.digest(figures)


def test_one_visit_more_is_another_digest() -> None:
    figures = samples.figures((samples.area("Huyện A", samples.commune("Xã A", [(10, 8)] * 3, (0, 1, 2, 9, 8, 4))),))
    changed = samples.figures(
        (samples.area("Huyện A", samples.commune("Xã A", [(10, 8), (10, 8), (11, 8)], (0, 1, 2, 9, 8, 4))),)
    )
    assert snapshot_codec.digest(figures) != snapshot_codec.digest(changed)
    assert snapshot_codec.digest(figures) != snapshot_codec.digest(replace(figures, excluded=0))
