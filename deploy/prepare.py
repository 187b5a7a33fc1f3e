"""What Django has to do before the site is served: database, demo network, static files.

Run by run.py with the Python of .venv; each step says what it does and costs little when it is
already done.  --welcome prints the address and the demo accounts;  --reset-demo puts the demo
network back as it was.
"""

import fcntl
import hashlib
import io
import sys
from importlib import metadata
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parent.parent

WHAT_TO_DO = """
Nothing was changed. To go on, choose one:
  - start afresh beside it:   make run DATABASE_URL=sqlite:///{fresh}
  - set it aside, start new:  {aside}
  - use the release of the site that made it."""


def say(message: str) -> None:
    print(message, flush=True)


def refuse(reason: str) -> None:
    name = settings.DATABASES["default"]["NAME"]
    is_file = connection.vendor == "sqlite"
    aside = f"mv {name} {name}.old && make run" if is_file else f"rename the database « {name} »"
    sys.exit(reason + WHAT_TO_DO.format(fresh=ROOT / "var" / "new.sqlite3", aside=aside))


def described_database() -> str:
    """Where the data is, without user nor password."""
    database = settings.DATABASES["default"]
    if connection.vendor == "sqlite":
        return str(database["NAME"])
    return f"{connection.vendor} {database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"


def check_database() -> None:
    """Stop with a clear word before migrating a database that is not ours, or is newer than us."""
    if connection.vendor == "sqlite":
        Path(settings.DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    try:
        tables = set(connection.introspection.table_names()) - expected_tables()
        loader = MigrationLoader(connection)
    except DatabaseError as error:
        if "not a database" in str(error) or "malformed" in str(error):
            refuse(f"The file {described_database()} is not a readable SQLite database.")
        sys.exit(
            f"The database ({described_database()}) does not answer:\n  {error}\n"
            "Is DATABASE_URL right, the server started, the file yours? Without DATABASE_URL the "
            "site keeps an SQLite file under var/."
        )
    applied = set(loader.applied_migrations)
    if tables and not any(label == "users" for label, _ in applied):
        refuse(f"The database ({described_database()}) holds something else than this site.")
    ours = {label for label, _ in our_apps()}
    unknown = {
        f"{app}.{name}" for app, name in applied - set(loader.disk_migrations) if app in ours
    }
    if unknown:
        refuse(
            f"The database ({described_database()}) was made by a newer version of this site: it "
            f"knows migrations that this copy does not have ({', '.join(sorted(unknown)[:3])}…)."
        )
    try:
        loader.check_consistent_history(connection)
    except InconsistentMigrationHistory as error:
        refuse(f"The database ({described_database()}) was made by another version: {error}")


def expected_tables() -> set[str]:
    """What a first run that was cut short may have left."""
    known = connection.introspection.django_table_names(include_views=False)
    return {*known, "django_migrations", settings.CACHES["default"].get("LOCATION", "")}


def our_apps() -> list[tuple[str, Path]]:
    """Label and folder of the apps of this project: not those installed in .venv."""
    configs = apps.get_app_configs()
    packages = Path(sys.prefix)
    return [
        (app.label, Path(app.path)) for app in configs if packages not in Path(app.path).parents
    ]


def migrate() -> None:
    say(f"2. Database ({described_database()})")
    check_database()
    call_command("createcachetable", verbosity=0)  # first: migrations may empty the cache
    call_command("migrate", verbosity=0, interactive=False)
    call_command("rebuild_search", stdout=io.StringIO())


def load_demo() -> None:
    from club.telecentres.models import Telecentre
    from demo.load.accounts import load_accounts
    from demo.management.commands.load_demo import demo_password

    say("3. Demo network")
    if not settings.IS_DEMONSTRATION:
        say("   Not a demonstration site (IS_DEMONSTRATION is off): nothing is loaded.")
    elif Telecentre.objects.exists():
        say("   Already there, left as it is (`make demo` puts it back as it was).")
        load_accounts(demo_password())  # DEMO_PASSWORD may have changed
    else:
        say("   Loading it (less than a minute)…")
        call_command("load_demo", stdout=io.StringIO())


def static_digest() -> str:
    """Changes when one of our static files or an installed package does."""
    digest = hashlib.sha256()
    for package in sorted(f"{d.name}=={d.version}" for d in metadata.distributions()):
        digest.update(package.encode())
    folders = [Path(folder) for folder in settings.STATICFILES_DIRS]
    folders += [path / "static" for _, path in our_apps()]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def collect_static() -> None:
    say("4. Static files")
    root = Path(settings.STATIC_ROOT)
    root.parent.mkdir(parents=True, exist_ok=True)
    with open(root.with_name("static.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two sites may share this folder: those of the tests do
        collect_into(root)


def collect_into(root: Path) -> None:
    stamp, digest = root.with_name("static.stamp"), static_digest()
    manifest = root / "staticfiles.json"
    if stamp.exists() and stamp.read_text() == digest and manifest.exists():
        say("   Unchanged.")
        return
    say("   Collecting and compressing them (half a minute the first time)…")
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(digest)


def welcome() -> None:
    from demo.load.accounts import ACCOUNTS
    from demo.management.commands.load_demo import demo_password

    say(f"\nThe site is served at  {settings.BASE_URL}/   (Ctrl-C stops it)")
    say(f"Back office:           {settings.BASE_URL}/gestion/")
    if settings.IS_DEMONSTRATION:
        say(f"\nDemo accounts, all with the password  {demo_password()}")
        for account in ACCOUNTS:
            role = "superuser" if account.is_superuser else account.role or "no role"
            say(f"  {account.email:<28} {role}")


def main() -> None:
    django.setup()
    if "--welcome" in sys.argv:
        welcome()
        return
    settings.VAR.mkdir(parents=True, exist_ok=True)
    with open(settings.VAR / "prepare.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two commands started together take turns
        prepare()


def prepare() -> None:
    migrate()
    if "--reset-demo" in sys.argv:
        say("3. Demo network")
        call_command("load_demo", reset=True)
        return
    load_demo()
    collect_static()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nStopped. The same command starts again cleanly.")
    except PermissionError as error:
        sys.exit(
            f"{error.filename} cannot be written: it probably belongs to another user "
            "(an earlier run as root?).\nMake the folder yours, or work in a clone of your own."
        )
