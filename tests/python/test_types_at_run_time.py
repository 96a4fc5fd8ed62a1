"""Annotations that programs read while they run: FastAPI, pydantic, attrs and the like."""

import inspect
import typing

import pydantic
import pytest

import webex_broadworks
from webex_broadworks import DirectorySync, DirectorySyncState, Enterprise, testing, tokens

MODULES = (webex_broadworks, testing, tokens)
PUBLIC = [
    pytest.param(value, id=f"{module.__name__}.{name}")
    for module in MODULES
    for name in module.__all__
    if inspect.isclass(value := getattr(module, name)) or inspect.isfunction(value)
]
DATA = [value for value in PUBLIC if hasattr(value.values[0], "__required_keys__")]


@pytest.mark.parametrize("value", PUBLIC)
def test_type_hints_of_everything_public_can_be_read(value: object) -> None:
    typing.get_type_hints(value)
    if inspect.isclass(value):
        for name, method in inspect.getmembers(value, inspect.isfunction):
            if not name.startswith("_") or name.startswith("__"):
                typing.get_type_hints(method)


@pytest.mark.parametrize("value", DATA)
def test_pydantic_takes_every_typed_dict(value: type) -> None:
    pydantic.TypeAdapter(value).json_schema()


def test_pydantic_takes_what_webex_sends_and_keeps_what_it_does_not_know() -> None:
    listed = {
        "id": "E1",
        "orgId": "O1",
        "spEnterpriseId": "Reseller1+acme",
        "broadworksDirectorySync": {"enableDirSync": True},
    }
    assert pydantic.TypeAdapter(Enterprise).validate_python(listed) == listed
    assert pydantic.TypeAdapter(DirectorySyncState).json_schema()["type"] == "object"


def test_the_keys_that_webex_always_sends_are_required() -> None:
    assert Enterprise.__required_keys__ == {"id", "orgId", "spEnterpriseId"}
    assert DirectorySync.__required_keys__ == {"enableDirSync"}
