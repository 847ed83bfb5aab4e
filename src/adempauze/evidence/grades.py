"""One scale for how much a statement carries, used by every rule, protocol and claim."""

from enum import StrEnum


class Grade(StrEnum):
    """Strength of evidence behind a statement."""

    A = "A"  # consistent blinded or controlled data in people
    B = "B"  # controlled but unblinded or small, or a meta-analysis of such
    C = "C"  # uncontrolled, mechanistic, or one small study
    D = "D"  # custom of practitioners, or a vendor's text
    X = "X"  # animals or cells only
    P = "P"  # our own proposal
