"""The use cases. Screens and commands call these and own no copy of a rule."""
