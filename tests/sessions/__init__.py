"""Sessions at a real terminal, recorded key by key; run by hand, not collected by pytest."""
