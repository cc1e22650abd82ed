"""What agreement on codings and on ratings share: whom to compare, and the notes on intervals and averages."""

from collections.abc import Collection, Sequence

from casecoder.core.errors import CaseCoderError


def people_to_compare(asked: Sequence[str], known: Collection[str], what: str) -> tuple[str, ...]:
    """Return the names of the people to compare: those asked for, or everybody.

    Parameters
    ----------
    what:
        What these people have done, for messages: ``coded`` or ``rated``.

    Raises
    ------
    CaseCoderError
        If somebody asked for has done nothing, or there are fewer than two.
    """
    by_name = {name.casefold(): name for name in known} | {name: name for name in known}
    wanted = [name.strip() if name.strip() in by_name else name.strip().casefold() for name in asked]
    unknown = [name for name, meant in zip(asked, wanted, strict=True) if meant not in by_name]
    if unknown:
        raise CaseCoderError(
            f"Nobody called {unknown[0]!r} has {what} anything.",
            f"These have: {', '.join(sorted(known))}." if known else "",
        )
    found = sorted({by_name[name] for name in wanted} if asked else known)
    if len(found) < 2:
        alone = f"only {found[0]} has" if found else "nobody has"
        raise CaseCoderError(
            f"Agreement needs two people who have {what}, but {alone} {'been named' if asked else f'{what} anything'}.",
            f"Name two of: {', '.join(sorted(known))}." if len(known) > 1 else "A second person has to do the same.",
        )
    return tuple(found)


def resampling_note(what: str, many: int) -> str:
    """Return the note on how the intervals were found, or on why there are none.

    Parameters
    ----------
    what, many:
        What is resampled, in the plural, and how many of them there are.
    """
    from casecoder.analysis.resampling import FEW, FEWEST, RESAMPLES

    if many < FEWEST:
        enough = "there is only one" if many == 1 else f"{many} are too few"
        return f"There are no intervals: they come from resampling the {what}, and {enough}."
    rough = f" With {many} of them they are rough, and too narrow rather than too wide." if many < FEW else ""
    return (
        f"In brackets: 95 % intervals, percentiles of {RESAMPLES:,} resamples of the {what}.{rough} A figure without "
        f"one rests on too few of the {what}."
    )


def averaging_note(many: int) -> tuple[str, ...]:
    """Return the note on how kappa is averaged over several people; none where two are compared."""
    if many < 3:
        return ()
    return (
        "Kappa compares two people. For all of them together it is the mean of the pairs that have one (Light 1971), "
        "in which each pair counts the same.",
    )
