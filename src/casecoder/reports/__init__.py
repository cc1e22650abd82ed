"""Writes what services gathered as Word, Excel, HTML, Markdown, CSV and pictures."""
