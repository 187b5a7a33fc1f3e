"""Each answer has an identifier, and the log lines of its request bear it."""

import io
import json
import logging
import re

import pytest
from structlog.stdlib import ProcessorFormatter


@pytest.mark.parametrize("given", ["a1B2c3D4", "0123.4567_89-ab", "x" * 64])
def test_a_well_formed_identifier_is_kept(client, given):
    response = client.get("/healthz", headers={"x-request-id": given})

    assert response.headers["X-Request-ID"] == given


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "a b c d e f g", "<script>alert(1)", "abcdefgh\n", "é" * 10]
)
def test_any_other_is_replaced(client, given):
    response = client.get("/healthz", headers={"x-request-id": given})

    assert re.fullmatch(r"[0-9a-f]{32}", response.headers["X-Request-ID"])


def test_two_requests_have_two_identifiers(client):
    ids = {client.get("/healthz").headers["X-Request-ID"] for _ in range(3)}

    assert len(ids) == 3


@pytest.fixture
def log(monkeypatch) -> io.StringIO:
    """What the handler of the settings writes."""
    written = io.StringIO()
    (handler,) = (
        one for one in logging.getLogger().handlers if isinstance(one.formatter, ProcessorFormatter)
    )
    monkeypatch.setattr(handler, "stream", written)
    return written


def lines_of(log: io.StringIO) -> list[dict[str, str]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_the_log_is_json_and_bears_the_identifier(visitor, log):
    visitor.get("/essai/panne/", headers={"x-request-id": "essai-1234"})

    (line,) = lines_of(log)
    assert line["request_id"] == "essai-1234"
    assert (line["level"], line["logger"]) == ("error", "django.request")
    assert line["event"] == "Internal Server Error: /essai/panne/"
    assert line["exception"].endswith("RuntimeError: broken on purpose")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", line["timestamp"])


def test_a_line_break_in_an_address_makes_no_second_line(visitor, db, log):
    visitor.get("/rien%0A%7B%22event%22:%20%22faux%22%7D/")

    (line,) = lines_of(log)
    assert line["level"] == "warning"
