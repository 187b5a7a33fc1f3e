"""What an editor sees of each block before choosing it."""

import pytest
from django.test import Client

from club.users.models import User
from pages.blocks import BODY_BLOCKS
from pages.models import StandardPage
from tests.pages.factories import make_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    make_home()
    client.force_login(
        User.objects.create_superuser("admin@essai.example", "x", public_name="Admin")
    )
    return client


@pytest.mark.parametrize("name", [name for name, _block in BODY_BLOCKS])
def test_each_block_has_an_icon_a_description_and_a_preview(editor: Client, name: str) -> None:
    block = StandardPage._meta.get_field("body").stream_block.child_blocks[name]

    response = editor.get(f"/gestion/block-preview/?id={block.definition_prefix}")

    assert block.meta.icon != "placeholder"
    assert block.get_description() != ""
    assert block.is_previewable
    assert response.status_code == 200
    assert "css/components/content" in response.content.decode()
