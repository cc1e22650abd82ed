"""The screens on sources, schools and people."""
