"""What leaves a study: matrices, case studies, files."""
