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
            adhesion,
            conversations,
            correspondence,
            directory_provider,
            document_news,
            import_files,
            independents_imports,
            indexing,
            invitation_links,
            invitations,
            kinds,
            memberships,
            message_news,
            personal_data_rows,
            profile_links,
            profile_panels,
            profiles,
            traces,
        )
        from club.members.registry import Panel, register_panel
        from club.notifications.periodic import register_job
        from club.users.personal_data import register_traces

        personal_data_rows.register_rows()
        register_traces(traces.forget)
        kinds.register_kinds()
        template = "members/adhesion/panel.html"
        register_panel(Panel("adhesion", "Votre adhésion", template, adhesion.panel_of, order=10))
        profile_links.register_links()
        profile_panels.register_panels()
        message_news.register_kinds()
        document_news.register_kinds()
        correspondence.register_panels()
        invitation_links.register_links()
        independents_imports.declare_tasks()
        directory_provider.register_provider()
        # By local hour: what only deletes or computes at night, what writes mails by day.
        jobs: dict[str, tuple[Callable[[], object], int]] = {
            "expire_memberships": (memberships.expire_due, 7),
            "remind_renewals": (memberships.remind_renewals, 8),
            "announce_documents": (document_news.announce_documents, 8),
            "ask_profile_confirmations": (profiles.ask_confirmations, 8),
            "hide_stale_profiles": (profiles.hide_stale, 8),
            "purge_conversations": (conversations.purge_conversations, 3),
            "purge_invitations": (invitations.purge_invitations, 3),
            "rebuild_directory": (indexing.rebuild_index, 4),
        }
        for name, (run, hour) in jobs.items():
            register_job(name, run, every=timedelta(days=1), hour=hour)
        register_job("purge_imports", import_files.purge_imports, every=timedelta(minutes=15))
