"""The abstract model of an object that has a life cycle."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import Role
from guichet.cycle.franchir import cycle_de, libelle_etat


class ObjetACycle(models.Model):
    """An object with a state; only `guichet.cycle.franchir` changes it.

    Subclasses name their life cycle in `CYCLE` and declare `etat` with its choices.
    """

    CYCLE: ClassVar[str]
    ATTACHES: ClassVar[tuple[str, ...]] = ("personne_id", "organisation_id", "region_id", "niveau", "formule")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    etat_depuis = models.DateTimeField(_("état depuis"), editable=False)
    cree_le = models.DateTimeField(_("créé le"), auto_now_add=True)

    class Meta:
        abstract = True

    def verrouillee(self) -> Self:
        """This row, read again and locked until the end of the transaction."""
        return type(self)._default_manager.select_for_update(of=("self",)).get(pk=self.pk)  # type: ignore[attr-defined]

    def rattachement(self) -> dict[str, Any]:
        """What the journal keeps beside each step: whom it belongs to and the dimensions indicators count by."""
        return {nom: getattr(self, nom, None) for nom in self.ATTACHES}

    def libelle_etat(self, role: Role | None = None) -> str:
        """The state in the words of a role."""
        return libelle_etat(self, role)

    @property
    def est_finie(self) -> bool:
        """True when no step leaves the present state."""
        return self.etat in cycle_de(self).finaux  # type: ignore[attr-defined]
