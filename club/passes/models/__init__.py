"""What members may use, ask for and report."""

from club.passes.models.requests import EquipmentReport, ServiceRequest

__all__ = ["EquipmentReport", "ServiceRequest"]
