"""Documents: Word, Excel, HTML, Markdown and CSV."""
