"""What every test stands on."""

import os

os.environ.pop("NO_COLOR", None)  # it would take the colours out of every snapshot
