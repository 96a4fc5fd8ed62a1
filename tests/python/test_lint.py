"""The checks of structure that `make lint` runs: each finds what it is for, and nothing else."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
import tomli

from conftest import ROOT


def script(name: str) -> ModuleType:
    """A script of the folder `lint`."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "lint" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


rust_imports = script("rust_imports")
forbidden_names = script("forbidden_names")
source_lines = script("source_lines")


def tree(folder: Path, **files: str) -> Path:
    """Writes files whose names have `__` for a slash."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.rs"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({"a": "use crate::b::B;", "b": "use crate::a::A;"}, {"a", "b"}, id="use"),
        pytest.param(
            {
                "a": "use crate::{c, b::{self, B}};",
                "b": "fn f() { super::c::g() }",
                "c": "",
                "d": "",
            }
            | {"c": "impl crate::a::A {}"},
            {"a", "b", "c"},
            id="paths in code, three files",
        ),
        pytest.param(
            {
                "lib": "mod a;",
                "a__mod": "mod b; pub(crate) use b::B; pub struct A(B);",
                "a__b": "use super::A; pub struct B;",
            },
            {"a", "a::b"},
            id="a re-export that the file itself uses",
        ),
        pytest.param(
            {
                "lib": "pub use self::a::A; mod a; mod b;",
                "a": "use crate::b::B; pub struct A;",
                "b": "use crate::A; pub struct B;",
            },
            {"a", "b"},
            id="by way of a re-export",
        ),
    ],
)
def test_a_circle_of_imports_is_found(
    tmp_path: Path, files: dict[str, str], expected: set[str]
) -> None:
    assert rust_imports.circles(tree(tmp_path, **files)) == [expected]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a": "use crate::b::B;", "b": "use crate::c::C;", "c": ""}, id="a chain"),
        pytest.param(
            {
                "lib": "mod a; mod b; pub use a::A; pub use crate::b::B as Better;",
                "a": "use crate::Better; pub struct A;",
                "b": "pub struct B;",
            },
            id="a root that only re-exports",
        ),
        pytest.param(
            {"a": "use crate::b::B;", "b": '// crate::a\nconst TEXT: &str = "crate::a::A";'},
            id="comments and texts",
        ),
        pytest.param(
            {
                "a": "use crate::b::B;",
                "b": "#[cfg(test)]\nmod tests {\n    use crate::a::A;\n\n    fn f() {}\n}",
                "b__tests": "use crate::a::A; use crate::b::B;",
            },
            id="tests",
        ),
        pytest.param({"a": "use crate::b::B;", "b": "use other::a::A; use std::fmt;"}, id="crates"),
    ],
)
def test_what_is_not_a_circle_of_imports_is_left_alone(
    tmp_path: Path, files: dict[str, str]
) -> None:
    assert rust_imports.circles(tree(tmp_path, **files)) == []


def test_a_circle_of_imports_fails_with_its_imports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tree(tmp_path, a="use crate::b::B;", b="use crate::a::A;")
    monkeypatch.setattr(sys, "argv", ["rust_imports.py", str(tmp_path)])
    with pytest.raises(SystemExit) as exit_:
        rust_imports.main()
    assert exit_.value.code == 1
    assert "  a -> b\n  b -> a\n" in capsys.readouterr().out


RULES = """
[[word]]
word = "turnstile"
instead = "rate_limiter"
[[name]]
name = "look"
instead = "check"
[[exception]]
path = "old.rs"
name = "Turnstile"
"""


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.rs", "pub(crate) struct TurnstileGuard;", ["TurnstileGuard"]),
        ("a.rs", "impl A {\n    pub async fn look(&self) {}\n}", ["look"]),
        ("a.rs", "const LAST_TURNSTILE: u8 = 1;\nmod turnstile;", ["LAST_TURNSTILE", "turnstile"]),
        ("a.rs", "/// A turnstile.\n// fn look()\nfn look_up(turnstile: u8) {}", []),
        ("src/turnstile.rs", "", ["turnstile"]),
        ("src/turnstile/mod.rs", "", ["turnstile"]),
        ("old.rs", "struct Turnstile;", []),
        ("a.py", "class Turnstile:\n    def look(self): ...\n", ["Turnstile", "look"]),
        ("a.py", "TURNSTILE = 1\n# def look():\nlooks = 2", ["TURNSTILE"]),
        ("a.cjs", "const look = 1\nclass A {\n  #turnstileOf(a) {\n}", ["look", "turnstileOf"]),
        ("a.d.cts", "export interface Turnstile {\n  look(): void;\n}", ["Turnstile", "look"]),
        ("a.md", "fn look() {}", []),
    ],
)
def test_forbidden_names_are_found_where_they_are_defined(
    path: str, text: str, expected: list[str]
) -> None:
    hits = forbidden_names.check(forbidden_names.read_rules(RULES), [(path, text)])
    assert [hit.name for hit in hits] == expected


def test_every_rule_says_what_to_write_and_why_and_every_exception_is_needed() -> None:
    data = tomli.loads(forbidden_names.RULES.read_text(encoding="utf-8"))
    names = [rule.get("word") or rule["name"] for rule in [*data["word"], *data["name"]]]
    assert sorted(set(names)) == sorted(names)
    assert all(rule["instead"] and rule["reason"] for rule in [*data["word"], *data["name"]])
    for exception in data.get("exception", []):
        text = (ROOT / exception["path"]).read_text(encoding="utf-8")
        assert exception["reason"]
        assert exception["name"] in forbidden_names.definitions(exception["path"], text)


def test_what_is_generated_is_current_and_not_counted_as_written_by_hand() -> None:
    command = [sys.executable, str(ROOT / "api" / "generate.py"), "--check"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    counted = {path.as_posix() for path in source_lines.sources()}
    package = "bindings-python/python/webex_broadworks"
    assert f"{package}/_async_client.py" in counted
    assert not {f"{package}/_client.py", f"{package}/generated/_models.py"} & counted


def test_lines_of_tests_inside_of_a_file_do_not_count() -> None:
    text = "fn f() {}\n\n#[cfg(test)]\nmod tests {\n    fn g() {\n    }\n}\n\nfn h() {\n}\n"
    assert source_lines.own_lines(Path("a.rs"), text) == 5
    assert source_lines.own_lines(Path("a.py"), text) == 10
    assert source_lines.is_test(Path("core/src/tests/mod.rs"))
    assert not source_lines.is_test(Path("core/src/testing.rs"))
