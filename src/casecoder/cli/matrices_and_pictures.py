"""Commands that write matrices, co-occurrence, the framework matrix and pictures."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from casecoder.cli.console_output import StudyArgument, opening_study, print_message, progress_printer
from casecoder.core.errors import UsageError

MatrixOutOption = Annotated[
    Path,
    typer.Option(
        "--out",
        metavar="FILE",
        help="Where to write it: .csv, .xlsx, .docx, .html, .md, .png or .svg.",
        show_default=False,
    ),
]
ListingOutOption = Annotated[
    Path,
    typer.Option(
        "--out",
        metavar="FILE",
        help="Where to write it: .csv, .xlsx, .docx, .html or .md.",
        show_default=False,
    ),
]
PictureOutOption = Annotated[
    Path,
    typer.Option(
        "--out",
        metavar="FILE",
        help="Where to write it: .png or .svg.",
        show_default=False,
    ),
]
CodebookOption = Annotated[str, typer.Option(help="Which codebook; the study's first if not given.")]
_Choice = TypeVar("_Choice", bound=StrEnum)


def matrix(
    study: StudyArgument,
    out: MatrixOutOption,
    cells: Annotated[str, typer.Option(help="count, sources, participants, coverage, presence or rag.")] = "count",
    rows: Annotated[str, typer.Option(help="benefits (with their children) or codes (each alone).")] = "benefits",
    by: Annotated[str, typer.Option(help="case, role, kind, phase, or an attribute of the schools.")] = "case",
    share: Annotated[str, typer.Option(help="row or column: each count as its share of it.")] = "",
    codebook: CodebookOption = "",
    evidence: Annotated[
        bool, typer.Option("--evidence", help="For .csv: write the codings behind the cells to FILE-evidence.csv.")
    ] = False,
) -> None:
    """Write codes by schools, roles, kinds of source or the like, and the codings of each cell (.csv: --evidence)."""
    from casecoder.core.outputs.matrix import MatrixMeasure, MatrixRequest, MatrixRowChoice, MatrixShare
    from casecoder.services.outputs.matrix_files import write_matrix_file

    request = MatrixRequest(
        _parse_choice(MatrixMeasure, cells, "not a kind of cell"),
        codebook,
        _parse_choice(MatrixRowChoice, rows, "not a kind of row"),
        by.strip(),
        _parse_choice(MatrixShare, share, "not a kind of share"),
    )
    with opening_study(study) as source:
        _print_paths(write_matrix_file(source, out, request, evidence=evidence, say=print_message))
    _explain_evidence(out, evidence)


def cooccurrence(
    study: StudyArgument,
    out: MatrixOutOption,
    how: Annotated[
        str, typer.Option(help="overlap, turn, or near (two turns apart at most): when two codings meet.")
    ] = "overlap",
    codebook: CodebookOption = "",
) -> None:
    """Write which codes meet, how much more often than by chance, and in which codings."""
    from casecoder.core.transcripts.nearness import Nearness
    from casecoder.services.outputs.matrix_files import write_cooccurrence_file

    nearness = _parse_choice(Nearness, how, "not a way in which codings meet")
    with opening_study(study) as source:
        bar = progress_printer("Source")
        _print_paths(write_cooccurrence_file(source, out, nearness, codebook, say=print_message, progress=bar))


def framework(study: StudyArgument, out: ListingOutOption, codebook: CodebookOption = "") -> None:
    """Write the framework matrix: the summary of each code in each school, with the ids of its codings."""
    from casecoder.services.outputs.matrix_files import write_framework_file

    with opening_study(study) as source:
        _print_paths(write_framework_file(source, out, codebook, say=print_message))


def picture(
    study: StudyArgument,
    what: Annotated[str, typer.Argument(metavar="evidence|coding|saturation", help="What to show.")],
    out: PictureOutOption,
    cell: Annotated[
        list[str] | None, typer.Argument(metavar="[CASE [CODE]]", help="For evidence: which cell, or all of a school.")
    ] = None,
    codebook: CodebookOption = "",
) -> None:
    """Draw the evidence for a cell by role and kind, the coding over time, or how soon new codes stopped coming.

    With a school alone, evidence shows how much was told and seen of each benefit there.
    """
    from casecoder.services.outputs.study_charts import PictureSubject, write_picture

    subject, place = _parse_choice(PictureSubject, what, "not a kind of picture"), cell or []
    if len(place) not in ((1, 2) if subject is PictureSubject.EVIDENCE else (0,)):
        raise UsageError(
            "A picture of the evidence needs a school, and may have a code; the others take neither.",
            "For example: casecoder picture STUDY evidence P3 B02 --out FILE.png",
        )
    with opening_study(study) as source:
        written, alt = write_picture(source, out, subject, *place, codebook=codebook)
    _print_paths([written])
    typer.echo(alt, err=True)


def _parse_choice(kind: type[_Choice], typed: str, what: str) -> _Choice:
    try:
        return kind(typed.strip().casefold())
    except ValueError:
        raise UsageError(f"{typed!r} is {what}.", "Use " + ", ".join(filter(None, kind)) + ".") from None


def _explain_evidence(out: Path, evidence: bool) -> None:
    """Say where the codings behind the cells are listed, or how to have them listed."""
    from casecoder.services.outputs.matrix_files import evidence_list_paths

    listed = evidence_list_paths(out)
    if evidence and not listed:
        print_message("--evidence changes nothing here: only .csv needs a second file.")
    for path in listed:
        print_message(
            f"{path.name} lists the codings behind the cells."
            if evidence
            else f"--evidence writes the codings behind the cells to {path.name}."
        )


def _print_paths(paths: list[Path]) -> None:
    for path in paths:
        typer.echo(path)
