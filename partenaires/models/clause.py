"""Templates of clauses: words with named variables, and paragraphs that some ententes get and others do not."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from partenaires.clauses import TexteRefuse, verifier_blocs, verifier_texte
from partenaires.models.programme import EN_PLACE, ElementDeNorme, VersionProgramme


class ModeleClause(ElementDeNorme):
    """One clause of a version of a programme.

    `texte` always applies; each of `blocs` is a paragraph with the condition it applies under: data that
    `partenaires.clauses` reads, never code. The words name facts of an entente between braces: `{montant}`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(VersionProgramme, models.PROTECT, related_name="modeles_clauses")
    code = models.SlugField(_("code"), max_length=40)
    rang = models.PositiveSmallIntegerField(_("rang"), default=0)
    titre = models.CharField(_("titre"), max_length=160)
    texte = models.TextField(_("texte"), blank=True)
    blocs = models.JSONField(_("paragraphes conditionnels"), default=list, blank=True)

    class Meta:
        verbose_name = _("modèle de clause")
        verbose_name_plural = _("modèles de clauses")
        ordering = ("version", "rang", "code")
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], condition=EN_PLACE, name="modele_clause_unique"),
            models.CheckConstraint(
                condition=~models.Q(texte="") | ~models.Q(blocs=[]),
                name="modele_clause_dit_quelque_chose",
                violation_error_message=_("Une clause a un texte, ou au moins un paragraphe conditionnel."),
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    @property
    def reference(self) -> str:
        """Which template, of which version: what a signed clause keeps of its origin."""
        return f"{self.version.programme_id}-v{self.version.numero}/{self.code}"

    def clean(self) -> None:
        """Refuse words that could not be filled, and conditions that could not be read."""
        try:
            verifier_texte(self.titre)
            verifier_texte(self.texte)
            verifier_blocs(self.blocs)
        except TexteRefuse as refus:
            raise ValidationError(refus.message) from refus
