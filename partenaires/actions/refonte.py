"""The redesign of the offer: written, supported by evidence, decided by another, evaluated at its date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from guichet.models import Motif
from partenaires.models import PreuveRefonte, Refonte
from partenaires.queries.refontes import obstacles_a_la_decision, prochain_numero_refonte
from partenaires.states_refontes import REDACTION_REFONTES, EtatRefonte


@transaction.atomic
def proposer_refonte(*, champs: Mapping[str, Any], acteur: Acteur, le: datetime) -> Refonte:
    """A draft about one formula or one version of a programme."""
    _exiger(acteur)
    refonte = Refonte(
        **champs,
        numero=prochain_numero_refonte(timezone.localdate(le)),
        auteur_id=acteur.utilisateur_id,
        etat_depuis=le,
    )
    _valider(refonte)
    with portee(Acteur.systeme()):
        return ouvrir(refonte, acteur=acteur, le=le)


@transaction.atomic
def modifier_refonte(*, refonte: Refonte, champs: Mapping[str, Any], acteur: Acteur) -> Refonte:
    """Change the words of a draft."""
    _exiger(acteur)
    refonte = refonte.verrouillee()
    if not refonte.est_modifiable:
        raise TransitionRefusee(_("Reprenez la rédaction pour modifier cette proposition."))
    for nom, valeur in champs.items():
        setattr(refonte, nom, valeur)
    _valider(refonte)
    refonte.save(update_fields=list(champs))
    return refonte


@transaction.atomic
def ajouter_preuve(
    *, refonte: Refonte, nature: str, cle: str, note: str, acteur: Acteur, le: datetime
) -> PreuveRefonte:
    """Add one thing the proposal rests on."""
    _exiger(acteur)
    refonte = _ouverte_aux_preuves(refonte)
    preuve = PreuveRefonte(
        refonte=refonte,
        nature=nature,
        cle=cle.strip(),
        note=note.strip(),
        ajoutee_le=le,
        ajoutee_par_id=acteur.utilisateur_id,
    )
    _valider(preuve)
    preuve.save(force_insert=True)
    return preuve


@transaction.atomic
def retirer_preuve(*, preuve: PreuveRefonte, motif: str, acteur: Acteur, le: datetime) -> None:
    """Take one out, with its reason; its row stays."""
    _exiger(acteur)
    _ouverte_aux_preuves(preuve.refonte)
    preuve = PreuveRefonte.objects.select_for_update().get(pk=preuve.pk)
    if preuve.retiree_le:
        raise TransitionRefusee(_("Cette preuve est déjà retirée."))
    if not motif.strip():
        raise TransitionRefusee(_("Écrivez pourquoi cette preuve est retirée."))
    preuve.retiree_le, preuve.retiree_par_id, preuve.motif_retrait = le, acteur.utilisateur_id, motif.strip()[:200]
    preuve.save(update_fields=["retiree_le", "retiree_par", "motif_retrait"])


@transaction.atomic
def avancer_refonte(*, refonte: Refonte, pas: str, acteur: Acteur, le: datetime) -> Refonte:
    """Show it for comment, take it back, or send it to the decision once nothing is missing."""
    with portee(Acteur.systeme()):
        refonte = refonte.verrouillee()
        if pas == "soumettre":
            if obstacles := obstacles_a_la_decision(refonte):
                raise TransitionRefusee(" ".join(obstacles))
            franchir(refonte, pas, acteur=acteur, le=le, soumise_le=le)
        else:
            franchir(refonte, pas, acteur=acteur, le=le)
    return refonte


@transaction.atomic
def approuver_refonte(
    *, refonte: Refonte, en_vigueur_le: date, evaluer_le: date, acteur: Acteur, le: datetime
) -> Refonte:
    """Decide that it will hold from a day on, and on which day one says what it gave."""
    with portee(Acteur.systeme()):
        refonte = refonte.verrouillee()
        _exiger_un_autre(refonte, acteur)
        if en_vigueur_le < timezone.localdate(le):
            raise TransitionRefusee(_("Une refonte n’entre pas en vigueur dans le passé."))
        if evaluer_le <= en_vigueur_le:
            raise TransitionRefusee(_("L’évaluation suit l’entrée en vigueur."))
        franchir(
            refonte,
            "approuver",
            acteur=acteur,
            le=le,
            decidee_le=le,
            decidee_par_id=acteur.utilisateur_id,
            en_vigueur_le=en_vigueur_le,
            evaluer_le=evaluer_le,
        )
    return refonte


@transaction.atomic
def refuser_refonte(*, refonte: Refonte, motif: Motif, acteur: Acteur, le: datetime, precision: str = "") -> Refonte:
    """Decide against it, for a coded reason."""
    with portee(Acteur.systeme()):
        refonte = refonte.verrouillee()
        _exiger_un_autre(refonte, acteur)
        franchir(
            refonte,
            "refuser",
            acteur=acteur,
            le=le,
            motif=precision.strip(),
            motif_code=motif.code,
            decidee_le=le,
            decidee_par_id=acteur.utilisateur_id,
        )
    return refonte


@transaction.atomic
def abandonner_refonte(*, refonte: Refonte, motif: Motif, acteur: Acteur, le: datetime, precision: str = "") -> Refonte:
    """Give it up; its words and its evidence stay readable."""
    with portee(Acteur.systeme()):
        refonte = refonte.verrouillee()
        franchir(refonte, "abandonner", acteur=acteur, le=le, motif=precision.strip(), motif_code=motif.code)
    return refonte


@transaction.atomic
def faire_avancer(*, refonte: Refonte, le: datetime) -> Refonte | None:
    """What the day calls for: into force, or evaluation due; None when nothing is, or another worker is at it."""
    jour = timezone.localdate(le)
    libre = Refonte.objects.select_for_update(skip_locked=True).a_faire_avancer(au=jour).filter(pk=refonte.pk)
    prise = libre.first()
    if prise is None:
        return None
    pas = "entrer_en_vigueur" if prise.etat == EtatRefonte.APPROUVEE else "echoir"
    franchir(prise, pas, acteur=Acteur.systeme(), le=le)
    return prise


@transaction.atomic
def evaluer_refonte(*, refonte: Refonte, bilan: str, suite: str, acteur: Acteur, le: datetime) -> Refonte:
    """Say what it gave and what follows."""
    if not bilan.strip():
        raise TransitionRefusee(_("Écrivez ce que cela a donné."))
    with portee(Acteur.systeme()):
        refonte = refonte.verrouillee()
        franchir(refonte, "evaluer", acteur=acteur, le=le, bilan=bilan.strip(), suite=suite, evaluee_le=le)
    return refonte


def _ouverte_aux_preuves(refonte: Refonte) -> Refonte:
    refonte = refonte.verrouillee()
    if not refonte.peut_recevoir_des_preuves:
        raise TransitionRefusee(_("Les preuves ne changent plus une fois la proposition soumise."))
    return refonte


def _exiger(acteur: Acteur) -> None:
    if acteur.role not in REDACTION_REFONTES:
        raise RoleInsuffisant(_("Votre rôle ne permet pas d’écrire une proposition de refonte."))


def _exiger_un_autre(refonte: Refonte, acteur: Acteur) -> None:
    if refonte.auteur_id == acteur.utilisateur_id:
        raise TransitionRefusee(_("On ne décide pas de sa propre proposition : une autre personne en décide."))


def _valider(objet: Any) -> None:
    try:
        objet.full_clean()
    except ValidationError as erreur:
        raise TransitionRefusee(" ".join(erreur.messages)) from erreur
