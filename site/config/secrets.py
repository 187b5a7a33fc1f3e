"""A secret key for a machine that was given none."""

import os
import secrets
from pathlib import Path


def local_secret(path: Path) -> str:
    """The key kept in `path` (readable by its owner only), made at first use.

    Two processes that start together agree: the file appears whole, by a hard link, or not at all.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with open(draft, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as handle:
            handle.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first: its key is the one
        finally:
            draft.unlink()
    return path.read_text().strip()
