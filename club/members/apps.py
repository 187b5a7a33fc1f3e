from collections.abc import Callable
from datetime import timedelta

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """The club: memberships, profiles, skills, messages between members."""

    name = "club.members"
    label = "members"
    verbose_name = "Adhérents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from club.members import (
            conversations,
            directory_provider,
            indexing,
            invitations,
            memberships,
            personal_data_rows,
            profiles,
        )
        from club.notifications.periodic import register_job

        personal_data_rows.register_rows()
        directory_provider.register_provider()
        # By local hour: what only deletes or computes at night, what writes mails by day.
        jobs: dict[str, tuple[Callable[[], object], int]] = {
            "expire_memberships": (memberships.expire_due, 7),
            "remind_renewals": (memberships.remind_renewals, 8),
            "ask_profile_confirmations": (profiles.ask_confirmations, 8),
            "hide_stale_profiles": (profiles.hide_stale, 8),
            "purge_conversations": (conversations.purge_conversations, 3),
            "purge_invitations": (invitations.purge_invitations, 3),
            "rebuild_directory": (indexing.rebuild_index, 4),
        }
        for name, (run, hour) in jobs.items():
            register_job(name, run, every=timedelta(days=1), hour=hour)
