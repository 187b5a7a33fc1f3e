"""`make run`: from a bare clone to a served site, without a question.

    deploy/bootstrap.sh run [--reset-demo]

Standard library only; what needs Django is in prepare.py, run by the Python of .venv.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

from install import ROOT, VENV_PYTHON, install, say, say_and_stop

WORKERS = 2
READY_SECONDS = 60


def address() -> tuple[str, int]:
    host = os.environ.get("HOST") or "127.0.0.1"
    port = os.environ.get("PORT") or "8000"
    if not port.isdigit() or not 0 < int(port) < 65536:
        sys.exit(
            f"PORT={port} is not a port: give a number from 1 to 65535, as in make run PORT=9000"
        )
    return host, int(port)


def in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def check_port(host: str, port: int) -> None:
    """Before anything long: say it now if the site could not be served there."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except PermissionError:
        sys.exit(f"Port {port} is kept for the administrator. Choose another: make run PORT=8000")
    except socket.gaierror:
        sys.exit(f"HOST={host} is not an address of this machine. Without it: 127.0.0.1")
    except OSError as error:
        sys.exit(
            f"Port {port} of {host} cannot be used ({error.strerror}): something else is probably "
            f"serving there,\nperhaps another `make run`. Stop it, or choose another port:\n"
            f"  make run PORT={port + 1 if port < 65535 else 8000}"
        )


def environment(host: str, port: int) -> dict[str, str]:
    """What Django and granian read; an empty variable counts as none."""
    kept = {key: value for key, value in os.environ.items() if value or key != "DATABASE_URL"}
    kept["PYTHONPATH"] = f"{ROOT / 'site'}{os.pathsep}{ROOT}"
    kept.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    # Browsers have passkeys at localhost, not at a bare address.
    name = "localhost" if host == "127.0.0.1" else in_url(host)
    kept.setdefault("BASE_URL", f"http://{name}:{port}")
    if host not in ("127.0.0.1", "localhost", "::1"):
        kept.setdefault(
            "ALLOWED_HOSTS", f"localhost,127.0.0.1,{in_url(host)},{socket.gethostname()}"
        )
    return kept


def prepare(env: dict[str, str], *options: str) -> None:
    done = subprocess.run(
        [VENV_PYTHON, ROOT / "deploy" / "prepare.py", *options], env=env, cwd=ROOT
    )
    if done.returncode:
        sys.exit(done.returncode)


def serve(host: str, port: int, env: dict[str, str]) -> int:
    """Granian and the worker until they are told to stop (Ctrl-C or SIGTERM).

    The welcome comes once the server answers.
    """
    command = [VENV_PYTHON, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", host]
    command += ["--port", str(port), "--workers", str(WORKERS), "--log-level", "error"]
    # A thread is a database connection; one process computes one thing at a time anyway.
    command += ["--blocking-threads", "8", "--backpressure", "128"]
    server = subprocess.Popen([*command, "config.wsgi:application"], env=env, cwd=ROOT)
    worker = subprocess.Popen(
        [VENV_PYTHON, "manage.py", "worker", "--with-parent"], env=env, cwd=ROOT
    )

    def forward(number: int, frame: object) -> None:
        if server.poll() is None:
            server.send_signal(signal.SIGINT)

    signal.signal(signal.SIGTERM, forward)
    signal.signal(signal.SIGINT, forward)
    if wait_until_ready(server, host, port):
        prepare(env, "--welcome")
    code = server.wait()
    worker.terminate()
    worker.wait()
    if code in (0, -signal.SIGINT, -signal.SIGTERM):
        say("\nStopped.")
        return 0
    return code


def wait_until_ready(server: subprocess.Popen, host: str, port: int) -> bool:
    wildcards = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 (where to knock, not to bind)
    reached = wildcards.get(host, in_url(host))
    deadline = time.monotonic() + READY_SECONDS
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while server.poll() is None and time.monotonic() < deadline:
        try:
            direct.open(f"http://{reached}:{port}/healthz", timeout=2).close()
            return True
        except OSError:
            time.sleep(0.2)
    return False


def main() -> int:
    host, port = address()
    only_reset = sys.argv[1:] == ["--reset-demo"]
    if not only_reset:
        check_port(host, port)
    say("1. Packages")
    install("runtime")
    env = environment(host, port)
    if only_reset:
        prepare(env, "--reset-demo")
        return 0
    prepare(env)
    say("5. Server")
    return serve(host, port, env)


if __name__ == "__main__":
    say_and_stop(main)
