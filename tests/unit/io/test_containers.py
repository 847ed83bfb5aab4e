"""Archives and XML that mean harm, or were only cut short."""

import gzip
import io
import zipfile

import pytest

from adempauze.errors import RecordingError, UnsupportedFormatError
from adempauze.io import read, read_each

GPX = (
    '<?xml version="1.0"?><gpx creator="x"><trk><trkseg>'
    + "".join(
        f'<trkpt lat="52.{second:04d}" lon="5.1"><time>2026-03-10T10:00:{second:02d}Z</time>'
        f"<extensions><ns3:hr>{100 + second}</ns3:hr></extensions></trkpt>"
        for second in range(60)
    )
    + "</trkseg></trk></gpx>"
)


def zipped(**files: bytes) -> bytes:
    """Return a zip of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_a_zip_and_a_gzip_are_looked_into():
    """What is inside is told apart by its content, not by its name."""
    inside = GPX.encode()

    for packed in (
        gzip.compress(inside),
        zipped(**{"whatever.bin": inside}),
        zipped(**{"a.gz": gzip.compress(inside)}),
    ):
        assert read(packed).channels["hr_bpm"].n == 60


def test_a_name_inside_a_zip_is_never_a_path(tmp_path, monkeypatch):
    """A name that climbs out of its folder is read like any other, and nothing is written."""
    monkeypatch.chdir(tmp_path)

    recording = read(zipped(**{"../../evil.gpx": GPX.encode()}))

    assert recording.channels["hr_bpm"].n == 60
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped(bomb=data)])
def test_a_bomb_is_refused(pack):
    """What unpacks to far more than a recording is stopped at a bound."""
    bomb = pack(b"97\n" * (2**23 // 3))

    with pytest.raises(RecordingError, match="unpacks to more than 4 MB, far more than a recording"):
        read(bomb, most_bytes=2**22)


def test_archives_in_archives_are_refused():
    """Two layers are an export; three are a trap."""
    with pytest.raises(RecordingError, match="archive inside an archive"):
        read(gzip.compress(gzip.compress(gzip.compress(GPX.encode()))))


def test_a_zip_with_two_recordings_asks_for_one():
    """Which one was meant is not ours to guess."""
    with pytest.raises(RecordingError, match="more than one recording"):
        read(zipped(a=GPX.encode(), b=GPX.encode()))


def test_each_recording_of_a_zip_is_given_and_a_bad_one_stops_none():
    """An export of many activities, one of them cut and one packed again, beside files that are none."""
    inner = gzip.compress(GPX.encode())
    timeless = b"Time,Oxygen Level,Pulse Rate,Motion\nnever,97,60,0\n"
    bundle = zipped(a=GPX.encode(), b=b"\xff\xd8\xff", c=timeless, inner=inner, e=zipped(f=GPX.encode()))

    parts = {part.name: part.outcome for part in read_each(bundle)}

    assert list(parts) == ["a", "b", "c", "inner", "e"]
    assert [parts[name].channels["hr_bpm"].n for name in ("a", "inner", "e")] == [60, 60, 60]
    assert isinstance(parts["b"], UnsupportedFormatError)
    assert str(parts["c"]).startswith("It has the header of an oximeter but no row with a time.")


def test_a_zip_of_several_inside_a_zip_is_opened():
    """Garmin packs its export twice; each file is named with the way to it."""
    bundle = zipped(part1=zipped(a=GPX.encode(), b=GPX.encode()))

    assert [part.name for part in read_each(bundle)] == ["part1/a", "part1/b"]


def test_the_files_of_a_zip_share_one_bound():
    """Ten files that are each below the bound are together far above it."""
    bundle = zipped(**{f"n{number}": b"97\n" * 2**19 for number in range(10)})

    refused = [
        part for part in read_each(bundle, most_bytes=2**22) if isinstance(part.outcome, RecordingError)
    ]

    assert len(refused) == 8
    assert str(refused[-1].outcome).startswith("The archive unpacks to more than")


def test_the_export_of_a_phone_in_another_language_is_found_amid_its_routes():
    """Apple names the file in the language of the phone; its first tag says what it is."""
    health = APPLE.format(records=RECORD.format(minute=2, offset="+0100", value="0.97")).encode()
    bundle = zipped(**{"apple/exporteren.xml": health, "apple/workout-routes/r.gpx": GPX.encode()})

    assert read(bundle).kind == "apple_health"


def test_a_damaged_archive_is_a_sentence():
    """A cut zip and a cut gzip say that they are."""
    for packed in (zipped(a=GPX.encode())[:-40], gzip.compress(GPX.encode())[:-30]):
        with pytest.raises(RecordingError, match="damaged or cut short"):
            read(packed)


def test_entities_are_refused():
    """Nothing that records a run declares an entity; ten of them in a row are an attack."""
    laughs = '<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><gpx>&b;</gpx>'

    with pytest.raises(RecordingError, match="declares an entity"):
        read(laughs.encode())


def test_xml_nested_without_end_is_refused():
    """A thousand elements in each other are no track."""
    with pytest.raises(RecordingError, match="more than 64 deep"):
        read(b"<gpx>" + b"<a>" * 1000)


def test_a_tag_without_end_is_refused():
    """One tag of many megabytes would be held in memory; it is not."""
    with pytest.raises(RecordingError, match="longer than a megabyte"):
        read(b'<gpx creator="' + b"x" * (3 * 2**20))


def test_an_xml_cut_short_is_read_up_to_the_cut():
    """Half a GPX gives half the points, and says where it stopped making sense."""
    recording = read(GPX[: len(GPX) // 2].encode())

    assert 25 <= recording.channels["hr_bpm"].n <= 31
    assert recording.notes[0].startswith("The XML stops making sense at line 1")


APPLE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!ELEMENT HealthData (Record*)>
<!ATTLIST Record type CDATA #REQUIRED>
]>
<HealthData locale="nl_NL">
{records}
</HealthData>
"""
RECORD = (
    '<Record type="HKQuantityTypeIdentifierOxygenSaturation" sourceName="Apple Watch van X" unit="%" '
    'startDate="2026-03-10 0{minute}:00:00 {offset}" endDate="2026-03-10 02:00:00 +0100" value="{value}"/>'
)


@pytest.mark.parametrize("value", ["0.97", "97", "9.7e-1", "0,97"])
def test_apple_health_saturation_is_a_percentage_either_way(value):
    """The unit says percent and the value is a fraction, mostly; the comma is a matter of locale."""
    records = RECORD.format(minute=2, offset="+0100", value=value)

    recording = read(APPLE.format(records=records).encode())

    assert recording.channels["spo2_pct"].values.tolist() == pytest.approx([97])
    assert recording.site == "wrist"


def test_apple_health_times_follow_their_offset():
    """02:00 at +0100 and 02:00 at +0200 are an hour apart: the offset counts, not the name of a zone."""
    records = RECORD.format(minute=2, offset="+0100", value="0.97") + RECORD.format(
        minute=2, offset="+0200", value="0.95"
    )

    channel = read(APPLE.format(records=records).encode()).channels["spo2_pct"]

    assert channel.at_s.tolist() == [0, 3600]
    assert channel.values.tolist() == pytest.approx([95, 97])


def test_a_file_without_a_name_in_a_zip_is_passed_over():
    """Found by fuzzing: a member may have no name at all; it is no recording."""
    nameless = bytearray(zipped(a=GPX.encode()))
    entry = nameless.rindex(b"PK\x01\x02")
    nameless[entry + 28], nameless[entry + 32] = 0, 1  # its one letter is now a comment

    with pytest.raises(UnsupportedFormatError, match="Nothing in the zip is a recording"):
        read(bytes(nameless))
