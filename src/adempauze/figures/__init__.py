"""The pictures of the product: sessions, plans and blocks as ranges, in SVG."""

from adempauze.figures.history import WeekDay, history_range, week_strip
from adempauze.figures.model import (
    EndedBy,
    HoldPicture,
    PlanPicture,
    SessionPicture,
    plan_picture,
    session_picture,
)
from adempauze.figures.session import plan_range, session_range, session_thumbnail
from adempauze.figures.share import shared_picture
from adempauze.figures.svg import Svg

__all__ = [
    "EndedBy",
    "HoldPicture",
    "PlanPicture",
    "SessionPicture",
    "Svg",
    "WeekDay",
    "history_range",
    "plan_picture",
    "plan_range",
    "session_picture",
    "session_range",
    "session_thumbnail",
    "shared_picture",
    "week_strip",
]
