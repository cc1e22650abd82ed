"""Word documents. Nothing of python-docx is loaded before a document is made."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casecoder.core.outputs.casestudy import CaseStudy
    from casecoder.core.outputs.matrix import Matrix


def matrix_docx(matrix: "Matrix") -> bytes:
    """The matrix as a landscape Word document: the table, what it means, the coding ids behind each cell."""
    from casecoder.reports.word import matrix as writer

    return writer.matrix_docx(matrix)


def case_study_docx(study: "CaseStudy") -> bytes:
    """A school's case study as a Word document."""
    from casecoder.reports.word import casestudy as writer

    return writer.case_study_docx(study)
