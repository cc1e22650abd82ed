"""Who is compared with whom: what codings and ratings have in common."""

import hashlib
from collections.abc import Collection, Sequence

from casecoder.core.errors import CaseCoderError
from casecoder.services.history import State


def chosen(asked: Sequence[str], known: Collection[str], what: str) -> tuple[str, ...]:
    """Those to compare, by name: those asked for, or else all.

    Parameters
    ----------
    what:
        What they do, for messages: ``coded`` or ``rated``.

    Raises
    ------
    CaseCoderError
        If somebody asked for has done nothing, or there are fewer than two.
    """
    by_name = {name.casefold(): name for name in known}
    unknown = [name for name in asked if name.strip().casefold() not in by_name]
    if unknown:
        raise CaseCoderError(
            f"Nobody called {unknown[0]!r} has {what} anything.",
            f"These have: {', '.join(sorted(known))}." if known else "",
        )
    found = sorted({by_name[name.strip().casefold()] for name in asked} if asked else known)
    if len(found) < 2:
        alone = f"only {found[0]} has" if asked and found else f"{found[0]} alone has" if found else "nobody has"
        raise CaseCoderError(
            f"Agreement needs two who have {what}, and {alone}{' been named' if asked else f' {what} anything'}.",
            f"Name two of: {', '.join(sorted(known))}." if len(known) > 1 else "A second person has to do the same.",
        )
    return tuple(found)


def seed_of(state: State) -> int:
    """Where the resampling begins: the same state of a study gives the same intervals."""
    return int.from_bytes(hashlib.sha256(state.sentence.encode()).digest()[:8], "big")
