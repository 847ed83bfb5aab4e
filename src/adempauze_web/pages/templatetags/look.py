"""What templates need to draw and write in the hand of the product."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

# 24 px grid, 2 px line, round ends; always beside a word
ICONS = {
    "today": '<path d="M2 20h20M4 20l6-9.5 3.5 5L16 12l4.5 8"/><circle cx="17" cy="5.5" r="2.2"/>',
    "sessions": '<path d="M3 4v16h18M7 16v-4M11.5 16V7.5M16 16v-6"/>',
    "knowledge": '<path d="M12 6.5C10 4.8 7 4.3 3 4.3v13.9c4 0 7 .5 9 2.2 2-1.7 5-2.2 9-2.2V4.3'
    'c-4 0-7 .5-9 2.2zM12 6.5v13.9"/>',
    "me": '<circle cx="12" cy="8" r="4"/><path d="M4 21c.9-4.4 3.8-6.5 8-6.5s7.1 2.1 8 6.5"/>',
    "back": '<path d="M15 4l-8 8 8 8"/>',
    "on": '<path d="M9 5l7 7-7 7"/>',
    "yes": '<path d="M4.5 12.5l5 5L20 6.5"/>',
    "no": '<path d="M5 5l14 14M19 5L5 19"/>',
    "note": '<circle cx="12" cy="12" r="9.5"/><path d="M12 11v6M12 7.4v.1"/>',
    "care": '<path d="M12 2.5l9.5 9.5-9.5 9.5L2.5 12z"/><path d="M12 8v5M12 16v.1"/>',
    "lock": '<rect x="5" y="11" width="14" height="10" rx="2"/><path d="M8 11V7.5a4 4 0 018 0V11"/>',
    "buddy": '<circle cx="8.5" cy="8" r="3.5"/><circle cx="17" cy="9.5" r="2.7"/>'
    '<path d="M2 20c.6-3.8 2.9-5.5 6.5-5.5s5.9 1.7 6.5 5.5M16.8 15c2.9 0 4.7 1.5 5.2 4.5"/>',
    "path": '<path d="M8 21c0-6 8-5.5 8-10.5 0-4-5-4-5-7.5M3 21h18"/>',
    "finger": '<path d="M8 21v-6.3L5.8 9.8a2.2 2.2 0 014-1.8l1.2 2.3V5a2 2 0 014 0v6l3.4 1.4'
    'c1 .5 1.6 1.5 1.6 2.6v6"/>',
    "share": '<path d="M12 15V3M7.5 7L12 2.5 16.5 7M5 12v8.5h14V12"/>',
    "down": '<path d="M12 3v12M7.5 11l4.5 4.5 4.5-4.5M4 20.5h16"/>',
    "gear": '<path d="M4 7h9M19 7h1M4 17h1M11 17h9"/>'
    '<circle cx="16" cy="7" r="3"/><circle cx="8" cy="17" r="3"/>',
    "bin": '<path d="M4 7h16M9.5 7V4h5v3M6.5 7l1 14h9l1-14"/>',
}


_SVG = '<svg class="ic" viewBox="0 0 24 24" aria-hidden="true">{}</svg>'


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon; it is decoration, for a word always stands beside it."""
    return format_html(_SVG, SafeString(ICONS[name]))
