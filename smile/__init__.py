"""SMILE: a static site generator for the whole digital estate of a communications team."""

__version__ = "0.1.0"
