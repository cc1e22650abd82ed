"""How many examples a property is tried with: a quarter in ``make test``, all in ``make soak`` and in CI.

The profiles are in ``conftest.py``; ``--hypothesis-profile full`` chooses all.
"""

from hypothesis import settings

WHOLE = 100
"""What a property gets in the profile ``full`` if it says nothing else."""
SMALL = 25
FEWEST = 10


def examples(whole: int) -> int:
    """Return how many of a property's examples the profile in force tries, ten at least where it has ten."""
    return min(whole, max(FEWEST, whole * settings().max_examples // WHOLE))
