"""An Apple Health export of two gigabytes, read by the command line: how long, and in how much memory.

``python bench/bench_apple_health.py [MEGABYTES]`` writes the export to a temporary folder and removes it.
"""

import resource
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

KINDS = (  # one record of each in turn, as a watch writes them; what is not read makes up most of an export
    ("HeartRate", "count/min", lambda n: str(55 + n % 90)),
    ("ActiveEnergyBurned", "kcal", lambda n: f"0.{n % 1000:03d}"),
    ("OxygenSaturation", "%", lambda n: f"0.{94 + n % 6}"),
    ("StepCount", "count", lambda n: str(n % 120)),
)
DEVICE = "&lt;&lt;HKDevice: 0x301&gt;, name:Apple Watch, manufacturer:Apple Inc., model:Watch&gt;"


def write_export(path: Path, size: int) -> int:
    """Write an export of at least *size* bytes as a stream; return how many records it holds."""
    zone = timezone(timedelta(hours=1))
    records = written = 0
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<HealthData locale="nl_NL">\n')
        moment = datetime(2019, 1, 1, tzinfo=zone)
        while written < size:
            name, unit, value = KINDS[records % len(KINDS)]
            when = f"{moment:%Y-%m-%d %H:%M:%S} +0100"
            written += file.write(
                f' <Record type="HKQuantityTypeIdentifier{name}" sourceName="Apple Watch" '
                f'sourceVersion="11.1" device="{DEVICE}" unit="{unit}" creationDate="{when}" '
                f'startDate="{when}" endDate="{when}" '
                f'value="{value(records)}"/>\n'
            )
            records += 1
            moment += timedelta(seconds=20)
        file.write("</HealthData>\n")
    return records


def main() -> None:
    """Write, read, measure, remove."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xml"
        records = write_export(path, megabytes * 10**6)
        size = path.stat().st_size
        command = [str(Path(sys.executable).with_name("adempauze")), "analyse", str(path)]
        ended = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(ended.stdout)
    print(f"{size / 1e6:.0f} MB, {records} records, exit code {ended.returncode}")
    print(f"{used.ru_utime + used.ru_stime:.0f} s of processor, {used.ru_maxrss / 1024:.0f} MB at its peak")


if __name__ == "__main__":
    main()
