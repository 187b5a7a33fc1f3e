"""What comes back by itself, and what each role is given."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from club.members.models import Skill
from club.notifications.periodic import registered
from club.users.roles import ANIMATEURS, MANAGERS, setup_roles

pytestmark = pytest.mark.django_db

JOBS = {
    "expire_memberships": 7,
    "remind_renewals": 8,
    "ask_profile_confirmations": 8,
    "hide_stale_profiles": 8,
    "purge_conversations": 3,
    "purge_invitations": 3,
    "rebuild_directory": 4,
}


def test_the_jobs_of_the_club_are_declared_and_mail_goes_by_day():
    assert {job.name: job.hour for job in registered() if job.name in JOBS} == JOBS


@pytest.mark.parametrize("name", JOBS)
def test_a_job_has_nothing_to_do_on_an_empty_site(name):
    job = next(job for job in registered() if job.name == name)

    assert job.run() == 0


def given(role: str) -> set[str]:
    setup_roles()
    rights = Group.objects.get(name=role).permissions.filter(content_type__app_label="members")
    return set(rights.values_list("codename", flat=True))


def test_an_animateur_follows_members_and_rewrites_no_history():
    rights = given(ANIMATEURS)

    assert {"view_member", "change_member", "add_followupnote"} <= rights
    assert {name for name in rights if name.startswith("delete_")} == set()
    assert given(ANIMATEURS) < given(MANAGERS)


def test_nobody_reads_messages_in_the_back_office_but_through_a_report():
    for role in (ANIMATEURS, MANAGERS):
        assert given(role) & {"view_message", "view_conversation", "change_acceptance"} == set()


def test_the_command_loads_the_list_of_skills(capsys):
    call_command("load_skills")
    first = capsys.readouterr().out
    call_command("load_skills")

    assert first == f"Skills added or approved: {Skill.objects.count()}\n"
    assert capsys.readouterr().out == "Skills added or approved: 0\n"
