"""What else happens meanwhile: an archive and a video in pieces (tus), cut in the middle; a file that is deleted."""

import base64
import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Final

from tests import media, recordings
from tests.series.ingest.zipping import packed

HOST: Final = "127.0.0.1"
_PATIENCE: Final = 60.0
_PAUSE: Final = 0.2
_READ_WITHIN: Final = 0.5
_PIECE: Final = "application/offset+octet-stream"
#: Nothing that is sent otherwise shows these.
_FIRST_SCENE: Final = 900_000
DELETED: Final = "extra-deleted.jpg"
Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Extras:
    """A program of the Dutch officer, and one of the supervisor, in a thread. ``problem`` says why it ended early."""

    port: int
    desks: dict[str, Any]
    seed: int
    problem: str = ""
    gone_on: int = 0
    expected: dict[str, bytes] = field(default_factory=dict)
    removed: bytes = b""

    def __post_init__(self) -> None:
        scenes = [_FIRST_SCENE + 100 * self.seed + number for number in range(6)]
        first, second, self.removed = (media.as_bytes(media.pattern(scene)) for scene in scenes[:3])
        shown = recordings.video(recordings.scenes(*scenes[3:]), with_sound=False)
        self.expected = {"extra-1.jpg": first, "extra-2.jpg": second, "extra.mp4": shown}
        archive = packed([(f"phone/{name}", self.expected[name]) for name in ("extra-1.jpg", "extra-2.jpg")])
        self._files = {"extra.zip": archive, "extra.mp4": shown, DELETED: self.removed}
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._deadline = 0.0
        self._last = ""

    @property
    def is_over(self) -> bool:
        """Whether all was done, or it was given up."""
        return not self._thread.is_alive()

    def __enter__(self) -> "Extras":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._deadline = 0.0
        self._thread.join()

    def _run(self) -> None:
        self._deadline = time.monotonic() + _PATIENCE
        desk = self.desks["desks"]["NL"]
        said = {"case": desk["case"], "audience": self.desks["audiences"]["NL"]}
        upload = json.loads(self._again("POST", "/api/v1/uploads", said)[2]).get("id", "")
        keys = {name: self._send(upload, name, content) for name, content in self._files.items()}
        self._give_up_what_was_begun_in_vain(upload)
        if not self.problem:
            self._delete(keys[DELETED])

    def _send(self, upload: str, name: str, content: bytes) -> str:
        """Send a file: half of it, cut off there; then the rest, from where the service says. Return the item's key."""
        told = {"Upload-Length": str(len(content)), "Upload-Metadata": f"filename {_base64(name)}"}
        address = self._again("POST", f"/api/v1/uploads/{upload}/files", headers=told)[1].get("location", "")
        here = 0
        while not self.problem and not here:
            self._cut(address, content)
            self._pause()
            here = int(self._again("HEAD", address)[1]["upload-offset"])
        self.gone_on += 0 < here < len(content)
        while not self.problem and here < len(content):
            self._once("PATCH", address, content[here:], {"Upload-Offset": str(here)})
            here = int(self._again("HEAD", address)[1]["upload-offset"])
            if here < len(content):
                self._pause()
        return str(json.loads(self._again("GET", address)[2] or "{}").get("item"))

    def _cut(self, address: str, content: bytes) -> None:
        """Say that all comes, send a half, and hang up."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=10)
        try:
            connection.putrequest("PATCH", address)
            for header, value in self._headers("NL", {"Upload-Offset": "0", "Content-Type": _PIECE}).items():
                connection.putheader(header, value)
            connection.putheader("Content-Length", str(len(content)))
            connection.endheaders(content[: len(content) // 2])
            time.sleep(_READ_WITHIN)  # what the service has not read yet when the line breaks never came
        except (OSError, http.client.HTTPException):
            pass  # killed at this very moment
        finally:
            connection.close()

    def _give_up_what_was_begun_in_vain(self, upload: str) -> None:
        """Where the answer to a beginning was lost, a transfer without a byte is left."""
        left = json.loads(self._again("GET", f"/api/v1/uploads/{upload}/files")[2])
        for one in left.get("results", ()):
            self._again("DELETE", f"/api/v1/transfers/{one['id']}")

    def _delete(self, key: str) -> None:
        """Delete it as the supervisor, as soon as it is ready; who gets no answer asks again, and finds it going."""
        unanswered = 0
        while not self.problem:
            answer = self._once("DELETE", f"/api/v1/items/{key}?reason=mistake", desk="supervisor")
            unanswered += answer is None or answer[0] >= 500
            waits = answer is None or answer[0] >= 500 or b"still being read" in answer[2]
            if answer and not waits and (answer[0] == 202 or (unanswered and answer[0] in (404, 409))):
                return
            if answer and not waits:
                self.problem = f"DELETE {key}: {answer[0]} {answer[2][:300]!r}"
            self._pause()

    def _again(self, method: str, path: str, said: dict[str, str] | None = None, **more: Any) -> Answer:
        """Ask until it is answered."""
        body = json.dumps(said).encode() if said else b""
        while not self.problem:
            answer = self._once(method, path, body, **more)
            if answer and answer[0] < 300:
                return answer
            if answer and answer[0] not in (423, 500, 502, 503, 504):
                self.problem = f"{method} {path}: {answer[0]} {answer[2][:300]!r}"
            self._pause()
        return 0, {"upload-offset": "0"}, b"{}"

    def _once(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None, desk: str = "NL"
    ) -> Answer | None:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=30)
        try:
            kind = _PIECE if method == "PATCH" else "application/json"
            said = self._headers(desk, headers or {}) | ({"Content-Type": kind} if body else {})
            connection.request(method, path, body or None, said)
            answer = connection.getresponse()
            found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
            self._last = f"{method} {path} {headers}: {found[0]} {found[2][:200]!r}"
            return found
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def _headers(self, desk: str, more: dict[str, str]) -> dict[str, str]:
        token = self.desks["supervisor"] if desk == "supervisor" else self.desks["desks"][desk]["token"]
        return {"Authorization": f"Bearer {token}", "Tus-Resumable": "1.0.0", **more}

    def _pause(self) -> None:
        time.sleep(_PAUSE)
        if time.monotonic() > self._deadline and not self.problem:
            self.problem = (
                f"the archive, the video and the deletion were not done in {_PATIENCE:g} seconds: {self._last}"
            )


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
