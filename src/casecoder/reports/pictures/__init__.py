"""Draws charts and heat maps as PNG and SVG with matplotlib."""
