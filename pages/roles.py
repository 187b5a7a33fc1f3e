"""What roles may do on the tree of pages and on the collections of files."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from club.users.roles import EDITORS, MANAGERS

PAGE_RIGHTS = {
    EDITORS: ("add_page", "change_page"),
    MANAGERS: (
        "add_page",
        "change_page",
        "publish_page",
        "lock_page",
        "unlock_page",
        "bulk_delete_page",
    ),
}
FILE_RIGHTS = (
    ("wagtailimages", ("add_image", "change_image", "choose_image")),
    ("wagtaildocs", ("add_document", "change_document", "choose_document")),
)
WORKFLOW = "Relecture par le réseau"
# Groups that Wagtail's migrations make and that we replace.
WAGTAIL_GROUPS = ("Editors", "Moderators")


def grant_editorial_rights() -> None:
    """Editors write and submit, managers publish; both use the files. Idempotent."""
    root_page = Page.get_first_root_node()
    root_collection = Collection.get_first_root_node()
    for name, codenames in PAGE_RIGHTS.items():
        group = Group.objects.get(name=name)
        for permission in Permission.objects.filter(
            content_type__app_label="wagtailcore", codename__in=codenames
        ):
            GroupPagePermission.objects.get_or_create(
                group=group, page=root_page, permission=permission
            )
        for app_label, file_codenames in FILE_RIGHTS:
            for permission in Permission.objects.filter(
                content_type__app_label=app_label, codename__in=file_codenames
            ):
                GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=root_collection, permission=permission
                )
    _set_workflow(root_page)
    Group.objects.filter(name__in=WAGTAIL_GROUPS, user=None).delete()


def _set_workflow(root_page: Page) -> None:
    """What an editor submits, a network manager approves. Replaces Wagtail's own workflow."""
    task, _ = GroupApprovalTask.objects.get_or_create(name=WORKFLOW)
    task.groups.set([Group.objects.get(name=MANAGERS)])
    workflow, _ = Workflow.objects.get_or_create(name=WORKFLOW)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    WorkflowPage.objects.update_or_create(page=root_page, defaults={"workflow": workflow})
    for model in (Workflow, GroupApprovalTask):
        model.objects.filter(name="Moderators approval").update(active=False)
