import pytest
from django.core import mail


@pytest.fixture
def sent():
    """`sent()`: the mails written since the last call, as (address, subject), in order."""

    def read() -> list[tuple[str, str]]:
        written = [(message.to[0], message.subject) for message in mail.outbox]
        mail.outbox.clear()
        return written

    return read
