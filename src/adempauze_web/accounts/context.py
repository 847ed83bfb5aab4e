"""What every page knows of people."""

from django.http import HttpRequest

from adempauze_web.accounts.selectors import sharing_with


def runner(request: HttpRequest) -> dict[str, str]:
    """Return who trains now and the keys of the others, where a machine has more than one runner.

    A page says whose it is; what a phone still has to send may be of any of them.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    others = [str(one.key) for one in sharing_with(user) if one != user]
    return {"runner": str(user), "others": " ".join(others)} if others else {}
