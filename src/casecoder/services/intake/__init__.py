"""Import files into a study."""
