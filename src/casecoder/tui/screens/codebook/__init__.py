"""The screens on the code book and its editing."""
