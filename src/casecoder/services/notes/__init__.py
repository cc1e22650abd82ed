"""What researchers write beside the data."""
