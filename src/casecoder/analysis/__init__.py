"""Figures over codings: matrices with the codings behind every cell."""
