"""Write ``docs/safety`` from the rule book's own data; ``--check`` only compares."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from adempauze.planning import ladder
from adempauze.protocols import Text
from adempauze.safety import buddy_card, intended_purpose, quiz, rule_rows
from adempauze.safety.hazards import hazards
from adempauze.safety.rulebook import rule_book

FOLDER = Path(__file__).resolve().parent.parent / "docs/safety"
TITLES = {
    "screening": "Screening: who may train",
    "readiness": "Readiness: today",
    "environment": "Place, buddy and sensor",
    "stop": "What a runner feels",
    "gate": "The gate: what a reading says about the next hold",
    "lock": "Locks set by readings",
    "clearance": "The clearance itself",
    "aftercare": "Afterwards",
    "ladder": "The ladder",
}
LIFTED_BY = {
    "runner": "the runner",
    "time": "time",
    "coach": "a coach or physician",
    "physician": "a physician",
}
WRITTEN = "Written by `make docs` from the data that the program itself obeys; do not edit.\n"


def rulebook_page() -> str:
    """Return the whole rule book, for a physician to read."""
    parts = [
        "# The rule book\n",
        WRITTEN,
        "Strength: A consistent blinded or controlled human data, B smaller or unblinded, C uncontrolled or "
        'mechanistic, D practice or custom, X animal or cell only, P our own proposal. "Abstract only": no '
        "more of the publication was read.\n",
    ]
    rows = rule_rows()
    for group, title in TITLES.items():
        parts.append(f"## {title}\n")
        parts.append(
            "| id | asked | rule | lifted by | strength | source | hazard |\n"
            "| --- | --- | --- | --- | --- | --- | --- |"
        )
        parts += [
            f"| `{row.id}` | {_asked(row.question)} | {row.text.en}<br>*{row.text.nl}* "
            f"| {LIFTED_BY[row.lifts.by]}: {row.lifts.en} "
            f"| {row.strength.value} | {row.source.en} | {row.hazard} |"
            for row in rows
            if row.group == group
        ]
        parts.append("")
        if group in ("screening", "readiness", "environment"):
            parts += [*_answers(group), ""]
        if group == "gate":
            parts += [*_gate_numbers(), ""]
        if group == "ladder":
            parts += [*_levels(), ""]
    return "\n".join(parts)


def _asked(question: Text | None) -> str:
    return f"{question.en}<br>*{question.nl}*" if question else ""


def _answers(group: str) -> Iterable[str]:
    words = {"go": "go", "lower": "less", "no": "no holds"}
    yield "What each answer does:\n"
    yield "| question | answers |\n| --- | --- |"
    for rule in rule_book().rules:
        if rule.group == group and rule.question:
            answers = "; ".join(f"{answer.text.en}: {words[answer.verdict.value]}" for answer in rule.options)
            yield f"| {rule.question.en} | {answers} |"


def _gate_numbers() -> Iterable[str]:
    gate = rule_book().gate
    yield "The numbers behind the gate, in percent:\n"
    yield (
        "| site | taken off a lowest value | after a jog | of a fall it shows | after a jog "
        '| "breathe" in a hold at | recovered within |'
    )
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for site, correction in gate.correction_tenths.items():
        yield (
            f"| {site} | {correction / 10:g} | {gate.jog_correction_tenths[site] / 10:g} "
            f"| {_share(gate.seen_permille, site)} | {_share(gate.jog_seen_permille, site)} "
            f"| {gate.breathe_at_or_below_tenths[site] / 10:g} | {gate.recovery_limit_ms[site] // 1000} s |"
        )
    yield (
        f"\nThe lowest value is looked for from {gate.window_before_ms // 1000} s before the release to "
        f"{gate.window_after_ms // 1000} s after it, and counts where {gate.valid_permille / 10:g} % of "
        f"those seconds were read. Recovered is {gate.recovered_tenths / 10:g} % as displayed."
    )


def _share(shown: Mapping[str, int], site: str) -> str:
    return f"{shown[site] / 10:g} %" if site in shown else "all"


def _levels() -> Iterable[str]:
    yield "The numbers of each level:\n"
    yield "| level | walk up to | jog up to | repetitions | rest from | band | floor | before the next |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for level in ladder():
        yield (
            f"| {level.level} | {level.walk_cap_ms / 1000:g} s | {level.jog_cap_ms / 1000:g} s "
            f"| {level.most_reps} | {level.least_rest_ms // 1000} s "
            f"| {level.band_low_tenths / 10:g} to {level.band_high_tenths / 10:g} % "
            f"| {level.floor_tenths / 10:g} % | {level.gate.text.en} |"
        )


def hazards_page() -> str:
    """Return every hazard with what is done about it."""
    parts = [
        "# Hazards\n",
        WRITTEN,
        "Each hazard has controls, each control the rules that do it and the tests that hold them to it. A "
        "test fails where a rule has no control, a control no rule, or a named test does not exist.\n",
    ]
    for hazard in hazards():
        parts.append(f"## {hazard.id}: {hazard.text.en}\n\n*{hazard.text.nl}*\n")
        for control in hazard.controls:
            parts.append(f"**{control.text.en}** *{control.text.nl}*\n")
            parts.append("Rules: " + ", ".join(f"`{name}`" for name in control.rules) + "\n")
            parts.append("Tests:\n")
            parts += [f"- `{name}`" for name in control.tests]
            parts.append("")
    return "\n".join(parts)


def purpose_page() -> str:
    """Return what the product is for, what it is not, the buddy's card and the ten questions."""
    purpose, card = intended_purpose(), buddy_card()
    parts = ["# Intended purpose\n", WRITTEN]
    for lang in ("nl", "en"):
        heads = {"nl": ("Wel", "Niet"), "en": ("It is", "It is not")}[lang]
        parts += [f"## {_said(purpose.title, lang)}\n", f"### {heads[0]}\n", *_list(purpose.is_, lang)]
        parts += [f"### {heads[1]}\n", *_list(purpose.is_not, lang)]
    for lang in ("nl", "en"):
        parts += [f"## {_said(card.title, lang)}\n", *_list((*card.watch, *card.do, *card.call), lang)]
    parts.append("## The ten questions before level 2\n")
    for number, question in enumerate(quiz(), start=1):
        right = question.answers[question.right].text
        parts.append(f"{number}. {question.question.en} {right.en}. {question.why.en}  ")
        parts.append(f"   *{question.question.nl} {right.nl}. {question.why.nl}*")
    return "\n".join([*parts, ""])


def _said(text: Text, lang: str) -> str:
    return text.nl if lang == "nl" else text.en


def _list(texts: Iterable[Text], lang: str) -> list[str]:
    return [*(f"- {_said(text, lang)}" for text in texts), ""]


if __name__ == "__main__":
    pages = {
        "rulebook.md": rulebook_page(),
        "hazards.md": hazards_page(),
        "intended-purpose.md": purpose_page(),
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, page in pages.items():
        target = FOLDER / name
        if "--check" not in sys.argv:
            target.write_text(page, encoding="utf-8")
        elif not target.is_file() or target.read_text(encoding="utf-8") != page:
            raise SystemExit(f"docs/safety/{name} does not say what the rules say. Run: make docs")
