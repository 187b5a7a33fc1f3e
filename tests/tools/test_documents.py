"""What the documents promise is what the code does."""

import re
import tomllib

from tests.tools.env import ROOT


def settings_variables() -> set[str]:
    names: set[str] = set()
    for path in (ROOT / "site" / "config" / "settings").glob("*.py"):
        names |= set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", path.read_text()))
    return names


def test_each_variable_of_the_settings_is_documented():
    table = (ROOT / "docs" / "deploy.md").read_text()
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE))

    assert documented == settings_variables()


def test_each_dependency_has_a_reason():
    pinned = set()
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text().splitlines()
        pinned |= {match[1] for line in lines if (match := re.match(r"([a-z0-9-]+)[\[=]", line))}
    table = (ROOT / "CONTRIBUTING.md").read_text()

    assert set(re.findall(r"^\| `([a-z0-9-]+)` \|", table, re.MULTILINE)) == pinned


def test_each_make_command_is_listed_in_the_readme():
    commands = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    readme = (ROOT / "README.md").read_text()

    assert {name for name in commands if f"`make {name}`" not in readme} == {"help"}


def test_readme_stays_short():
    assert len((ROOT / "README.md").read_text().splitlines()) < 120


def test_each_package_is_locked_for_each_python():
    for lock in (ROOT / "deploy" / "locks").glob("*.txt"):
        source = "requirements.txt" if lock.name.startswith("runtime") else "requirements-dev.txt"
        pins = re.findall(
            r"^([a-z0-9-]+)(?:\[.*\])?==(\S+)", (ROOT / source).read_text(), re.MULTILINE
        )
        locked = lock.read_text()
        missing = [name for name, version in pins if f"\n{name}=={version} " not in f"\n{locked}"]

        assert (lock.name, missing) == (lock.name, [])


def test_each_package_is_under_the_import_contracts():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    folders = [*(ROOT / "site").iterdir(), ROOT / "club", ROOT / "pages", ROOT / "forum"]
    packages = {folder.name for folder in folders if any(folder.rglob("*.py"))}

    assert set(contracts["root_packages"]) == packages
