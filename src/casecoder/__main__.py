"""The start of the program: ``casecoder`` and ``python -m casecoder``.

Short because it only passes on to the command line.
"""

import atexit
import gc


def main() -> None:
    """Run the command line.

    What is loaded at the start stays to the end. Python would look for garbage among it twice while the first
    screen is loaded, and once more when the program ends. That would make every command slower, a listing by a
    tenth of a second.
    """
    gc.set_threshold(200_000)
    atexit.register(gc.freeze)
    from casecoder.cli.main import main as run

    run()


if __name__ == "__main__":
    main()
