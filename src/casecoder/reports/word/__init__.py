"""Word documents. Nothing of python-docx is loaded before a document is made."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casecoder.core.outputs.case_study import CaseStudy
    from casecoder.core.outputs.matrix import Matrix


def matrix_docx(matrix: "Matrix") -> bytes:
    """The matrix as a landscape Word document: the table, what it means, the coding ids behind each cell."""
    from casecoder.reports.word import matrix as writer

    return writer.build_matrix_docx(matrix)


def case_study_docx(study: "CaseStudy") -> bytes:
    """A school's case study as a Word document."""
    from casecoder.reports.word import case_study as writer

    return writer.build_default_case_study(study)
