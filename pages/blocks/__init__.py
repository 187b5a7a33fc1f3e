"""The blocks an editor composes a page from.

`text` words, `media` images and files, `cards` links to elsewhere, `story` what computes itself
from the network. A new block goes to one of them and to BODY_BLOCKS.
"""

from pages.blocks.cards import (
    AccordionBlock,
    CallToActionBlock,
    CardsBlock,
    PeopleBlock,
    StepsBlock,
)
from pages.blocks.media import DownloadBlock, ImageBlock, VideoBlock
from pages.blocks.story import FiguresBlock, LatestNewsBlock, TelecentresBlock
from pages.blocks.text import CalloutBlock, QuoteBlock, TableBlock, TextBlock

BODY_BLOCKS = [
    ("text", TextBlock()),
    ("image", ImageBlock()),
    ("quote", QuoteBlock()),
    ("callout", CalloutBlock()),
    ("cards", CardsBlock()),
    ("accordion", AccordionBlock()),
    ("table", TableBlock()),
    ("figures", FiguresBlock()),
    ("steps", StepsBlock()),
    ("download", DownloadBlock()),
    ("video", VideoBlock()),
    ("call_to_action", CallToActionBlock()),
    ("people", PeopleBlock()),
    ("telecentres", TelecentresBlock()),
    ("latest_news", LatestNewsBlock()),
]

__all__ = ["BODY_BLOCKS"]
