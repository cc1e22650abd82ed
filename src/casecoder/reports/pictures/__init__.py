"""Charts and heat maps as PNG and SVG."""
