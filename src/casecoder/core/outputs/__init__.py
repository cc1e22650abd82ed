"""What is published, as plain data: matrices, case studies, the report across schools, pictures."""
