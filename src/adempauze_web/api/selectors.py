"""What the API reads from the library."""

from adempauze.session import read_scenario, result_json, run_scenario


def scenario_replay(body: bytes) -> bytes:
    """Return what a scenario comes to, as canonical JSON; SheetError where it cannot be read."""
    return result_json(run_scenario(read_scenario(body)))
