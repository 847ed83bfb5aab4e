"""The safety study: real rules, seeds that decide everything, and what is counted."""

from json import loads

import numpy as np
import pytest
from click.testing import CliRunner
from distributed import LocalCluster
from pyarrow import parquet

from adempauze.cli import main
from adempauze.errors import ParameterError
from adempauze.session.events import Spo2
from adempauze.studies import playing
from adempauze.studies.population import Study, chunks_of, on_cluster, population, summary, train

pytestmark = pytest.mark.slow

SEEDS = np.random.SeedSequence(4).spawn(2)
STUDY = Study(protocol="hoogtetraining", weeks=2)


def in_line(work, parts):
    """Map in this process."""
    return map(work, parts)


@pytest.fixture(scope="module")
def trained():
    """Return two runners who trained for two weeks."""
    return [train(STUDY, seed) for seed in SEEDS]


def test_a_runner_starts_at_the_foot_of_the_ladder(trained):
    """Nobody begins above level 1, and nobody climbs more than a level a week."""
    for one in trained:
        assert one.levels[0] <= 1
        assert max(one.levels) <= 2


def test_the_same_seed_is_the_same_runner(trained):
    """A chunk computed again, by anyone, gives the same holds."""
    assert train(STUDY, SEEDS[0]) == trained[0]


def test_chunks_do_not_change_the_runners():
    """The seeds of the first ten runners are the same in a study of ten and of 150."""
    ten, more = chunks_of(10, seed=3), chunks_of(150, seed=3)
    assert [len(part) for part in more] == [64, 64, 22]
    assert [seed.spawn_key for seed in ten[0]] == [seed.spawn_key for seed in more[0][:10]]


def test_no_hold_is_longer_than_its_level_allows(trained):
    """The engine ends every hold at its cap; half a second is the runner's own delay."""
    caps_s = {0: 5.0, 1: 9.0, 2: 14.0}
    for hold in (hold for one in trained for session in one.holds for hold in session):
        assert hold.duration_s <= caps_s[hold.level] + 0.5


def test_a_study_counts_what_was_trained(trained):
    """Counts add up over levels, and the promised keys are there."""
    found = summary(trained)
    assert found["runners"] == 2
    assert sum(row["holds"] for row in found["by_level"]) == found["holds"]
    assert {"holds_under_80_frac", "holds_under_75_frac", "stopped", "locks"} <= set(found)


def test_where_chunks_are_computed_changes_nothing(trained):
    """The study through a mapper is the study of its runners."""
    found = population(STUDY, runners=2, seed=4, over=in_line)
    assert found == trained


def test_a_scheduler_computes_the_same_holds(trained):
    """A Dask cluster on this machine, as anywhere."""
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
        over = on_cluster(cluster.scheduler_address)
        assert population(STUDY, runners=2, seed=4, over=over) == trained


def test_a_scheduler_that_is_not_there_gets_a_sentence(monkeypatch):
    """Nothing listens on port 9; the study does not begin."""
    monkeypatch.setattr("adempauze.studies.population.CONNECT_S", 0.2)
    words = ["population", "hoogtetraining", "--scheduler", "tcp://127.0.0.1:9"]
    answer = CliRunner().invoke(main, words)
    assert "No Dask scheduler answers at tcp://127.0.0.1:9." in answer.stderr


def test_every_hold_can_be_had_as_a_table(tmp_path):
    """One row a hold, for whoever wants to count otherwise."""
    table = tmp_path / "holds.parquet"
    words = ["population", "hoogtetraining", "--runners", "2", "--weeks", "1", "--json", "--out", str(table)]
    found = loads(CliRunner().invoke(main, words).stdout)
    rows = parquet.read_table(table).to_pylist()
    assert len(rows) == found["holds"]
    assert {row["runner"] for row in rows} == {0, 1}


def test_an_unknown_structure_gets_a_sentence():
    """The sentence names those that there are."""
    answer = CliRunner().invoke(main, ["population", "hoogtetraining", "--structure", "x"])
    assert 'There is no structure "x"' in answer.stderr


def test_the_command_prints_json():
    """One runner, one week."""
    words = ["population", "hoogtetraining", "--runners", "1", "--weeks", "1", "--json"]
    assert loads(CliRunner().invoke(main, words).stdout)["runners"] == 1


def test_no_weeks_is_refused():
    """A study of nothing says so."""
    with pytest.raises(ParameterError):
        Study(protocol="hoogtetraining", weeks=0)


def test_the_sensor_is_read_every_second_of_a_session(monkeypatch):
    """Also after a hold that ends between two whole seconds; without readings nothing counts as recovered."""
    read_ms = []

    def watched(sessions):
        done = playing.played_together(sessions, with_events=True)
        read_ms.extend([event.at_ms for event in one.events if isinstance(event, Spo2)] for one in done)
        return done

    monkeypatch.setattr("adempauze.studies.population.played_together", watched)
    train(Study(protocol="hoogtetraining", weeks=1), SEEDS[1])
    assert all(max(np.diff(times)) <= 2000 for times in read_ms)


def test_a_rule_that_is_switched_off_must_exist():
    """The sentence names the rules that there are."""
    with pytest.raises(ParameterError, match=r'There is no rule "gate\.x"\. There are: gate\.below_80'):
        Study(protocol="hoogtetraining", weeks=1, without=("gate.x",))
