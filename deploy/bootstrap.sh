#!/bin/sh
# Finds a Python this project runs on, then runs one of the scripts of this folder with it:
#   deploy/bootstrap.sh install runtime     deploy/bootstrap.sh run     deploy/bootstrap.sh test
# PYTHON=/path/to/python chooses another interpreter.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")

suits() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        if suits "$PYTHON"; then
            echo "$PYTHON"
            return
        fi
        echo "PYTHON=$PYTHON is not a Python 3.11 or later that can be run." >&2
        return 1
    fi
    for name in "$root/.venv/bin/python" python3.14 python3.13 python3.12 python3.11 python3; do
        if suits "$name"; then
            echo "$name"
            return
        fi
    done
    cat >&2 <<'HELP'
This project needs Python 3.11 or later, and none was found.
  Debian, Ubuntu:  sudo apt-get install python3 python3-venv
  Fedora:          sudo dnf install python3
  macOS:           brew install python
Then run the same command again. If yours stands elsewhere: make run PYTHON=/path/to/python3
HELP
    return 1
}

python=$(find_python)
script=$1
shift
exec "$python" "$here/$script.py" "$@"
