"""Logs say where and what kind, never what."""

import json
import logging
import sys

import pytest
from django.conf import LazySettings
from django.test import Client

from icse.core.logs import WithoutContent


def test_an_exception_keeps_its_message_to_itself() -> None:
    try:
        raise ValueError("a name that somebody typed")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "Failed: %s", ("typed",), sys.exc_info())
    line = json.loads(WithoutContent().format(record))
    assert line["error"] == "builtins.ValueError"
    assert line["message"] == "Failed: %s"
    assert "typed" not in json.dumps(line)
    assert any("test_logs.py" in place for place in line["through"])


def test_a_plain_line_is_whole() -> None:
    record = logging.LogRecord("x", logging.WARNING, __file__, 1, "lost %d", (3,), None)
    assert json.loads(WithoutContent().format(record))["message"] == "lost 3"


def test_a_suspicious_request_is_not_quoted(settings: LazySettings, capfd: pytest.CaptureFixture[str]) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    assert Client().get("/sign-in/", headers={"host": "typed.example"}).status_code == 400
    logger = logging.getLogger("django.security.DisallowedHost")
    record = logger.makeRecord(logger.name, logging.ERROR, __file__, 1, "Invalid: 'typed.example'", (), None)
    line = json.loads(WithoutContent().format(record))
    assert (line["logger"], line["message"]) == (logger.name, "refused as suspicious")
    assert "typed.example" not in "".join(capfd.readouterr())
