"""Cleaning, events and dose beside pobm and plain pandas, in one run.

``python bench/bench_oximetry.py [NIGHT.csv]``. Wants ``pip install pandas pobm==1.2.0`` beside the package;
each peer is left out where it is not installed. Definitions are equal between ours and pandas and the results
are compared; ours applies more rules while cleaning. pobm has its own definitions, so only its time is
comparable.
"""

import resource
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
from synthetic import session

from adempauze.io import read
from adempauze.oximetry import Channel, Recording, clean, dose
from adempauze.oximetry.desaturations import ROLLING_MAXIMUM, odi_per_h

SESSIONS, SESSION_S = 10_000, 2400
BLOCK = 100


def ours(spo2: Channel) -> dict[str, float]:
    """Clean, count events and add up dose with the library."""
    trace = clean(Recording(kind="bench", channels={"spo2_pct": spo2}))
    added = dose(trace.kept)
    falls = odi_per_h(trace.smooth, drop_pct=3, covered_s=added.covered_s, definition=ROLLING_MAXIMUM)
    return {
        "mean": added.spo2_mean_pct,
        "below_90": added.time_below_s[90],
        "hti": added.hti_pct_min,
        "hours": added.saturation_hours_pct_h,
        "events": round(falls * added.covered_s / 3600),
    }


def with_pandas(spo2: Channel) -> dict[str, float]:
    """Do the same with pandas as one would write it: range, falls, median over 3 s, events, dose."""
    import pandas as pd

    series = pd.Series(spo2.values, index=pd.to_timedelta(spo2.at_s, unit="s"))
    kept = series.where(series.between(50, 100))
    seconds = kept.index.to_series().diff().dt.total_seconds()
    kept = kept.where(~(kept.ffill().diff() / seconds < -4))
    smooth = kept.rolling("3s", center=True, closed="neither").median().where(kept.notna())
    step = (-kept.index.to_series().diff(-1).dt.total_seconds()).fillna(seconds.median()).clip(upper=5)
    step = step.where(kept.notna(), 0)
    covered = step.sum()
    top = smooth.rolling("120s").max()
    last, events = pd.Timedelta(-1, "D"), 0
    for at in smooth.index[(top - smooth) >= 3]:
        if at - last >= pd.Timedelta(30, "s"):
            last, events = at, events + 1
    return {
        "mean": (kept * step).sum() / covered,
        "below_90": step[kept < 90].sum(),
        "hti": ((90 - kept).clip(0, 15) * step).sum() / 60,
        "hours": ((98 / kept - 1).clip(lower=0) * 100 * step).sum() / 3600,
        "events": events,
    }


def with_pobm(spo2: Channel) -> None:
    """Its range filter, median, desaturations and burden, at the 1 Hz that it asks for."""
    setattr(np, "RankWarning", np.exceptions.RankWarning)  # noqa: B010 -- the name it uses moved in NumPy 2
    from pobm.obm.burden import HypoxicBurdenMeasures
    from pobm.obm.desat import DesaturationsMeasures
    from pobm.prep import median_spo2, set_range

    at_s = np.arange(spo2.at_s[0], spo2.at_s[-1])
    held = spo2.values[np.searchsorted(spo2.at_s, at_s, "right") - 1]
    signal = median_spo2(set_range(held), FilterLength=3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = DesaturationsMeasures(ODI_Threshold=3).compute(signal)
        HypoxicBurdenMeasures(found.begin, found.end).compute(signal)


def seconds(function, *arguments, repeat: int = 5) -> float:
    """Return the shortest of some runs, in processor time: this machine may be shared."""
    times = []
    for _ in range(repeat):
        start = time.process_time()
        function(*arguments)
        times.append(time.process_time() - start)
    return min(times)


def night(path: str | None) -> Channel:
    """Return a night: a file that is named, or eight hours of synthetic sessions at 2 s a reading."""
    if path:
        return read(path).channels["spo2_pct"]
    truth = session(np.random.default_rng(1), holds=260, step_s=2.0)
    return truth.recording.channels["spo2_pct"]


def bench_night(spo2: Channel) -> None:
    """One night through all three."""
    mine, start = ours(spo2), seconds(ours, spo2, repeat=20)
    print(f"night of {spo2.n} readings: ours {start * 1e3:.2f} ms  {mine}")
    for name, function, repeat in (("pandas", with_pandas, 5), ("pobm", with_pobm, 3)):
        try:
            other = function(spo2)
        except ImportError as error:
            print(f"  {name}: not here ({error})")
            continue
        took = seconds(function, spo2, repeat=repeat)
        print(f"  {name}: {took * 1e3:.1f} ms, {took / start:.0f} times ours  {other or ''}")


def bench_sessions() -> None:
    """Ten thousand sessions of 40 min in one streaming pass, against the time to read their bytes."""
    rng = np.random.default_rng(2)
    kinds = [session(rng, holds=18, rest_s=(85, 95)).recording.channels["spo2_pct"].values for _ in range(50)]
    kinds = [np.resize(kind, SESSION_S).astype(np.uint8) for kind in kinds]
    at_s = np.arange(float(SESSION_S))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sessions.bin"
        with path.open("wb") as file:
            for index in range(SESSIONS):
                file.write(kinds[index % len(kinds)].tobytes())
        start = time.process_time()
        with path.open("rb") as file:
            while file.read(BLOCK * SESSION_S):
                pass
        reading = time.process_time() - start
        peaks = []
        start = time.process_time()
        with path.open("rb") as file:
            while block := file.read(BLOCK * SESSION_S):
                for values in np.frombuffer(block, np.uint8).reshape(-1, SESSION_S):
                    ours(Channel(at_s, values.astype(np.float64)))
                peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        took = time.process_time() - start
    one = Channel(at_s, kinds[0].astype(np.float64))
    print(
        f"{SESSIONS} sessions of {SESSION_S // 60} min: {took:.2f} s of one core "
        f"({took / SESSIONS * 1e6:.0f} us each), reading the bytes {reading:.3f} s "
        f"({took / reading:.0f} times); "
        f"peak memory {peaks[0]:.0f} MB after {BLOCK}, {peaks[-1]:.0f} MB after all"
    )
    try:
        pandas_s = seconds(with_pandas, one, repeat=10)
    except ImportError:
        return
    print(f"  pandas: {pandas_s * 1e3:.2f} ms a session, {pandas_s / (took / SESSIONS):.0f} times ours")


def main() -> None:
    """Run both, after the kernels were compiled."""
    spo2 = night(sys.argv[1] if len(sys.argv) > 1 else None)
    ours(spo2)
    bench_night(spo2)
    bench_sessions()


if __name__ == "__main__":
    main()
