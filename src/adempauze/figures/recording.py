"""A recording as a picture: the saturation with its holds shaded, each nadir with its error, and the heart.

Drawn with matplotlib, imported when called: one drawing serves SVG and PNG, and it brings its own fonts, so
the picture is the same on a machine that has none.
"""

from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from adempauze.oximetry.analysis import Analysis
from adempauze.oximetry.recording import Channel
from adempauze.safety.bands import band_shown_pct

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Theme = Literal["light", "dark"]
Language = Literal["nl", "en"]
FileKind = Literal["svg", "png"]

WORDS: dict[str, dict[str, str]] = {
    "nl": {
        "spo2": "SpO2, %",
        "heart": "hartslag, /min",
        "time": "tijd, min",
        "hold": "adempauze",
        "raw": "zoals gemeten",
        "kept": "gebruikt",
        "none": "geen zuurstofmeting in dit bestand",
        "doubtful": "onzeker",
        "band": "band van niveau {level}, zoals deze sensor die toont",
    },
    "en": {
        "spo2": "SpO2, %",
        "heart": "heart rate, bpm",
        "time": "time, min",
        "hold": "breath-hold",
        "raw": "as read",
        "kept": "kept",
        "none": "no oxygen reading in this file",
        "doubtful": "doubtful",
        "band": "band of level {level}, as this sensor shows it",
    },
}
# ink, faint, paper, saturation, heart, hold, band; each quantity has its own axis, so colour is never alone
COLOURS: dict[str, dict[str, str]] = {
    "light": {
        "ink": "#1f2a30",
        "faint": "#8b989e",
        "paper": "#fbfaf7",
        "spo2": "#0b5f78",
        "heart": "#a2432f",
        "hold": "#cfe3e6",
        "band": "#d9c58a",
    },
    "dark": {
        "ink": "#e8edee",
        "faint": "#7d8b91",
        "paper": "#12191d",
        "spo2": "#7fd0e3",
        "heart": "#f0a08c",
        "hold": "#24414a",
        "band": "#6b5a2a",
    },
}
LABEL_SHARE = 0.05  # of the width that the label of a nadir needs; a nadir nearer to it goes without
MOST_POINTS = (
    6000  # a night is thinned to what a picture can show, keeping the lowest reading of each stretch
)


def draw_recording(
    analysis: Analysis,
    *,
    kind: FileKind = "svg",
    theme: Theme = "light",
    language: Language = "en",
    level: int | None = None,
) -> bytes:
    """Return the picture of a recording as the bytes of an SVG or PNG file.

    With the *level* of the session, the band in which its lowest values are meant to lie is behind them.
    """
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    words, colours = WORDS[language], COLOURS[theme]
    heart = analysis.recording.channels.get("hr_bpm", analysis.recording.channels.get("pulse_bpm"))
    style: Any = {
        "text.color": colours["ink"],
        "axes.labelcolor": colours["ink"],
        "axes.edgecolor": colours["faint"],
        "xtick.color": colours["ink"],
        "ytick.color": colours["ink"],
        "svg.fonttype": "none",
        "svg.hashsalt": "adempauze",
    }
    with pyplot.rc_context(style):
        rows = 2 if heart is not None and analysis.trace is not None else 1
        figure, axes = pyplot.subplots(
            rows,
            1,
            sharex=True,
            squeeze=False,
            figsize=(9.6, 3.2 + 1.8 * (rows - 1)),
            height_ratios=[3, 1.6][:rows],
            facecolor=colours["paper"],
            layout="constrained",
        )
        if analysis.trace is not None or heart is None:
            _saturation(axes[0][0], analysis, words, colours)
            _band(axes[0][0], analysis, level, words, colours)
            if len(axes[0][0].get_legend_handles_labels()[1]) > 1:
                axes[0][0].legend(loc="lower left", frameon=False, fontsize=8)
        if heart is not None:
            _heart(axes[-1][0], heart, analysis, words, colours)
        axes[-1][0].set_xlabel(words["time"])
        buffer = BytesIO()
        metadata = {"Date": None} if kind == "svg" else {"Software": None}
        figure.savefig(buffer, format=kind, dpi=150, facecolor=colours["paper"], metadata=metadata)
        pyplot.close(figure)
    return buffer.getvalue()


def _frame(axes: "Axes", analysis: Analysis, label: str, colours: dict[str, str]) -> None:
    axes.set_facecolor(colours["paper"])
    axes.set_ylabel(label)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color=colours["faint"], alpha=0.25, linewidth=0.6)
    for hold in analysis.holds:
        axes.axvspan(hold.start_s / 60, hold.release_s / 60, color=colours["hold"], linewidth=0)


def _saturation(axes: "Axes", analysis: Analysis, words: dict[str, str], colours: dict[str, str]) -> None:
    _frame(axes, analysis, words["spo2"], colours)
    if analysis.trace is None:
        axes.text(0.5, 0.5, words["none"], ha="center", transform=axes.transAxes)
        axes.set_yticks([])
        return
    raw, kept = analysis.trace.raw, analysis.trace.kept
    dropped = np.isnan(kept.values) & ~np.isnan(raw.values)
    if dropped.any():
        left_out = Channel(raw.at_s[dropped] / 60, raw.values[dropped])
        axes.plot(left_out.at_s, left_out.values, ".", color=colours["faint"], ms=3, label=words["raw"])
    at_s, values = _thinned(kept)
    axes.plot(at_s / 60, values, color=colours["spo2"], linewidth=1.4, label=words["kept"])
    lowest = float(np.nanmin(kept.values))
    span_min = analysis.recording.duration_s / 60
    labelled_min = -span_min
    for hold in analysis.holds:
        if hold.nadir_pct is None or hold.nadir_after_release_s is None:
            continue
        at_min = (hold.release_s + hold.nadir_after_release_s) / 60
        is_good = hold.quality == "good"
        axes.errorbar(
            at_min,
            hold.nadir_pct,
            yerr=hold.nadir_error_pct,
            color=colours["ink"],
            markerfacecolor=colours["ink"] if is_good else colours["paper"],
            capsize=3,
            fmt="o",
            ms=5,
        )
        below = hold.nadir_pct - hold.nadir_error_pct - 1
        lowest = min(lowest, below - 3)
        if at_min - labelled_min < LABEL_SHARE * span_min:
            continue
        labelled_min = at_min
        text = f"{hold.nadir_pct:.0f} ± {hold.nadir_error_pct:.0f}"
        axes.annotate(text, (at_min, below), ha="center", va="top", fontsize=8)
    if any(hold.quality != "good" and hold.nadir_pct is not None for hold in analysis.holds):
        axes.plot([], [], "o", color=colours["ink"], mfc=colours["paper"], ms=5, label=words["doubtful"])
    axes.set_ylim(min(85.0, lowest - 2), 101)


def _band(
    axes: "Axes", analysis: Analysis, level: int | None, words: dict[str, str], colours: dict[str, str]
) -> None:
    band = None if level is None else band_shown_pct(level, analysis.recording.site)
    if band is None or analysis.trace is None:
        return
    label = words["band"].format(level=level)
    axes.axhspan(*band, color=colours["band"], alpha=0.45, linewidth=0, zorder=0.5, label=label)


def _heart(
    axes: "Axes", heart: Channel, analysis: Analysis, words: dict[str, str], colours: dict[str, str]
) -> None:
    _frame(axes, analysis, words["heart"], colours)
    at_s, values = _thinned(heart)
    axes.plot(at_s / 60, values, color=colours["heart"], linewidth=1.0)


def _thinned(channel: Channel) -> tuple[np.ndarray, np.ndarray]:
    """Return at most MOST_POINTS points, the lowest of each stretch, so that no nadir is lost."""
    if channel.n <= MOST_POINTS:
        return channel.at_s, channel.values
    step = -(-channel.n // MOST_POINTS)
    size = -(-channel.n // step) * step
    padded = np.full(size, np.nan)
    padded[: channel.n] = channel.values
    blocks = padded.reshape(-1, step)
    filled = np.where(np.isnan(blocks), np.inf, blocks)
    index = np.minimum(np.arange(blocks.shape[0]) * step + filled.argmin(axis=1), channel.n - 1)
    return channel.at_s[index], channel.values[index]
