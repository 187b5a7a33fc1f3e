"""The network's figures: computed from what stands in the database, never typed."""

from django.db.models import Count

from club.telecentres.distance import estimated_minutes
from club.telecentres.models import Commune, Objective, Space, Telecentre

NEAR_MINUTES = 30

_KINDS = {
    Objective.Figure.MEETING_ROOMS: Space.Kind.MEETING_ROOM,
    Objective.Figure.VIDEO_ROOMS: Space.Kind.VIDEO_ROOM,
    Objective.Figure.TELEMEDICINE_POINTS: Space.Kind.TELEMEDICINE,
    Objective.Figure.BRIDGING_HOUSINGS: Space.Kind.BRIDGING_HOUSING,
}


def network_figures() -> dict[str, int]:
    """Every figure of `Objective.Figure` by its value, in three queries.

    A commune of the Cantal counts as near when the estimated road time from its centre to a
    télécentre in service is at most 30 minutes.
    """
    by_kind = dict(
        Space.objects.active().values_list("kind").annotate(count=Count("pk")).order_by()
    )
    centres = list(Telecentre.objects.active().only("latitude", "longitude"))
    near = sum(
        any(estimated_minutes(commune, centre) <= NEAR_MINUTES for centre in centres)
        for commune in Commune.objects.of_the_cantal().only("latitude", "longitude")
    )
    return {
        Objective.Figure.POSITIONS: sum(by_kind.get(kind, 0) for kind in Space.POSITION_KINDS),
        Objective.Figure.TELECENTRES: len(centres),
        Objective.Figure.COMMUNES_WITHIN_30_MINUTES: near,
        **{figure: by_kind.get(kind, 0) for figure, kind in _KINDS.items()},
    }
