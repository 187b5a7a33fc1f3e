"""What a pass gives, what it costs, who holds one, and the ledger of its units."""

from club.passes.models.ledger import Entry, Grant
from club.passes.models.passes import Pass, PassHolder
from club.passes.models.plans import Entitlement, PassPlan, Price, Unit

__all__ = ["Entitlement", "Entry", "Grant", "Pass", "PassHolder", "PassPlan", "Price", "Unit"]
