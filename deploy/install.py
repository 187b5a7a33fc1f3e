"""Puts the pinned packages into .venv, once; afterwards it answers at once, without the network.

    deploy/bootstrap.sh install runtime|dev

Standard library only: this runs before anything is installed.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
THIS_MINOR = f"{sys.version_info[0]}.{sys.version_info[1]}"
VENV_PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / "deploy" / "locks"
REQUIREMENTS = {"runtime": "requirements.txt", "dev": "requirements-dev.txt"}
# There while pip writes: an install that was cut short leaves it, and the folder is made again.
UNFINISHED = VENV / "installing"

NO_VENV = """This Python ({python}) cannot make virtual environments:
a piece of it is packaged apart.
  Debian, Ubuntu:  sudo apt-get install python3-venv
Then run the same command again."""

PIP_FAILED = """The packages could not be installed (pip's own words are above).
  - No network, or a proxy: the first run needs the Python package index; later runs do not.
  - « Failed building wheel »: this machine needs a C compiler for that package.
    Debian, Ubuntu:  sudo apt-get install build-essential python3-dev
  - « THESE PACKAGES DO NOT MATCH THE HASHES »: the download is not the one we pinned. Do not
    go on; try from another network.
Then run the same command again: it starts where it should."""


def say(message: str) -> None:
    print(message, flush=True)


def python_minor(python: Path | str) -> str | None:
    """« 3.11 » for a Python that runs and has pip; None for anything else."""
    code = "import pip, sys; print(f'{sys.version_info[0]}.{sys.version_info[1]}')"
    try:
        done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def wanted_files(kind: str, minor: str) -> tuple[Path, list[str]]:
    """The requirements file to install for this Python, and pip's options for it."""
    lock = LOCKS / f"{kind}-{minor}.txt"
    if lock.exists():
        return lock, ["--require-hashes"]
    return ROOT / REQUIREMENTS[kind], []


def checksum(kind: str, minor: str) -> str:
    """What the stamp must hold for `kind` to be already there: packages, Python and place."""
    digest = hashlib.sha256(f"{minor} {VENV}".encode())
    for each in ("runtime", "dev") if kind == "dev" else ("runtime",):
        digest.update(wanted_files(each, minor)[0].read_bytes())
    return digest.hexdigest()


def stamp(kind: str) -> Path:
    return VENV / f"installed-{kind}"


def is_installed(kind: str) -> bool:
    """True when .venv holds exactly the wanted packages; costs two small reads."""
    if UNFINISHED.exists() or not stamp(kind).exists() or not VENV_PYTHON.exists():
        return False
    minor, _, digest = stamp(kind).read_text().partition(" ")
    if os.environ.get("PYTHON") and minor != THIS_MINOR:
        return False
    return digest == checksum(kind, minor)


def is_usable() -> bool:
    """False for a half-made folder, one copied from elsewhere, or one whose Python is gone."""
    if UNFINISHED.exists():
        return False
    minor = python_minor(VENV_PYTHON)
    if minor is None or tuple(map(int, minor.split("."))) < (3, 11):
        return False
    if os.environ.get("PYTHON") and minor != THIS_MINOR:
        return False
    home = (VENV / "pyvenv.cfg").read_text()
    return "command = " not in home or f" {VENV}\n" in home


def make_venv() -> None:
    if VENV.exists():
        say("  .venv is incomplete, moved or of another Python: making it again.")
        if VENV.is_symlink():
            VENV.unlink()
        else:
            shutil.rmtree(VENV)
    # Never from inside the folder we have just removed: the interpreter behind it.
    base = Path(sys.base_prefix, "bin", f"python{THIS_MINOR}")
    python = str(base) if base.exists() else sys.executable
    say(f"  Making the virtual environment .venv (Python {sys.version.split()[0]})…")
    done = subprocess.run([python, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(done.stdout + done.stderr + NO_VENV.format(python=python))


def install(kind: str) -> None:
    """Install `kind` (« runtime » or « dev »), unless it is there already."""
    if is_installed(kind):
        return
    (ROOT / "var").mkdir(exist_ok=True)
    with open(ROOT / "var" / "install.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("  Another command is installing the packages: waiting for it…")
            fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_installed(kind):
            install_locked(kind)


def install_locked(kind: str) -> None:
    if not is_usable():
        make_venv()
    minor = python_minor(VENV_PYTHON)
    if minor is None:
        sys.exit(NO_VENV.format(python=sys.executable))
    source, options = wanted_files(kind, minor)
    if not options:
        say(
            f"  No hashed lock for Python {minor} in deploy/locks/: installing the direct pins of "
            f"{source.name}.\n  It should work, but is not what we test; PYTHON=python3.11 chooses "
            "another Python."
        )
    say(f"  Installing the packages of {source.relative_to(ROOT)} into .venv (a minute or two)…")
    UNFINISHED.touch()
    for each in ("runtime", "dev"):
        stamp(each).unlink(missing_ok=True)
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "-qq", "--no-input"]
    done = subprocess.run([*pip, "--disable-pip-version-check", *options, "-r", str(source)])
    if done.returncode:
        sys.exit(PIP_FAILED)
    for each in ("runtime", "dev") if kind == "dev" else ("runtime",):
        stamp(each).write_text(f"{minor} {checksum(each, minor)}")
    UNFINISHED.unlink()


def say_and_stop(command: Callable[[], int | None]) -> NoReturn:
    """Run a command line; a stop or a folder that is not ours is said in one plain sentence."""
    try:
        sys.exit(command())
    except KeyboardInterrupt:
        sys.exit("\nStopped. The same command starts again cleanly.")
    except PermissionError as error:
        sys.exit(
            f"{error.filename} cannot be written: it probably belongs to another user "
            "(an earlier run as root?).\nMake the folder yours, or work in a clone of your own."
        )


def main() -> None:
    if len(sys.argv) != 2 or sys.argv[1] not in REQUIREMENTS:
        sys.exit(__doc__)
    install(sys.argv[1])


if __name__ == "__main__":
    say_and_stop(main)
