"""Log lines without content: where something failed and of what type, never what a person typed or a file said."""

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType


class WithoutContent(logging.Formatter):
    """One JSON object a line. Of an exception: its type and the places it went through.

    Its message stays out, since a database error quotes the row and a decoder's quotes the file.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            line["error"] = f"{kind.__module__}.{kind.__qualname__}"
            line["through"] = _places(trace)
        return json.dumps(line, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    """Return what happened. Django's security log quotes what was sent, such as the Host header: not that."""
    if record.name.startswith("django.security."):
        return "refused as suspicious"
    return record.getMessage() if record.exc_info is None else str(record.msg)


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)[-12:]]
