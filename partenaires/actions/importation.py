"""A file of capacity: received and looked at, then applied as a whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee
from partenaires.actions.contenu import enregistrer_bassin, enregistrer_groupe, enregistrer_ressource, modifiable
from partenaires.models import DeclarationCapacite, ImportCapacite
from partenaires.queries.differences import element

ORDRE = ("ressource", "bassin", "groupe")
ENREGISTRER: dict[str, Callable[..., Any]] = {
    "ressource": lambda le, **reste: enregistrer_ressource(**reste),
    "bassin": enregistrer_bassin,
    "groupe": enregistrer_groupe,
}
ARGUMENT = {"ressource": "ressource", "bassin": "bassin", "groupe": "propose"}


class Ligne(Protocol):
    """A line to apply: its kind, its reference, its columns."""

    genre: str
    reference: str
    champs: dict[str, Any]


class Lecture(Protocol):
    """A file read and checked."""

    @property
    def est_valide(self) -> bool: ...

    @property
    def a_faire(self) -> Sequence[Any]: ...


@transaction.atomic
def recevoir_fichier(
    *, declaration: DeclarationCapacite, nom: str, texte: str, acteur: Acteur, le: datetime
) -> ImportCapacite:
    """Keep the text of the file for its preview; nothing of it counts yet."""
    declaration = modifiable(declaration, acteur)
    return ImportCapacite.objects.create(
        declaration=declaration,
        organisation_id=declaration.organisation_id,
        nom_fichier=nom[-120:],
        contenu=texte,
        recu_le=le,
        recu_par_id=acteur.utilisateur_id,
    )


@transaction.atomic
def appliquer_fichier(
    *,
    importation: ImportCapacite,
    relire: Callable[[DeclarationCapacite, str], Lecture],
    acteur: Acteur,
    le: datetime,
) -> int:
    """Apply every line in one transaction, on the declaration as it is now; return how many changed something.

    A file with one error changes nothing. A file already applied changes nothing either.
    """
    declaration = modifiable(importation.declaration, acteur)
    importation = ImportCapacite.objects.select_for_update(of=("self",)).get(pk=importation.pk)
    if importation.applique_le:
        return 0
    lecture = relire(declaration, importation.contenu)
    if not lecture.est_valide:
        raise TransitionRefusee(_("Le fichier contient encore des erreurs : rien n’a été enregistré."))
    for ligne in sorted(lecture.a_faire, key=lambda une: ORDRE.index(une.genre)):
        existant = element(declaration, ligne.genre, ligne.reference)
        ENREGISTRER[ligne.genre](
            declaration=declaration, acteur=acteur, le=le, champs=ligne.champs, **{ARGUMENT[ligne.genre]: existant}
        )
    importation.applique_le = le
    importation.save(update_fields=["applique_le"])
    return len(lecture.a_faire)
