"""What every screen and widget stands on: the study's screen, jobs, texts, themes, keys and the user's files."""
