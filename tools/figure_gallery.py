"""Draw every figure with invented sessions into build/gallery, in each theme, to be looked at by eye.

Run ``python tools/figure_gallery.py`` and open ``build/gallery/light.html``, ``dark.html`` or ``sun.html``.
"""

from datetime import date, timedelta
from pathlib import Path
from random import Random

from adempauze.figures import (
    EndedBy,
    HoldPicture,
    PlanPicture,
    SessionPicture,
    plan_range,
    session_range,
    session_thumbnail,
)

ROOT = Path(__file__).parents[1]
CSS = ROOT / "src/adempauze_web/static/css"
OUT = ROOT / "build/gallery"
CAPS_S = (5.0,) * 5 + (8.0,) * 5 + (20.0,) * 6


def invented_session(dice: Random, on: date, *, sensor: bool = True) -> SessionPicture:
    """Return a session of ten short and six long holds that nobody did."""
    holds = []
    for index, cap_s in enumerate(CAPS_S):
        is_main = cap_s == max(CAPS_S)
        duration_s = min(cap_s, dice.gauss(0.9 * cap_s, 0.06 * cap_s) if is_main else cap_s * 0.98)
        capped = duration_s == cap_s
        nadir = (
            None if index == 7 or not sensor else 97 - dice.random() - (8 if is_main else 1) * duration_s / 20
        )
        holds.append(
            HoldPicture(
                duration_s=duration_s,
                cap_s=cap_s,
                ended_by=EndedBy.CAP if capped else EndedBy.SOONER,
                air_hunger_s=dice.gauss(11.8, 0.6) if is_main else None,
                nadir_pct=nadir,
                nadir_error_pct=3 if nadir is not None else None,
                is_main=is_main,
            )
        )
    return SessionPicture(holds=tuple(holds), has_sensor=sensor, on=on)


def figures() -> dict[str, str]:
    """Return every figure by what it shows."""
    dice = Random(8)  # noqa: S311
    start = date(2026, 9, 1)
    many = [invented_session(dice, start + timedelta(days=3 * index)) for index in range(300)]
    full = many[3]
    plain = HoldPicture(duration_s=17.2, cap_s=20, air_hunger_s=12.1, nadir_pct=88, nadir_error_pct=3)
    stopped = HoldPicture(
        duration_s=13.2,
        cap_s=20,
        ended_by=EndedBy.STOP,
        air_hunger_s=9.1,
        nadir_pct=81,
        nadir_error_pct=3,
    )
    one = SessionPicture(holds=(plain,), has_sensor=True, on=start)
    none = SessionPicture(holds=(), has_sensor=True, on=start)
    broken = SessionPicture(holds=(*full.holds[:13], stopped), has_sensor=True, on=start)
    six = SessionPicture(holds=full.holds[10:], has_sensor=True, on=start)
    long = SessionPicture(holds=full.holds[:10] * 2 + full.holds, has_sensor=True, on=start)
    blind = invented_session(dice, start, sensor=False)
    return {
        "plan, first session": plan_range(PlanPicture(caps_s=CAPS_S), lang="nl", headroom=114, name="p0"),
        "plan": plan_range(PlanPicture(caps_s=CAPS_S), past=many[:3], lang="nl", headroom=114, name="p1"),
        "plan, six": plan_range(PlanPicture(caps_s=CAPS_S[10:]), past=many[:3], lang="nl", name="p2"),
        "plan, none": plan_range(PlanPicture(caps_s=()), lang="nl", name="p3"),
        "session": session_range(full, past=many[:3], lang="nl", floor_pct=80, headroom=96, name="s1"),
        "session, no past": session_range(full, lang="en", floor_pct=80, name="s2"),
        "session, stopped": session_range(broken, past=many[:3], lang="nl", floor_pct=80, name="s3"),
        "session, no sensor": session_range(blind, past=many[:3], lang="nl", floor_pct=80, name="s4"),
        "session, six": session_range(six, past=many[:1], lang="nl", floor_pct=80, name="s5"),
        "session, one hold": session_range(one, lang="nl", floor_pct=80, name="s6"),
        "session, no hold": session_range(none, lang="nl", floor_pct=80, name="s7"),
        "session, 36 holds": session_range(long, lang="nl", floor_pct=80, name="s8"),
        "thumbnails": "".join(
            session_thumbnail(session, lang="nl", highest_s=20, name=f"t{index}")
            for index, session in enumerate((*many[:6], one, broken, none))
        ),
    }


def page(theme: str, drawn: dict[str, str]) -> str:
    """Return one page of the gallery."""
    cells = "".join(
        f"<figure><figcaption>{name}</figcaption>{figure}</figure>" for name, figure in drawn.items()
    )
    sheets = "".join(
        f'<link rel="stylesheet" href="{CSS / sheet}">' for sheet in ("tokens.css", "figures.css")
    )
    own = (
        "body{margin:0;background:var(--c-paper);color:var(--c-ink);font:15px var(--font)}"
        "main{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(390px,100%),1fr))}"
        "figure{margin:0 0 24px}figcaption{padding:8px}"
    )
    return (
        f'<!doctype html><html lang="nl" data-theme="{theme}"><meta charset="utf-8"><title>Gallery</title>'
        f'<meta name="viewport" content="width=device-width">{sheets}<style>{own}</style>'
        f"<main>{cells}</main></html>"
    )


def main() -> None:
    """Write the pages."""
    OUT.mkdir(parents=True, exist_ok=True)
    drawn = figures()
    for theme in ("light", "dark", "sun"):
        (OUT / f"{theme}.html").write_text(page(theme, drawn), encoding="utf-8")


if __name__ == "__main__":
    main()
