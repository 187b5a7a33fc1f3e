"""The index of the editorial pages."""

from django.db import models


class PageEntry(models.Model):
    """The texts of one published page: `*_words` are compared, the others are shown.

    The same few comparisons of plain letters (see `club.telecentres.text.index_words`) give the
    same results on every database, which their own full text searches do not.
    """

    page = models.OneToOneField(
        "wagtailcore.Page", on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    kind = models.CharField("sorte", max_length=20)
    day = models.DateField("date", null=True)
    introduction = models.TextField("introduction")
    body = models.TextField("texte")
    title_words = models.TextField("mots du titre")
    introduction_words = models.TextField("mots de l’introduction")
    words = models.TextField("tous les mots")

    class Meta:
        verbose_name = "page indexée"
        verbose_name_plural = "pages indexées"

    def __str__(self) -> str:
        return f"{self.kind} {self.page_id}"
