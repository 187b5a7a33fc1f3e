"""/healthz and /readyz."""

import pytest

from config import views

pytestmark = pytest.mark.django_db
ALL_WELL = {"ready": True, "database": "ok", "cache": "ok", "storage": "ok", "worker": "none"}


def test_the_process_lives(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


def test_all_is_ready(client):
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, ALL_WELL)
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["database", "cache", "storage"])
def test_a_probe_that_fails_is_named(client, monkeypatch, name):
    def fail() -> None:
        raise RuntimeError("away")

    monkeypatch.setitem(views.PROBES, name, fail)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == ALL_WELL | {"ready": False, name: "failed: RuntimeError"}
    assert "away" not in response.content.decode()


def test_a_storage_that_cannot_be_written_is_named(client, settings, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    settings.MEDIA_ROOT = tmp_path / "file" / "media"

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["storage"].startswith("failed: ")


def test_a_cache_that_forgets_is_named(client, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == ALL_WELL | {"ready": False, "cache": "failed: RuntimeError"}


def test_the_storage_probe_leaves_nothing_behind(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    client.get("/readyz")

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_a_probe_is_only_read(client, address):
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200
