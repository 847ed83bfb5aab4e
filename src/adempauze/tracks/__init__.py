"""A whole session as one sound file: for a phone in a pocket, a plain music player or a watch.

Its uninterrupted course is the capped plan. Whatever stops the page, the file goes on to "breathe".
"""

from adempauze.tracks.announcing import Announcement, CueRules, read_cue_rules
from adempauze.tracks.laying_out import Cue, Layout, Mark, Track, lay_out, opening_words
from adempauze.tracks.sounding import render_track
from adempauze.tracks.voice import LONGEST_COUNT_S, LONGEST_S, voice_clip

__all__ = [
    "LONGEST_COUNT_S",
    "LONGEST_S",
    "Announcement",
    "Cue",
    "CueRules",
    "Layout",
    "Mark",
    "Track",
    "lay_out",
    "opening_words",
    "read_cue_rules",
    "render_track",
    "voice_clip",
]
