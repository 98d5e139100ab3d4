"""What the operator is told of the decoder's confinement, and what is required of it."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from series.checks import required_confinement
from series.ingest.decoder import Decoder
from series.ingest.decoder.confinement import LAYERS
from tests.servers import ROOT


@pytest.fixture(scope="module")
def in_force() -> frozenset[str]:
    with Decoder() as decoder:
        return decoder.layers()


def test_the_table_says_what_is_in_force(
    settings: Any, capsys: pytest.CaptureFixture[str], in_force: frozenset[str]
) -> None:
    settings.DECODER_REQUIRE = ("limits",)
    call_command("decoder")
    lines = [line.split()[:3] for line in capsys.readouterr().out.splitlines()[1:]]
    assert lines == [
        [layer, "yes" if layer in in_force else "no", "yes" if layer == "limits" else "no"] for layer in LAYERS
    ]


def test_what_is_required_and_in_force_is_no_error(settings: Any, in_force: frozenset[str]) -> None:
    settings.DECODER_REQUIRE = tuple(in_force)
    assert required_confinement() == []
    settings.DECODER_REQUIRE = ()
    assert required_confinement() == []


def test_an_unknown_layer_is_an_error(settings: Any) -> None:
    settings.DECODER_REQUIRE = ("limits", "moat")
    [error] = required_confinement()
    assert (error.id, "moat" in error.msg) == ("series.E001", True)
    with pytest.raises(CommandError, match="moat"):
        call_command("decoder")


def test_a_worker_does_not_start_without_what_is_required() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "celery", "-A", "icse.celery", "worker", "--concurrency", "1"],
        cwd=ROOT,
        env={**os.environ, "ICSE_LOGIN": "worker", "ICSE_DECODER_REQUIRE": "limits, moat"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert "moat" in done.stderr
