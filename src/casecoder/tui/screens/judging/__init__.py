"""The screens on ratings and agreement."""
