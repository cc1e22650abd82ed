"""The transcript screen: its groups of keys, its modes and its dialogs."""
