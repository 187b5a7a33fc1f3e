"""The readable files of site/demo/data/."""

import csv
import tomllib
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[1] / "data"


def read_toml(name: str) -> dict[str, Any]:
    """One file, by its path under data/."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def read_folder(name: str) -> dict[str, dict[str, Any]]:
    """Every TOML file of a folder, by file name without its ending, in alphabetical order."""
    return {
        path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
        for path in sorted((DATA / name).glob("*.toml"))
    }


def read_csv(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file of data/."""
    with (DATA / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
