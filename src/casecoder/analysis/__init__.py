"""Figures over codings and ratings, computed with numpy and pandas: matrices, progress and agreement."""
