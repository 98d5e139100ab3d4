"""The whole demo, as a person starts it: ready, answering, refusing a second one, stopping, surviving a kill."""

import http.client
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from icse.embedded.places import CHECKOUT, find_places
from icse.embedded.processes import living_in, wait_until
from icse.embedded.supervisor import check_port_free

COMMAND = [sys.executable, "-m", "icse.embedded", "demo"]


@contextmanager
def ready_demo(environ: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """Start it and wait for the line that says so."""
    with subprocess.Popen(
        COMMAND, env=environ, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as demo:
        assert demo.stdout
        said = []
        for line in demo.stdout:
            said.append(line)
            if line.startswith("Ready: http://127.0.0.1:"):
                break
        else:
            raise AssertionError("".join(said))
        try:
            yield demo
        finally:
            demo.kill()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def status_of(port: int) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", "/")
        return connection.getresponse().status


def database_process(environ: dict[str, str]) -> list[int]:
    return living_in(find_places(environ=environ).cluster, "postgres")


def test_the_demo_starts_stops_and_starts_again(folder: Path, outside: dict[str, str]) -> None:
    port = free_port()
    environ = outside | {"ICSE_PORT": str(port), "ICSE_DEMO_WORLD": "small"}
    with ready_demo(environ) as demo:
        assert status_of(port) < 500
        second = subprocess.run(COMMAND, env=environ, cwd=CHECKOUT, capture_output=True, text=True, check=False)
        assert second.returncode == 1
        assert f"running already (process {demo.pid}, http://127.0.0.1:{port}/)" in second.stderr
        assert status_of(port) < 500
        demo.send_signal(signal.SIGTERM)
        assert demo.wait(timeout=30) == 0
    assert database_process(environ) == []
    check_port_free(port, patience=0)
    secrets = (folder / "secrets.json").read_text()

    with ready_demo(environ) as demo:
        assert status_of(port) < 500
        assert (folder / "secrets.json").read_text() == secrets
        demo.kill()
    assert wait_until(lambda: database_process(environ) == [], 30)
    check_port_free(port, patience=30)
