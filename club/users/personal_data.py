"""The registry of every model that points to a person.

Each app declares its own in `AppConfig.ready()`; `club.privacy` reads it for export, erasure and
retention, and a test fails when a model with a link to an account is missing here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.apps import apps
from django.db import transaction
from django.db.models import Model

# What erasing the person does to a row: `delete` removes it, `anonymise` cuts the link to the
# person and blanks personal fields, `keep` leaves it for the stated reason.
Erasure = Literal["delete", "anonymise", "keep"]


@dataclass(frozen=True)
class PersonalData:
    """One declared model: how to find a person's rows, and what becomes of them."""

    label: str  # « app_label.ModelName »
    owner_path: (
        str  # ORM path from the model to the account, e.g. "user" or "booking__member__user"
    )
    title: str  # in French, as the person reads it on « Mes données »
    export: tuple[str, ...]  # the fields handed over to the person
    erase: Erasure
    keep_days: int | None  # days kept after the account ends; None: as long as the account
    reason: str  # in French: why we hold it

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.label)


_registry: dict[tuple[str, str], PersonalData] = {}


def register(
    label: str,
    owner_path: str,
    *,
    title: str,
    export: tuple[str, ...],
    erase: Erasure,
    keep_days: int | None = None,
    reason: str,
) -> None:
    """Declare that rows of `label` (« app.Model ») belong to the account at `owner_path`.

    Declaring the same pair twice replaces the first declaration.
    """
    _registry[(label.lower(), owner_path)] = PersonalData(
        label, owner_path, title, export, erase, keep_days, reason
    )


def registered() -> list[PersonalData]:
    """Every declaration, in a stable order."""
    return [_registry[key] for key in sorted(_registry)]


_traces: list[Callable[[Any], None]] = []


def register_traces(forget: Callable[[Any], None]) -> None:
    """Add what erases the words of a person from where no link leads: what others were told.

    `forget` is given the account, in the transaction of its erasure, while its rows still stand.
    """
    if forget not in _traces:
        _traces.append(forget)


@transaction.atomic
def forget_traces(user: Any) -> None:
    """Erase what was registered of this account. Whoever deletes or erases it calls this first."""
    for forget in _traces:
        forget(user)
