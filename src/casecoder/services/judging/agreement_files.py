"""Agreement and disagreements as rows of a listing, and as files."""

from collections.abc import Sequence
from pathlib import Path

from casecoder.core.errors import UsageError
from casecoder.core.judging.agreement_results import Agreement
from casecoder.services.file_writing import write_file
from casecoder.services.judging.disagreements import CodingDispute, RatingDispute

Dispute = CodingDispute | RatingDispute
AGREEMENT_FORMATS = (".csv", ".md")


def dispute_row(dispute: Dispute) -> dict[str, object]:
    """Return a disagreement as the fields of a row."""
    if isinstance(dispute, RatingDispute):
        bands = [f"{rater}: {band.label} ({ref})" for rater, band, ref in dispute.bands]
        agreed = f"{dispute.agreed[0].label} ({dispute.agreed[1]})" if dispute.agreed else ""
        agreed += f"; {dispute.replaced_by} has taken its place" if dispute.replaced_by else ""
        return {"code": dispute.code, "case": dispute.case, "bands": bands, "agreed_on": agreed}
    by = [f"{coder} ({', '.join(ids)})" for coder, ids in dispute.by]
    return {
        "code": dispute.code, "source": dispute.source, "start": dispute.start, "end": dispute.end, "coded_by": by,
        "not_by": list(dispute.others), "words": dispute.words,
    }  # fmt: skip


def write_agreement_file(agreement: Agreement, out: Path, disputes: Sequence[Dispute] | None = None) -> list[Path]:
    """Write agreement, and disagreements where they are given, in the format that the file's ending names.

    Parameters
    ----------
    disputes:
        Disagreements to write too: into the Markdown, or into a second CSV file beside the first.

    Returns
    -------
    list[Path]
        The files written.

    Raises
    ------
    UsageError
        If the ending is no format.
    CaseCoderError
        If a file can't be written.
    """
    from casecoder.reports.agreement import agreement_csv, agreement_markdown
    from casecoder.reports.csv_text import format_csv

    if out.suffix.lower() not in AGREEMENT_FORMATS:
        raise UsageError(f"{out.name} has no ending that names a format.", f"Use {' or '.join(AGREEMENT_FORMATS)}.")
    rows = [dispute_row(dispute) for dispute in disputes or ()]
    heads = list(rows[0]) if rows else ["code"] if disputes is not None else []
    fields = [[_as_text(value) for value in row.values()] for row in rows]
    if out.suffix.lower() == ".md":
        write_file(out, agreement_markdown(agreement, heads, fields).encode())
        return [out]
    write_file(out, agreement_csv(agreement).encode())
    if disputes is None:
        return [out]
    beside = out.with_name(f"{out.stem}-disagreements{out.suffix}")
    write_file(beside, format_csv(heads, fields).encode())
    return [out, beside]


def _as_text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
