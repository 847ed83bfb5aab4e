"""What every page knows of people."""

from django.http import HttpRequest

from adempauze_web.accounts.selectors import sharing_with


def runner(request: HttpRequest) -> dict[str, str]:
    """Return who trains now, where a machine has more than one runner: a page says whose it is."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or sharing_with(user).count() < 2:
        return {}
    return {"runner": str(user)}
