"""A member as a contact for an address book: vCard 3.0 (RFC 2426), which all of them read."""

from __future__ import annotations

from club.members.visibility import SeenMember

MAX_OCTETS = 75  # of a line, its end left out
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def vcard(seen: SeenMember, *, url: str) -> str:
    """What this reader sees of a member, as a .vcf file; `url` is the page it comes from."""
    skills = [skill.name for skill in seen.skills]
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"FN:{_text(seen.name)}",
        # The name is one word for us: as a family name, every address book shows it whole.
        f"N:{_text(seen.name)};;;;",
        f"ORG:{_text(seen.company)}" if seen.company else "",
        f"TITLE:{_text(seen.activity)}" if seen.activity else "",
        f"ADR;TYPE=WORK:;;;{_text(seen.commune)};;;" if seen.commune else "",
        f"NOTE:{_text(seen.headline)}" if seen.headline else "",
        f"CATEGORIES:{','.join(map(_text, skills))}" if skills else "",
        *(f"URL:{_address(link)}" for link in seen.links),
        f"SOURCE:{_address(url)}",
        f"REV:{seen.confirmed_at:%Y-%m-%dT%H:%M:%SZ}" if seen.confirmed_at else "",
        "END:VCARD",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines if line)


def _text(value: str) -> str:
    return "".join(c for c in value.translate(_ESCAPED) if c.isprintable())


def _address(value: str) -> str:
    """A URI is not escaped: only what would end its line goes."""
    return "".join(c for c in value if c.isprintable() and not c.isspace())


def _folded(line: str) -> str:
    """Cut after at most MAX_OCTETS, never within a character; a space begins what follows."""
    pieces, size = [""], 0
    for character in line:
        size += len(character.encode())
        if size > MAX_OCTETS:
            pieces.append(" ")
            size = 1 + len(character.encode())
        pieces[-1] += character
    return "\r\n".join(pieces)
