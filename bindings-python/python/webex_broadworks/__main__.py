"""The command `wxbw`: `python -m webex_broadworks` is the same."""

from __future__ import annotations

import signal
import sys

from . import _core


def main() -> int:
    """Carries the command out and returns what it ends with."""
    # The command stops cleanly by itself; Python would raise KeyboardInterrupt after it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _core._cli(["wxbw", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
