"""The keys of the transcript view. Each motion has a second key that extends the selection."""

from textual.binding import Binding, BindingType

_MOTIONS = (
    # name, step, key, key that extends, what it does
    ("cluster", -1, "left", "shift+left", "Left", "A character back"),
    ("cluster", 1, "right", "shift+right", "Right", "A character on"),
    ("row", -1, "up", "shift+up", "Up", "A row up"),
    ("row", 1, "down", "shift+down", "Down", "A row down"),
    ("word", -1, "ctrl+left", "ctrl+shift+left", "Word back", "To the start of the word"),
    ("word", 1, "ctrl+right", "ctrl+shift+right", "Word on", "To the end of the word"),
    ("edge", -1, "home", "shift+home", "Row start", "To the start of the row"),
    ("edge", 1, "end", "shift+end", "Row end", "To the end of the row"),
    ("page", -1, "pageup", "shift+pageup", "Page up", "A screenful up"),
    ("page", 1, "pagedown", "shift+pagedown", "Page down", "A screenful down"),
    ("end", -1, "ctrl+home", "ctrl+shift+home", "First", "To the start of the transcript"),
    ("end", 1, "ctrl+end", "ctrl+shift+end", "Last", "To the end of the transcript"),
    ("turn", -1, "left_square_bracket", "left_curly_bracket", "Turn back", "To the turn's start, or the one before"),
    ("turn", 1, "right_square_bracket", "right_curly_bracket", "Turn on", "To the next turn"),
    ("sentence", -1, "comma", "less_than_sign", "Sentence back", "To the sentence's start, or the one before"),
    ("sentence", 1, "full_stop", "greater_than_sign", "Sentence on", "To the next sentence"),
)


def motion_bindings() -> list[BindingType]:
    """Return the keys that move the caret, each with the key that extends the selection."""
    found: list[BindingType] = []
    for name, step, key, extending, short, tooltip in _MOTIONS:
        way = "on" if step > 0 else "back"
        found.append(
            Binding(
                key,
                f"go('{name}', {step}, False)",
                short,
                show=False,
                tooltip=tooltip,
                id=f"transcript.{name}-{way}",
            )
        )
        found.append(
            Binding(
                extending,
                f"go('{name}', {step}, True)",
                f"Select: {short.lower()}",
                show=False,
                tooltip=f"{tooltip}, selecting on the way",
                id=f"transcript.{name}-{way}-selecting",
            )
        )
    return found
