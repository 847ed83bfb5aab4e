"""What the API reads from the library."""

from adempauze.errors import SheetError
from adempauze.session import read_scenario, result_json, run_scenario, unexpected


def scenario_replay(body: bytes) -> bytes:
    """Return what a scenario comes to, as canonical JSON.

    SheetError where it cannot be read, or where something else comes of it than it expects.
    """
    scenario = read_scenario(body)
    result = run_scenario(scenario)
    if found := unexpected(scenario, result):
        raise SheetError(found)
    return result_json(result)
