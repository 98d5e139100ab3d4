"""Each layer of the decoder's confinement, tried from inside: alone, all together, as root and as another user."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from series.ingest.decoder import Decoder, DecoderUnavailableError, linux, seccomp

PROJECT = Path(__file__).parents[3]
ROOT, SOMEBODY = 0, 4321
FILES = {"read a file", "read a secret", "write a file", "remove a file"}
PROCESSES = {"fork", "start a program", "trace", "signal a process outside", "become root", "make namespaces"}
EVERYTHING = FILES | PROCESSES | {"connect"}
#: What a layer keeps from happening, by itself. (Limits do not bind root's processes in number.)
PREVENTED: dict[str, set[str]] = {
    "namespaces": FILES | {"connect", "start a program"},
    "user": {"read a secret", "write a file", "remove a file", "signal a process outside", "become root"},
    "landlock": FILES | {"connect", "start a program", "signal a process outside"},
    "limits": FILES - {"remove a file"} | {"connect", "start a program"},
    "seccomp": EVERYTHING,
    "all": EVERYTHING,
}
#: What an ordinary user cannot do anyway, and what limits keep from ordinary users only.
NOT_FOR_USERS = PREVENTED["user"]
_OF_USERS_ONLY = {"limits": {"fork"}}
#: What Landlock has learnt since its first version.
_LEARNT = {4: "connect", 6: "signal a process outside"}


def expected(layer: str) -> set[str]:
    if layer != "landlock":
        return PREVENTED[layer]
    return PREVENTED[layer] - {name for since, name in _LEARNT.items() if since > linux.landlock_version()}


def needs(layer: str, in_force: frozenset[str]) -> None:
    if layer not in in_force:
        pytest.skip(f"this machine has no {layer}")


def attempt(user: int, layer: str, folder: Path) -> dict[str, Any]:
    for name in ("secret", "old"):
        (folder / name).write_bytes(b"x")
        (folder / name).chmod(0o600)
    done = subprocess.run(
        [sys.executable, "-m", "tests.series.ingest.confined", str(user), layer, str(folder / "secret")],
        cwd=PROJECT,
        env={"PYTHONPATH": str(PROJECT), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def prevented(answer: dict[str, Any]) -> set[str]:
    assert "failed" not in answer["ended"].values()
    return {name for name, end in answer["ended"].items() if end != "done"}


@pytest.fixture(scope="module")
def in_force() -> frozenset[str]:
    with Decoder() as decoder:
        return decoder.layers()


@pytest.fixture
def as_root() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can be several users")


@pytest.mark.usefixtures("as_root")
@pytest.mark.parametrize(("user", "not_allowed"), [(ROOT, set()), (SOMEBODY, NOT_FOR_USERS)])
def test_without_any_layer_all_of_it_works(user: int, not_allowed: set[str], tmp_path: Path) -> None:
    assert prevented(attempt(user, "none", tmp_path)) == not_allowed


@pytest.mark.usefixtures("as_root")
@pytest.mark.parametrize("layer", PREVENTED)
def test_what_a_layer_prevents_for_root(layer: str, tmp_path: Path, in_force: frozenset[str]) -> None:
    needs(layer, in_force | {"all"})
    assert prevented(attempt(ROOT, layer, tmp_path)) == expected(layer)


@pytest.mark.usefixtures("as_root")
@pytest.mark.parametrize("layer", PREVENTED)
def test_what_a_layer_prevents_for_a_user(layer: str, tmp_path: Path, in_force: frozenset[str]) -> None:
    needs(layer, in_force | {"all"})
    also = NOT_FOR_USERS | _OF_USERS_ONLY.get(layer, set())
    assert prevented(attempt(SOMEBODY, layer, tmp_path)) == expected(layer) | also


def test_what_no_decoder_does_kills(tmp_path: Path, in_force: frozenset[str]) -> None:
    needs("seccomp", in_force)
    ended = attempt(ROOT if os.geteuid() == 0 else os.geteuid(), "seccomp", tmp_path)["ended"]
    assert {name for name, end in ended.items() if end == "killed"} == PROCESSES | {"connect"}


def test_what_the_kernel_offers_is_in_force(in_force: frozenset[str]) -> None:
    assert "limits" in in_force
    if linux.IS_LINUX and Path("/proc/sys/kernel/seccomp/actions_avail").exists():
        assert "seccomp" in in_force


def test_a_layer_that_is_required_and_missing_stops_the_decoder(in_force: frozenset[str], tmp_path: Path) -> None:
    with Decoder(require=in_force) as enough:
        assert enough.layers() == in_force
    with Decoder(require=[*in_force, "a moat"]) as too_much:
        with pytest.raises(DecoderUnavailableError, match="a moat"):
            too_much.layers()
        (tmp_path / "file.jpg").write_bytes(b"\xff\xd8\xff")
        with pytest.raises(DecoderUnavailableError, match="a moat"):
            too_much.decode(tmp_path / "file.jpg", None)
        assert too_much.child_pid is None


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
@pytest.mark.parametrize("has_threads", [True, False])
def test_the_filter_is_one_that_the_kernel_takes(machine: str, has_threads: bool) -> None:
    assembled = seccomp.program(has_threads=has_threads, machine=machine)
    assert len(assembled) % 8 == 0
    assert len(assembled) // 8 <= 4096  # BPF_MAXINSNS
    assert assembled[-8:] == seccomp._line(seccomp._RETURN, seccomp._REFUSE)


def test_no_call_is_both_allowed_and_fatal() -> None:
    for column in (0, 1):
        allowed = {numbers[column] for numbers in seccomp._ALLOWED.values()} - {-1}
        fatal = {numbers[column] for numbers in seccomp._FATAL.values()} - {-1}
        assert len(fatal) == len([n for n in seccomp._FATAL.values() if n[column] >= 0])
        assert allowed.isdisjoint(fatal | {seccomp._CLONE[column], seccomp._CLONE3[column]})
