"""The account of a person."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower

# Soft hyphens, characters without width, and those that turn the text around: two names that look
# the same would not be, and what follows a name would be read backwards.
INVISIBLE = r"\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
# A line break in a name would end up in the subject of a mail.
single_line = RegexValidator(
    rf"^[^\x00-\x1f\x7f\u2028\u2029{INVISIBLE}]*\Z",
    "Un nom tient sur une seule ligne, sans caractère de contrôle ni caractère invisible. "
    "Retapez-le.",
)


class UserManager(BaseUserManager["User"]):
    """Accounts are made and found by e-mail address, whatever its letter case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Save a new account. Raises ValueError without an address."""
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Save a new account with every right. Raises ValueError without an address."""
        return self.create_user(
            email, password, **{"is_staff": True, "is_superuser": True, **fields}
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractUser):
    """A person who logs in with an e-mail address and is shown under a public name."""

    username = None  # type: ignore[assignment]
    email = models.EmailField("adresse électronique", max_length=254, unique=True)
    public_name = models.CharField(
        "nom public",
        max_length=80,
        validators=[single_line],
        help_text="Le nom sous lequel les autres vous voient. Jamais votre adresse.",
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["public_name"]

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        indexes = (
            # The few closed accounts: what lists people leaves them out.
            models.Index(fields=("id",), name="user_closed", condition=models.Q(is_active=False)),
        )
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="Un compte existe déjà avec cette adresse.",
            ),
        )

    def __str__(self) -> str:
        return self.public_name or "Compte sans nom"

    def get_full_name(self) -> str:
        return self.public_name

    def get_short_name(self) -> str:
        return self.public_name.split(" ")[0]
