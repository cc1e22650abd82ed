"""What is published, as plain data: figures, matrices, case studies, the report across schools, pictures."""
