"""The real server over a socket: what a browser would never send, and what each answer carries."""

import http.client
import re
import socket

import pytest

from tests.tools.crawl import crawl

pytestmark = pytest.mark.e2e

ODD_REQUESTS = {
    "NUL in the path": "/telecentres/%00/",
    "NUL in the query": "/actualites/?page=%00",
    "NUL in a name": "/?%00=1",
    "bad UTF-8 in the path": "/%ff/",
    "a lone surrogate in the path": "/actualites/%ed%a0%80/",
    "bad UTF-8 in the query": "/actualites/?etiquette=%ff",
    "a lone surrogate in the query": "/actualites/?etiquette=%ed%a0%80",
    "page 99999": "/actualites/?page=99999",
    "a negative page": "/actualites/?page=-1",
    "a page in letters": "/actualites/?page=abc",
    "an endless page number": f"/actualites/?page={'9' * 5000}",
    "a thirteenth month": "/telecentres/murat/?jour=2026-13-45",
    "a day of year 0": "/telecentres/murat/?jour=0000-00-00",
    "the last day there is": "/telecentres/murat/?jour=9999-12-31",
    "the first day there is": "/telecentres/murat/?jour=0001-01-01",
    "an absurd year": "/actualites/?annee=99999999999",
    "year 0": "/actualites/?annee=0",
    "an unknown year in letters": "/actualites/?annee=deux-mille",
    "an unknown centre": "/telecentres/atlantide/",
    "an unknown page": "/nulle-part/",
    "an unknown tag": "/actualites/?etiquette=inconnue",
    "dots": "/../../etc/passwd",
    "an encoded slash": "/telecentres%2Fmurat/",
    "a hidden file": "/media/../site.sqlite3",
    "markup in the query": "/actualites/?etiquette=%3Cscript%3Ealert(1)%3C/script%3E",
    "a very long path": "/" + "a" * 6000 + "/",
    "a very long query": "/actualites/?etiquette=" + "a" * 6000,
    "a thousand parameters": "/actualites/?" + "&".join(f"a{i}=1" for i in range(1500)),
    "a backslash": "/telecentres/%5C..%5C/",
    "a bare percent": "/%",
    "a newline": "/actualites/%0d%0aSet-Cookie:%20a=b",
}


def ask(server, path, *, method="GET", headers=None):
    """Status, headers (lower case), body."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        connection.request(method, path, headers=headers or {})
        answer = connection.getresponse()
        named = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, named, answer.read()
    finally:
        connection.close()


def assert_clear_refusal(status, headers, body):
    """Never a server error; a redirection or a page in French."""
    assert status < 500, body[:500]
    if status in (301, 302):
        return
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert b'<html lang="fr"' in body
    assert "set-cookie" not in headers


@pytest.mark.parametrize("path", ODD_REQUESTS.values(), ids=ODD_REQUESTS)
def test_odd_request_gets_a_french_page(server, path):
    assert_clear_refusal(*ask(server, path))


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "a b", "[::1", "é"])
def test_wrong_host_is_refused_in_french(server, host):
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as raw:
        raw.sendall(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: raw.recv(65536), b""))

    assert re.match(rb"HTTP/1.1 4\d\d", answer)
    if b"<html" in answer:
        assert b'<html lang="fr"' in answer
        assert b"evil" not in answer


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/", "/actualites/", "/telecentres/murat/", "/nulle-part/"])
def test_other_methods_never_break(server, method, path):
    status, _headers, _body = ask(server, path, method=method)

    assert status < 500


def test_head_answers_like_get_without_a_body(server):
    status, headers, body = ask(server, "/", method="HEAD")

    assert (status, body) == (200, b"")
    assert headers["content-type"] == "text/html; charset=utf-8"


HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
}


@pytest.mark.parametrize(
    "path", ["/", "/telecentres/murat/", "/compte/connexion/", "/nulle-part/", "/%ff/"]
)
def test_protective_headers_are_on_every_page(server, path):
    _status, headers, _body = ask(server, path)

    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-" not in policy
    assert "http:" not in policy
    assert "https:" not in policy
    assert "geolocation=()" in headers["permissions-policy"]
    assert headers["x-request-id"]


def test_health_answers_without_cookie(server):
    status, headers, body = ask(server, "/healthz")

    assert (status, body) == (200, b"ok\n")
    assert "set-cookie" not in headers


def test_readiness_names_what_it_tried(server):
    status, headers, body = ask(server, "/readyz")

    assert (status, headers["content-type"]) == (200, "application/json")
    assert b'"database": "ok"' in body


def test_static_files_are_compressed_and_kept_for_ever(server):
    _status, _headers, page = ask(server, "/")
    sheets = re.findall(rb'href="(/static/[^"]+\.css)"', page)
    assert sheets

    for sheet in sheets:
        status, headers, _ = ask(server, sheet.decode(), headers={"Accept-Encoding": "br, gzip"})
        assert status == 200
        assert headers["content-encoding"] == "br"
        assert "immutable" in headers["cache-control"]
        assert int(re.search(r"max-age=(\d+)", headers["cache-control"])[1]) >= 31_536_000


def test_no_link_is_broken(server):
    answers = crawl(server.url)

    assert len(answers) > 20
    assert {path: status for path, status in answers.items() if status not in (200, 301, 302)} == {}
