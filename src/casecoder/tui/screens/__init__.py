"""The screens: one module for each, with its style sheet beside it."""
