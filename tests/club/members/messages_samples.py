"""A thread of the member and the animateur, with a message that the animateur reported."""

from club.members.models import Conversation, Member, Message, MessageReport
from club.users.models import User


def messages_samples(users: dict[str, User]) -> dict[str, dict[str, str]]:
    """Arguments of the addresses of messages, by the beginning of their route."""
    member, animateur = users["member"], users["animateur"]
    thread = Conversation.objects.create(
        opened_by=member, other=animateur, last_message_at="2027-01-04T10:00Z"
    )
    message = Message.objects.create(
        conversation=thread, author=member, text="Bonjour", form_token="essai"
    )
    report = str(MessageReport.objects.create(message=message, reporter=animateur).pk)
    found = str(Member.objects.get(user=member).pk)
    return {
        "club/messages/": {"pk": str(thread.pk), "message_pk": str(message.pk)},
        "club/messages/nouveau/": {"pk": found},
        "gestion/messages-signales/": {"pk": report, "instance_pk": report},
    }
