"""Rows of this app for `tests/access_world.py`: real things to ask for."""

from datetime import timedelta

from django.utils import timezone

from club.members.models import Organisation, OrganisationContact
from club.passes.granting import add_holder, grant_pass
from club.passes.models import Entitlement, Entry, PassPlan, Price
from club.users.models import User
from tests.club.passes.factories import make_grant, make_plan, make_usual_plan


def pass_samples(users: dict[str, User]) -> dict[str, dict[str, str]]:
    """Arguments of this app's addresses, by the beginning of their route."""
    today = timezone.localdate()
    usual = PassPlan.objects.filter(is_usual=True).first() or make_usual_plan()
    held = grant_pass(usual, user=users["member"])
    grant = make_grant(held, 4, ends_on=today)
    # A company contact is an account, whether a member or not.
    owner = Organisation.objects.create(name="Salers SARL")
    OrganisationContact.objects.create(organisation=owner, user=users["account"])
    team = grant_pass(make_plan(is_for_teams=True, included={"HALF_DAY": 8}), organisation=owner)
    # Of the future: what was in force is not deleted.
    later = {"plan": team.plan, "starts_on": today + timedelta(days=40)}
    price = Price.objects.create(formula="SUBSCRIPTION", amount=90, **later)
    entitlement = Entitlement.objects.create(unit="TRAINING", per_month=1, **later)
    ids = {
        "formules-de-pass": team.plan_id,
        "contenus-des-formules": entitlement.pk,
        "prix-des-formules": price.pk,
        "equipes-des-pass": add_holder(team, users["prospector"]).pk,
        "pass": held.pk,
        "unites-des-pass": grant.pk,
        "registre-des-pass": Entry.objects.filter(of_pass=held).first().pk,
    }
    return {
        "club/pass/": {
            "year": str(today.year),
            "number": str(today.month),
            "pk": str(owner.pk),
            "slug": "murat",
        },
        **{f"gestion/{name}/": {"pk": str(pk), "instance_pk": str(pk)} for name, pk in ids.items()},
    }
