"""The site as `make run` serves it, on a free port, with a demo network of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.tools.env import ROOT, die_with_parent, environment
from tests.tools.postgres import free_port

DEMO_PASSWORD = "une-phrase-pour-les-essais"
START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    url: str  # without a trailing slash
    port: int
    log: Path
    env: dict[str, str]

    def manage(self, *words: str) -> str:
        """Run a management command on this server's database; its output."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.env, check=True, capture_output=True, text=True
        )
        return done.stdout

    def breakages(self) -> list[str]:
        """What the log calls an error, but for a wrong Host, which Django calls one."""
        lines = [line for line in self.log.read_text().splitlines() if line.strip()]
        broken = [line for line in lines if not line.startswith(("{", "[WARNING]", "[INFO]"))]
        for line in lines:
            if line.startswith("{"):
                event = json.loads(line)
                wrong_host = event["logger"] == "django.security.DisallowedHost"
                if event["level"] in ("error", "critical") and not wrong_host:
                    broken.append(line)
        return broken


@contextmanager
def demo_server(*, workers: int = 1, **extra: str) -> Iterator[Server]:
    """A prepared and answering server; stopped at the end, and its folder removed.

    `extra` are environment variables, such as DATABASE_URL.
    """
    with tempfile.TemporaryDirectory(prefix="cybercantal-site-") as folder:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        settings = {
            "DJANGO_SETTINGS_MODULE": "tests.e2e.settings",
            "VAR_DIR": folder,
            "BASE_URL": url,
            "DEMO_PASSWORD": DEMO_PASSWORD,
            "LOG_LEVEL": "WARNING",
        }
        env = environment(**{**settings, **extra})
        prepared = subprocess.run(
            [sys.executable, ROOT / "deploy" / "prepare.py"],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
        )
        if prepared.returncode:
            raise RuntimeError(f"prepare.py failed:\n{prepared.stdout}{prepared.stderr}")
        log = Path(folder, "server.log")
        with open(log, "w") as output:
            server = subprocess.Popen(
                [
                    *[sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"],
                    *["--port", str(port), "--workers", str(workers), "--log-level", "error"],
                    *["--blocking-threads", "8", "--backpressure", "128"],
                    "config.wsgi:application",
                ],
                cwd=ROOT,
                env=env,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        try:
            wait_until_ready(server, url, log)
            yield Server(url=url, port=port, log=log, env=env)
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def wait_until_ready(server: subprocess.Popen, url: str, log: Path) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            direct.open(f"{url}/healthz", timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The server does not answer:\n{log.read_text()[-4000:]}")
