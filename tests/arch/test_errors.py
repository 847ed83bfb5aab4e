"""The tree of errors is drawn where it is defined."""

import inspect

from adempauze import errors


def test_every_error_stands_in_the_drawing():
    """A caller reads the docstring to know what to catch."""
    classes = [
        name
        for name, value in vars(errors).items()
        if inspect.isclass(value) and issubclass(value, Exception)
    ]
    missing = [name for name in classes if name not in (errors.__doc__ or "")]

    assert missing == []


def test_every_error_has_a_code_of_its_own():
    """Programs tell errors apart by code, so no two may share one."""
    tree = [
        value
        for value in vars(errors).values()
        if inspect.isclass(value) and issubclass(value, errors.AdempauzeError)
    ]

    assert len({error.code for error in tree}) == len(tree)
