"""The briefing press: Markdown briefings in, a verified website and printable PDFs out."""

__version__ = "0.1.0"
