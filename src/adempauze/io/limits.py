"""How much a file may ask of us: bounds that a real recording never meets and an attack does (proposals)."""

FILE_BYTES = (
    256 * 2**20
)  # one recording read into memory; a marathon with every developer field is below 10 MB
FIT_BYTES = 32 * 2**20  # decoded message by message, about a second a megabyte
FIT_FIELDS = (
    500_000  # fields that all definitions of one FIT file name; a day of a watch names some thousands
)
UNPACKED_BYTES = 4 * 2**30  # one file inside a zip or gz, read as a stream; Apple Health exports reach 2 GB
UNPACKED_RATIO = 400  # unpacked bytes for each packed one; text with few distinct numbers reaches about 60
ARCHIVE_MEMBERS = 20_000  # an Apple Health export holds a file for every workout route
NESTING = 2  # a gz inside a zip, and no deeper
XML_DEPTH = 64
XML_TOKEN_BYTES = 2**20  # the longest single tag; Apple's longest is below 4 kB
SAMPLES = 20_000_000  # one channel: half a year at one a second
