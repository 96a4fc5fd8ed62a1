"""A griffe extension: docstrings are written for Python's readers, and shown as Markdown."""

from __future__ import annotations

import re
from typing import Any

import griffe


class Extension(griffe.Extension):
    """Turns what reStructuredText says by two colons into what Markdown says by nothing."""

    def on_instance(self, *, obj: griffe.Object, **_: Any) -> None:
        """Rewrites one docstring."""
        if obj.docstring is not None:
            text = re.sub(r"(?<=\S) ::$", "", obj.docstring.value, flags=re.MULTILINE)
            text = re.sub(r"::$", ":", text, flags=re.MULTILINE)
            obj.docstring.value = text
