"""What a pass gives, what it costs, who holds one, the ledger of its units; the services of the
package that are asked for, and what is out of order.
"""

from club.passes.models.ledger import Entry, Grant
from club.passes.models.passes import Pass, PassHolder
from club.passes.models.plans import Entitlement, PassPlan, Price, Unit
from club.passes.models.requests import EquipmentReport, ServiceRequest

__all__ = [
    "Entitlement",
    "Entry",
    "EquipmentReport",
    "Grant",
    "Pass",
    "PassHolder",
    "PassPlan",
    "Price",
    "ServiceRequest",
    "Unit",
]
