"""The checks that hold what a document says against the study."""
