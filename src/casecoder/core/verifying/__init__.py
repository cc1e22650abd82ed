"""What a document says, held against the study."""
