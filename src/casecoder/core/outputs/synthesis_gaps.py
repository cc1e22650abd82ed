"""Sentences on what is missing from a study, and so from the report across its schools."""

from collections.abc import Collection, Iterator

from casecoder.core.judging.evidence import coding_id
from casecoder.core.outputs.figures import study_figures as figures
from casecoder.core.outputs.figures.sentences import FigureSentence, count_phrase
from casecoder.core.outputs.researcher_prose import capitalise_sentence
from casecoder.core.outputs.school_names import list_cells_in_words, list_schools_in_words
from casecoder.core.outputs.synthesis import Synthesis
from casecoder.core.phrases import join_with_and


def find_synthesis_gaps(synthesis: Synthesis) -> list[FigureSentence]:
    """Return what the report can’t say; it is printed in the document and shown to whoever makes it."""
    return [*_gaps_of_codings(synthesis), *_gaps_of_ratings(synthesis), *_gaps_of_words(synthesis)]


def _gaps_of_codings(synthesis: Synthesis) -> Iterator[FigureSentence]:
    material = synthesis.material
    if not synthesis.schools:
        yield ("The study has no schools yet.",)
    elif not material.in_schools.codings:
        yield ("Nothing has been coded yet.",)
    elif synthesis.silent:
        silent = list_schools_in_words(map(synthesis.label, synthesis.silent))
        yield (f"Nothing has been coded under “{synthesis.codebook}” in {silent}.",)
    for code, name in synthesis.retired:
        passages = count_phrase(figures.CODINGS.of(material, code), "coded passage is", "coded passages are")
        yield (f"The code {code} {name} is retired, and its ", *passages, " not shown.")
    if (waiting := figures.WAITING.of(material)).value:
        passages = count_phrase(waiting, "coded passage waits", "coded passages wait")
        yield (*passages, " on the review list, and can’t be quoted.")
    if (withheld := figures.WITHHELD.of(material)).value:
        passages = count_phrase(withheld, "coded passage is", "coded passages are")
        yield (*passages, " not quoted, as whoever speaks has not given consent or has withdrawn it.")
    if (outdated := figures.OUTDATED.of(material)).value:
        passages = count_phrase(outdated, "coded passage was", "coded passages were")
        yield (*passages, " coded under an earlier definition, and nobody has looked again since.")


def _gaps_of_ratings(synthesis: Synthesis) -> Iterator[FigureSentence]:
    material, unrated = synthesis.material, synthesis.unrated
    if unrated and len(unrated) == material.cells:
        yield ("Nothing has been rated yet, so that no key case studies are named.",)
    elif unrated:
        many = count_phrase(figures.UNRATED_CELLS.of(material), "cell has", "cells have")
        yield (*many, f" no rating yet in the traffic-light table{_cell_names(synthesis, unrated)}.")
    if material.unsettled:
        many = count_phrase(figures.UNSETTLED.of(material), "cell has", "cells have")
        where = _cell_names(synthesis, material.unsettled)
        yield (*many, f" ratings that are not yet reconciled or signed off, and the table shows none there{where}.")
    if material.replaced:
        shown = "rating that the table shows has", "ratings that the table shows have"
        where = _cell_names(synthesis, material.replaced)
        yield (
            *count_phrase(figures.REPLACED.of(material), *shown),
            f" a newer one, which waits to be signed off{where}.",
        )
    stale = [cell for cell, given in synthesis.judged.items() if given.stale]
    if stale:
        yield (
            *count_phrase(figures.STALE.of(material), "rating has", "ratings have"),
            f" to be looked at again{_cell_names(synthesis, stale)}.",
        )


def _cell_names(synthesis: Synthesis, cells: Collection[tuple[str, str]]) -> str:
    names = {benefit.theme.code: benefit.theme.name for benefit in synthesis.benefits}
    return list_cells_in_words(cells, names, {school.short: school.label for school in synthesis.schools})


def _gaps_of_words(synthesis: Synthesis) -> Iterator[FigureSentence]:
    if synthesis.schools and not any(chapter.is_conditions for chapter in synthesis.chapters):
        yield ("The study has no codebook of conditions for success.",)
    if (unwritten := figures.UNWRITTEN.of(synthesis.material)).value:
        summaries = count_phrase(unwritten, "summary has", "summaries have")
        yield (*summaries, " not been written yet, for a benefit with evidence in a school.")
    for prose in synthesis.prose():
        lost = [coding_id(number) for number in sorted(prose.mentions & synthesis.lost)]
        if lost:
            yield (f"{capitalise_sentence(prose.what)} names {join_with_and(lost)}, which the study no longer has.",)
    undescribed = [school.label for school in synthesis.schools if not school.about.strip()]
    if undescribed:
        yield (f"No description has been written of {list_schools_in_words(undescribed)}.",)
