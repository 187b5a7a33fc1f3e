"""What only the database can hold: a ledger that is never rewritten, prices that never overlap.

`install` is called by the migration. SQLite makes a table anew when a migration alters it, and
forgets its triggers: such a migration calls `install` again (a test fails otherwise).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

LEDGER = "passes_entry"
# Who did it may be forgotten (an account that is erased); nothing else changes.
FROZEN = (
    "of_pass_id",
    "grant_id",
    "kind",
    "unit",
    "units",
    "on",
    "telecentre_id",
    "home_id",
    "source",
    "reference",
    "key",
    "comment",
    "at",
)
EVENTS = ("insert", "update")
# Table → the column that says, with the plan, what a row is about. Letters tell its values apart.
DATED = {"passes_price": "formula", "passes_entitlement": "unit"}
REFUSAL = "the ledger of passes is never rewritten"
OVERLAP = "two rows would be in force on the same day"


def install(connection: Any) -> None:
    """Put the guards in place; those that stand are replaced."""
    remove(connection)
    guards = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    _run(connection, guards)


def remove(connection: Any) -> None:
    """Take them away."""
    is_postgresql = connection.vendor == "postgresql"
    suffix = f" ON {LEDGER}" if is_postgresql else ""
    drops = [f"DROP TRIGGER IF EXISTS {LEDGER}_{name}{suffix}" for name in ("frozen", "kept")]
    for table in DATED:
        if is_postgresql:
            drops.append(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_no_overlap")
        else:
            drops += [f"DROP TRIGGER IF EXISTS {table}_{event}" for event in EVENTS]
    _run(connection, drops)


@contextmanager
def lifted(connection: Any) -> Iterator[None]:
    """Without the guards for a moment, inside a transaction: a demonstration is taken away."""
    _check_rows(connection)
    remove(connection)
    yield
    _check_rows(connection)
    install(connection)


def _check_rows(connection: Any) -> None:
    """PostgreSQL alters no table while checks of its rows wait for the end of the transaction."""
    if connection.vendor == "postgresql":
        _run(connection, ["SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"])


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _columns() -> str:
    return ", ".join(f'"{name}"' for name in FROZEN)


def _postgresql() -> list[str]:
    refuse = (
        "CREATE OR REPLACE FUNCTION passes_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$"
    )
    call = "FOR EACH ROW EXECUTE FUNCTION passes_entry_refuse()"
    return [
        refuse,
        f"CREATE TRIGGER {LEDGER}_frozen BEFORE UPDATE OF {_columns()} ON {LEDGER} {call}",
        f"CREATE TRIGGER {LEDGER}_kept BEFORE DELETE ON {LEDGER} {call}",
        # Ranges of one number compare like numbers: no extension is needed.
        *(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_no_overlap EXCLUDE USING gist ("
            "int8range(plan_id, plan_id, '[]') WITH &&, "
            f"int4range(ascii({column}), ascii({column}), '[]') WITH &&, "
            "daterange(starts_on, ends_on, '[]') WITH &&)"
            for table, column in DATED.items()
        ),
    ]


def _sqlite() -> list[str]:
    names = [(table, column, event) for table, column in DATED.items() for event in EVENTS]
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    return [
        f"CREATE TRIGGER {LEDGER}_frozen BEFORE UPDATE OF {_columns()} ON {LEDGER} {refuse}",
        f"CREATE TRIGGER {LEDGER}_kept BEFORE DELETE ON {LEDGER} {refuse}",
        *(_overlap(*name) for name in names),
    ]


def _overlap(table: str, column: str, event: str) -> str:
    other = f"SELECT 1 FROM {table} AS other"  # noqa: S608
    return (
        f"CREATE TRIGGER {table}_{event} AFTER {event.upper()} ON {table} WHEN EXISTS ({other} "
        "WHERE other.id <> NEW.id AND other.plan_id = NEW.plan_id "
        f"AND other.{column} = NEW.{column} "
        "AND (other.ends_on IS NULL OR other.ends_on >= NEW.starts_on) "
        "AND (NEW.ends_on IS NULL OR other.starts_on <= NEW.ends_on)) "
        f"BEGIN SELECT RAISE(ABORT, '{OVERLAP}'); END"
    )
