"""What every test stands on."""

import gc
import os

gc.set_threshold(50_000)  # as the program does where it starts
os.environ["XDG_CONFIG_HOME"] = os.devnull  # nobody's own settings: tests of settings name a folder
os.environ.pop("NO_COLOR", None)  # it would take the colours out of every snapshot
