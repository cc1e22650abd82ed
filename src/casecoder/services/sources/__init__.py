"""Sources as they are read, set right and corrected."""
