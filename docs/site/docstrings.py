"""A griffe extension: shows in the reference what was written for readers of the code."""

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

    def on_function_instance(self, *, func: griffe.Function, **_: Any) -> None:
        """Leaves out private arguments."""
        for parameter in list(func.parameters):
            if parameter.name.startswith("_"):
                del func.parameters[parameter.name]
