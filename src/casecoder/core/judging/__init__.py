"""Evidence for a cell, the rating it leads to, and how far people agree."""
