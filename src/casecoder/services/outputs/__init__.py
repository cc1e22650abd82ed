"""What leaves a study: matrices, charts, case studies, the cross-case report, and their files."""
