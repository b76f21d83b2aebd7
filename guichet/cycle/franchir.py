"""The one place where an object changes state."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cycle.erreurs import MotifRequis, RoleInsuffisant, TransitionRefusee
from guichet.cycle.table import CYCLES, Cycle, Transition


def cycle_de(objet: models.Model | type[models.Model]) -> Cycle:
    """The life cycle of this object, named by `CYCLE` on its model."""
    return CYCLES[objet.CYCLE]  # type: ignore[union-attr]


def pas_possibles(objet: Any, acteur: Acteur) -> list[Transition]:
    """Every step this actor may take from the object's present state."""
    return [pas for pas in cycle_de(objet).pas if objet.etat in pas.de and acteur.role in pas.roles]


def pas_offerts(objet: Any, acteur: Acteur) -> list[Transition]:
    """The steps a page shows as buttons: possible now, for this actor, and not taken by a form or the clock."""
    return [pas for pas in pas_possibles(objet, acteur) if not pas.discret]


def libelle_etat(objet: Any, role: Role | None = None) -> str:
    """The object's state in the words of this role."""
    return cycle_de(objet).libelle(objet.etat, role)


def verifier_pas(objet: Any, pas: Transition, acteur: Acteur, motif: str) -> None:
    """Refuse, with a French sentence, a step the table does not allow."""
    cycle = cycle_de(objet)
    if acteur.role not in pas.roles:
        raise RoleInsuffisant(_("Votre rôle ne permet pas l’action « %(pas)s ».") % {"pas": pas.libelle})
    if objet.etat not in pas.de:
        raise TransitionRefusee(
            _("L’action « %(pas)s » n’est plus possible : l’état actuel est « %(etat)s ».")
            % {"pas": pas.libelle, "etat": cycle.libelle(objet.etat, acteur.role)}
        )
    if pas.motif_requis and not motif.strip():
        raise MotifRequis(_("Indiquez le motif de l’action « %(pas)s ».") % {"pas": pas.libelle})


def franchir(
    objet: Any,
    nom: str,
    *,
    acteur: Acteur,
    le: datetime | None = None,
    motif: str = "",
    motif_code: str = "",
    contexte: dict[str, Any] | None = None,
    **champs: Any,
) -> Any:
    """Take a step: check it, write the journal row, then change the state and the given fields; return the journal row.

    The caller holds the lock on the row (`verrouillee()`). The journal row comes first: the database refuses any
    change of `etat` that the same transaction has not journaled.
    """
    from guichet.models.journal import Journal

    pas = cycle_de(objet)[nom]
    verifier_pas(objet, pas, acteur, motif or motif_code)
    le = le or timezone.now()
    with transaction.atomic():
        ligne = Journal.inscrire(
            objet,
            pas=nom,
            de=objet.etat,
            vers=pas.vers,
            acteur=acteur,
            le=le,
            motif=motif,
            motif_code=motif_code,
            contexte=contexte,
        )
        objet.etat = pas.vers
        objet.etat_depuis = le
        for champ, valeur in champs.items():
            setattr(objet, champ, valeur)
        objet.save(update_fields=["etat", "etat_depuis", *champs])
    return ligne


def ouvrir(objet: Any, *, acteur: Acteur, le: datetime | None = None, contexte: dict[str, Any] | None = None) -> Any:
    """Create an object in one of its first states and write its first journal row; return the object."""
    from guichet.models.journal import Journal

    cycle = cycle_de(objet)
    if objet.etat not in cycle.initiaux:
        raise TransitionRefusee(_("Un objet ne commence pas par cet état."))
    le = le or timezone.now()
    objet.etat_depuis = le
    with transaction.atomic():
        objet.save(force_insert=True)
        Journal.inscrire(objet, pas="ouvrir", de="", vers=objet.etat, acteur=acteur, le=le, contexte=contexte)
    return objet
