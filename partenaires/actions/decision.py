"""The decision, by someone who did not analyse and whose delegation reaches the amount; and what ends a request."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee, franchir
from guichet.models import Motif
from guichet.referentiels.formats import formater_argent
from partenaires.actions.contenu_entente import calendrier_par_defaut, ecrire_clauses
from partenaires.actions.negociation import photographier_entente
from partenaires.models import Entente
from partenaires.queries.decision import plafond_delegue, qui_peut_approuver

# Taken with a reason alone: nothing else follows from them here.
AVEC_MOTIF = frozenset({"demander_complement", "renvoyer", "refuser", "retirer", "suspendre", "reprendre", "resilier"})


@transaction.atomic
def approuver(*, entente: Entente, montant: Decimal, acteur: Acteur, le: datetime) -> Entente:
    """Approve an amount: calendar brought to it, clauses written, first version of the terms kept."""
    entente = entente.verrouillee()
    if entente.est_a_decider:
        _verifier_personne(entente, acteur)
        _verifier_montant(entente, montant)
        verifier_delegation(montant, acteur=acteur, le=le)
    franchir(
        entente,
        "approuver",
        acteur=acteur,
        le=le,
        montant_convenu=montant,
        approuvee_le=le,
        approuvee_par_id=acteur.utilisateur_id,
    )
    calendrier_par_defaut(entente, acteur=acteur, montant=montant, le=le)
    ecrire_clauses(entente, le=le)
    photographier_entente(entente, acteur=acteur, le=le, retenue=True)
    return entente


@transaction.atomic
def faire_pas_entente(
    *, entente: Entente, pas: str, acteur: Acteur, le: datetime, motif: Motif | None = None, precision: str = ""
) -> Entente:
    """Take one of the steps that need a coded reason, with a few words when they help, and nothing else."""
    if pas not in AVEC_MOTIF:
        raise TransitionRefusee(_("Cette action se fait sur sa propre page."))
    entente = entente.verrouillee()
    franchir(entente, pas, acteur=acteur, le=le, motif_code=motif.code if motif else "", motif=precision.strip())
    return entente


def verifier_delegation(montant: Decimal, *, acteur: Acteur, le: datetime) -> None:
    """Refuse an amount beyond the actor's dated delegation, and say whose reaches it."""
    au = timezone.localdate(le)
    plafond = plafond_delegue(acteur.utilisateur_id, au=au)
    if montant <= plafond:
        return
    qui = qui_peut_approuver(montant, au=au)
    debut = (
        _("Votre délégation va jusqu’à %(plafond)s; ce montant est de %(montant)s.")
        if plafond
        else _("Vous n’avez pas de délégation en vigueur pour approuver %(montant)s.")
    )
    suite = _("Peut l’approuver : %(qui)s.") if qui else _("Personne n’a aujourd’hui une délégation qui va jusque-là.")
    chiffres = {"plafond": formater_argent(plafond), "montant": formater_argent(montant), "qui": ", ".join(qui)}
    raise TransitionRefusee(f"{debut} {suite}" % chiffres)


def _verifier_personne(entente: Entente, acteur: Acteur) -> None:
    """The database refuses it too; here it is a sentence."""
    if entente.recommandee_par_id is not None and entente.recommandee_par_id == acteur.utilisateur_id:
        raise TransitionRefusee(_("La personne qui a analysé la demande ne peut pas l’approuver."))


def _verifier_montant(entente: Entente, montant: Decimal) -> None:
    plafond = entente.montant_recommande or entente.montant_demande
    if not 0 < montant <= plafond:
        raise TransitionRefusee(
            _("Le montant approuvé ne dépasse pas le montant recommandé, %(max)s.") % {"max": formater_argent(plafond)}
        )
