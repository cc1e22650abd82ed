"""The speeds of casecoder, each beside a floor of the same run. ``python -m benchmarks`` prints them."""
