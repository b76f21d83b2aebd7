"""What the database refuses about money, in a sentence for the person who tried."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from guichet.cycle import TransitionRefusee

PHRASES: dict[str, Any] = {
    "versement_condition_remplie": _(
        "La condition de ce versement n’est pas remplie et aucune dérogation n’est accordée. Rien n’est sorti."
    ),
    "versement_roles_separes": _(
        "Vous avez analysé ou approuvé cette entente : une autre personne doit s’occuper de ce versement."
    ),
    "versement_autorise_nest_pas_emis": _("La personne qui autorise un versement ne peut pas l’émettre."),
    "versements_egalent_convenu": _("Les versements ne totalisent plus le montant convenu. Rien n’a changé."),
    "entente_approuvee_par_qui_decide": _("La décision est consignée au nom de la personne qui la prend."),
    "entente_dans_la_delegation": _("Votre délégation en vigueur ne va pas jusqu’à ce montant."),
    "derogation_deux_personnes": _("La personne qui demande une dérogation ne peut pas l’accorder."),
    "derogation_une_active": _("Une dérogation est déjà demandée ou accordée pour ce versement."),
    "decompte_deux_personnes": _("La personne qui établit le décompte ne peut pas l’approuver."),
    "decompte_verrouille": _("Ce décompte est approuvé : il ne change plus."),
    "versement_recouvrement_du_decompte": _("Un recouvrement vient seulement du décompte final approuvé."),
    "versement_recouvrement_unique": _("Cette entente a déjà son recouvrement."),
    "entente_fermee_soldee": _("Il reste à payer ou à recouvrer : l’entente ne peut pas encore fermer."),
}


@contextmanager
def refus_en_mots() -> Iterator[None]:
    """Within it, what a named constraint refuses becomes a refusal of the step; the rest stays an error.

    The savepoint keeps the transaction of the request usable after the refusal.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as erreur:
        phrase = PHRASES.get(contrainte(erreur))
        if phrase is None:
            raise
        raise TransitionRefusee(str(phrase)) from erreur


def contrainte(erreur: IntegrityError) -> str:
    """The name of the constraint that refused."""
    return getattr(getattr(erreur.__cause__, "diag", None), "constraint_name", "") or ""
