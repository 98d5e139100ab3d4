"""Who may import whom, and the habits that a reader relies on."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from accounts.visibility import RULES

ROOT = Path(__file__).resolve().parents[2]
#: From the top floor to the ground: a floor imports only floors below it (and its own).
FLOORS = (
    ("icse.urls", "icse.asgi", "icse.coordination", "icse.demo", "icse.api"),
    ("forum",),
    ("series",),
    ("accounts",),
    ("icse.celery", "icse.settings"),
    ("icse.core",),
    ("icse.embedded",),
)
#: settings find this checkout's servers; the servers make the roles before Django exists.
EXCEPTIONS = {("icse.embedded", "icse.core.roles")}
OURS = ("icse", "series", "forum", "accounts")


def sources() -> list[Path]:
    found = [p for top in OURS for p in (ROOT / top).rglob("*.py") if "migrations" not in p.parts]
    assert len(found) > 40
    return found


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(tree: ast.AST, package: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{package}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def floor_of(module: str) -> int | None:
    for number, prefixes in enumerate(FLOORS):
        if any(module == p or module.startswith(p + ".") for p in prefixes):
            return number
    return None


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_downwards_and_stand_at_the_top(path: Path) -> None:
    module = module_of(path)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    own = floor_of(module)
    for name in imports(tree, module):
        target = floor_of(name)
        excepted = any(module.startswith(a) and name.startswith(b) for a, b in EXCEPTIONS)
        if own is not None and target is not None and not excepted:
            assert target >= own, f"{module} imports {name}"
    inside = [n for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for n in ast.walk(f)]
    hidden = [n.lineno for n in inside if isinstance(n, ast.Import | ast.ImportFrom)]
    assert hidden == [], f"{module} imports inside a function at lines {hidden}"


#: The four doors, and what stands for one: sign-in finds out who it is, tests and set-up make worlds.
DOORS = {
    "acting_as": r"^(accounts\.(middleware|sign_in|views)|icse\.core\.(doors|stream|live.*)|series\.matching\.lookups|"
    r"forum\.digests|"
    r".*\.management\.commands\..*|icse\.demo\..*)$",
    "acting_as_system": r"^(icse\.core\.(doors|tasks)|.*\.tasks|series\.(ingest|matching|proposing|referring)\..*|"
    r"forum\.(cutting|digests)|accounts\.reference|.*\.management\.commands\..*|icse\.demo\..*)$",
}


@pytest.mark.parametrize("door", sorted(DOORS))
def test_only_the_doors_open_doors(door: str) -> None:
    users = {
        module_of(path)
        for path in sources()
        if any(
            isinstance(node, ast.Name) and node.id == door
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    }
    assert users, "nobody uses it: the test looks for the wrong name"
    assert {module for module in users if not re.match(DOORS[door], module)} == set()


def test_rules_of_who_sees_what_stand_in_one_place() -> None:
    """In the parts that ``accounts.visibility`` puts together, each table in one; nobody else makes a rule."""
    parts = sorted(path.stem for path in (ROOT / "accounts" / "rules").glob("[a-z]*.py") if path.stem != "words")
    makers = {
        module_of(path)
        for path in sources()
        if any(
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Rule"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    }
    assert makers == {f"accounts.rules.{part}" for part in [*parts, "words"]}
    tables = [table for part in parts for table in import_module(f"accounts.rules.{part}").RULES]
    assert sorted(tables) == sorted(RULES)


def test_nothing_of_the_business_in_signals_or_save() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in sources()
        if re.search(r"def save\(|post_save|pre_save|@receiver", path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_files_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


def test_no_words_that_blame_or_belittle() -> None:
    words = re.compile(r"child porn|kiddie|child prostitut|underage sex", re.IGNORECASE)
    texts = [p for top in OURS for p in (ROOT / top).rglob("*") if p.suffix in {".html", ".py", ".js"}]
    assert [str(p.relative_to(ROOT)) for p in texts if words.search(p.read_text(encoding="utf-8"))] == []
