"""The addresses of a first visit: open to all."""

from tests.access_rules import METHOD, READ_BY_ALL, each, ours

BOOKINGS_PUBLIC = [
    ours("telecentres/<slug:slug>/venir/", READ_BY_ALL, READ_BY_ALL),
    ours("telecentres/<slug:slug>/venir/merci/", READ_BY_ALL, each(METHOD)),
]
