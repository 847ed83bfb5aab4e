"""Draw every figure with invented sessions into build/gallery, in each theme, to be looked at by eye.

Run ``python tools/figure_gallery.py`` and open ``build/gallery/light.html``, ``dark.html`` or ``sun.html``.
"""

from base64 import b64encode
from datetime import date, timedelta
from pathlib import Path
from random import Random

from adempauze.figures import (
    EndedBy,
    HoldPicture,
    PlanPicture,
    SessionPicture,
    WeekDay,
    history_range,
    plan_range,
    session_range,
    session_thumbnail,
    shared_picture,
    week_strip,
)

ROOT = Path(__file__).parents[1]
CSS = ROOT / "src/adempauze_web/static/css"
OUT = ROOT / "build/gallery"
CAPS_S = (5.0,) * 5 + (8.0,) * 5 + (20.0,) * 6


def invented_session(dice: Random, on: date, *, sensor: bool = True, ease: float = 1) -> SessionPicture:
    """Return a session of ten short and six long holds that nobody did; *ease* below 1 shortens all of it."""
    holds = []
    for index, full_cap_s in enumerate(CAPS_S):
        cap_s = full_cap_s * ease
        is_main = full_cap_s == max(CAPS_S)
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
                air_hunger_s=dice.gauss(11.8, 0.6) * ease if is_main else None,
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
    many = [
        invented_session(
            dice,
            start + timedelta(days=7 * index // 3),
            ease=min(1, 0.45 + index / 60) * dice.uniform(0.86, 1) * (0.6 if index % 19 == 18 else 1),
        )
        for index in range(300)
    ]
    past = [invented_session(dice, start) for _ in range(3)]
    full = invented_session(dice, date(2026, 11, 21))
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
    monday = date(2026, 11, 23)
    week = [
        WeekDay(on=monday + timedelta(days=index), session=done, is_planned=planned)
        for index, (done, planned) in enumerate(
            (
                (None, False),
                (full, True),
                (None, False),
                (None, True),
                (None, False),
                (None, True),
                (None, False),
            )
        )
    ]
    return {
        "plan, first session": plan_range(PlanPicture(caps_s=CAPS_S), lang="nl", headroom=114, name="p0"),
        "plan": plan_range(PlanPicture(caps_s=CAPS_S), past=past, lang="nl", headroom=114, name="p1"),
        "plan, six": plan_range(PlanPicture(caps_s=CAPS_S[10:]), past=past, lang="nl", name="p2"),
        "plan, none": plan_range(PlanPicture(caps_s=()), lang="nl", name="p3"),
        "session": session_range(full, past=past, lang="nl", floor_pct=80, headroom=96, name="s1"),
        "session, no past": session_range(full, lang="en", floor_pct=80, name="s2"),
        "session, stopped": session_range(broken, past=past, lang="nl", floor_pct=80, name="s3"),
        "session, no sensor": session_range(blind, past=past, lang="nl", floor_pct=80, name="s4"),
        "session, six": session_range(six, past=past[:1], lang="nl", floor_pct=80, name="s5"),
        "session, one hold": session_range(one, lang="nl", floor_pct=80, name="s6"),
        "session, no hold": session_range(none, lang="nl", floor_pct=80, name="s7"),
        "session, 36 holds": session_range(long, lang="nl", floor_pct=80, name="s8"),
        "history 0": history_range([], lang="nl", name="h0"),
        "history 1": history_range(many[:1], lang="nl", name="h1"),
        "history 3": history_range(many[:3], lang="nl", name="h3"),
        "history 16": history_range(many[:16], lang="nl", name="h16"),
        "history 60": history_range(many[:60], lang="en", name="h60"),
        "history 300": history_range(many, lang="nl", name="h300"),
        "week": week_strip(week, today=date(2026, 11, 26), lang="nl", name="w1"),
        "shared": image(shared_picture(full, lang="nl")),
        "shared, all": image(
            shared_picture(broken, lang="en", place="Het bos", with_spo2=True, with_stops=True, floor_pct=80)
        ),
        "thumbnails": "".join(
            session_thumbnail(session, lang="nl", highest_s=20, name=f"t{index}")
            for index, session in enumerate((*many[:6], one, broken, none))
        ),
    }


def image(svg: str) -> str:
    """Return a picture that stands alone, as a page that knows nothing of it shows it."""
    return f'<img alt="" width="390" src="data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}">'


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
