"""Writes deploy/locks/: every package, pinned and hashed, for each Python version we accept.

The development lock is made under the runtime one, so that tests run on what production runs.
uv is installed for this alone, under var/tools/.
"""

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "var" / "tools" / "uv"
# 3.11.2 is Debian 12's: newer packages refuse it, so the 3.11 lock is made for it.
PYTHONS = {"3.11": "3.11.2", "3.12": "3.12", "3.13": "3.13", "3.14": "3.14"}


def uv() -> Path:
    program = TOOLS / "bin" / "uv"
    if not program.exists():
        print("  Installing uv into var/tools/…", flush=True)
        venv.create(TOOLS, with_pip=True, clear=True)
        subprocess.run([TOOLS / "bin" / "pip", "install", "-qq", "uv"], check=True)
    return program


def compile_lock(source: str, target: Path, python: str, *options: str) -> None:
    print(f"  {target.relative_to(ROOT)}", flush=True)
    flags = ["--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header", "--quiet"]
    target_words = ["-o", str(target), "--python-version", python]
    command = [uv(), "pip", "compile", source, *target_words, *flags, *options]
    subprocess.run(command, check=True, cwd=ROOT)


def main() -> None:
    for minor, python in PYTHONS.items():
        runtime = ROOT / "deploy" / "locks" / f"runtime-{minor}.txt"
        compile_lock("requirements.txt", runtime, python)
        dev = runtime.with_name(f"dev-{minor}.txt")
        compile_lock("requirements-dev.txt", dev, python, "-c", str(runtime))


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"The locks could not be made: {error}")
