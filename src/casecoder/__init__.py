"""casecoder: code interviews, rate schools, publish case studies, in the terminal."""

__version__ = "0.1.0"
