"""Shared services that members ask for, and equipment that they report out of order."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from club.telecentres.models import Equipment, SharedService, Telecentre


class ServiceRequest(models.Model):
    """A member asks the animateur of a centre for a service of the package."""

    class State(models.TextChoices):
        OPEN = "open", "envoyée"
        TAKEN = "taken", "en cours"
        DONE = "done", "c’est fait"
        DECLINED = "declined", "pas possible"
        WITHDRAWN = "withdrawn", "retirée"

    WAITING = (State.OPEN, State.TAKEN)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="service_requests",
        verbose_name="demandée par",
    )
    telecentre = models.ForeignKey(
        Telecentre,
        on_delete=models.PROTECT,
        related_name="service_requests",
        verbose_name="télécentre",
    )
    service = models.ForeignKey(
        SharedService, on_delete=models.PROTECT, related_name="requests", verbose_name="service"
    )
    text = models.TextField("précisions", max_length=1000, blank=True)
    state = models.CharField("état", max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField("réponse", max_length=1000, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="suivie par",
    )
    form_token = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("demandée le", auto_now_add=True)
    changed_at = models.DateTimeField("changée le", auto_now=True)

    class Meta:
        verbose_name = "demande de service"
        verbose_name_plural = "demandes de services"
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("open", "taken", "done", "declined", "withdrawn")),
                name="servicerequest_state_known",
                violation_error_message="Cet état n’existe pas.",
            ),
            models.UniqueConstraint(
                fields=("user", "telecentre", "service"),
                condition=Q(state__in=("open", "taken")),
                name="servicerequest_one_waiting",
                violation_error_message="Cette demande est déjà en cours.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.service} – {self.telecentre}"

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is still to come."""
        return self.state in self.WAITING


class EquipmentReport(models.Model):
    """Something of a centre that is out of order, until an animateur says that it works again."""

    telecentre = models.ForeignKey(
        Telecentre,
        on_delete=models.CASCADE,
        related_name="equipment_reports",
        verbose_name="télécentre",
    )
    equipment = models.ForeignKey(
        Equipment, on_delete=models.PROTECT, related_name="reports", verbose_name="équipement"
    )
    # For the animateurs only: what is shown to all is the equipment and since when.
    text = models.CharField("ce qui ne va pas", max_length=500)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="signalé par",
    )
    reported_at = models.DateTimeField("signalé le", auto_now_add=True)
    fixed_at = models.DateTimeField("réparé le", null=True, blank=True)
    fixed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="réparé par",
    )

    class Meta:
        verbose_name = "équipement en panne"
        verbose_name_plural = "équipements en panne"
        ordering = ("-reported_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("telecentre", "equipment"),
                condition=Q(fixed_at=None),
                name="equipmentreport_one_open",
                violation_error_message="Cette panne est déjà signalée.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.equipment} – {self.telecentre}"
