"""Whatever call a run is killed at, the index holds exactly its last commit, and the next run ends as if undisturbed."""

from __future__ import annotations

import os
import random

import pytest

from tests.indexer.crash import SCENARIOS, Place, points, prepare, trial

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="runs are killed in forked processes")
POINTS = 4
"""For each scenario and fault; ``python -m tests.indexer.crash`` tries hundreds."""


@pytest.fixture(scope="module", params=SCENARIOS)
def scenario(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Place]:
    return request.param, prepare(tmp_path_factory.mktemp(request.param).resolve(), request.param)


@pytest.mark.parametrize("how", ["kill", "power"])
def test_a_run_killed_at_a_file_system_call_loses_nothing(scenario: tuple[str, Place], how: str) -> None:
    name, place = scenario
    ends = [trial(place, name, at, how) for at in points(place.calls, POINTS, seed=3)]
    assert set(ends) == {"killed"}


def test_a_run_on_a_full_disk_loses_nothing_and_says_so(scenario: tuple[str, Place]) -> None:
    name, place = scenario
    ends = [trial(place, name, at, "full") for at in points(place.calls, POINTS, seed=5)]
    assert "refused" in ends
    assert "killed" not in ends


def test_a_run_killed_at_any_moment_loses_nothing(scenario: tuple[str, Place]) -> None:
    name, place = scenario
    chance = random.Random(7)
    for _ in range(POINTS):
        trial(place, name, 0, "", after=chance.uniform(0.001, place.seconds))
