"""Names of `typing` that the oldest supported Pythons lack."""

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import Self, TypedDict, Unpack
elif sys.version_info >= (3, 12):
    from typing import Self, TypedDict, Unpack
else:
    try:
        # pydantic brings it along, and accepts no other TypedDict before Python 3.12.
        from typing_extensions import Self, TypedDict, Unpack
    except ImportError:
        from typing import TypedDict

        class _Anything:
            def __class_getitem__(cls, item: object) -> object:
                return Any

        Self, Unpack = Any, _Anything

__all__ = ["Self", "TypedDict", "Unpack"]
