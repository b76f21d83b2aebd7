"""The mid-term review: made once, commented by the partner, discussed, concluded by dated corrective actions."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from partenaires.actions.horloge import prendre
from partenaires.actions.versement import rendre_exigibles
from partenaires.courriels_ententes import annoncer_conclusion, annoncer_revue
from partenaires.models import ActionCorrective, Entente, Revue
from partenaires.queries.revue import contenu_de_revue, empreinte
from partenaires.states_ententes import ENGAGEANT, GESTION_ENTENTES, EtatEntente
from partenaires.tasks import produire_revue


@dataclass(frozen=True, slots=True)
class MesureConvenue:
    """A corrective action as the meeting agreed on it."""

    description: str
    responsable: str
    echeance: date


@transaction.atomic
def generer_revue(*, entente_id: uuid.UUID, le: datetime) -> Revue | None:
    """The review of an entente whose agreed day has come; None when it has one, or someone holds the entente.

    Its figures are those of the agreed day, whenever the clock caught up with it.
    """
    entente = prendre(Entente.objects.a_revoir(au=timezone.localdate(le)), entente_id)
    if entente is None or entente.revue_prevue_le is None:
        return None
    return _ecrire(entente, le)


def _ecrire(entente: Entente, le: datetime) -> Revue:
    contenu = contenu_de_revue(entente, jour=entente.revue_prevue_le)  # type: ignore[arg-type]
    revue = Revue(
        entente=entente,
        organisation_id=entente.organisation_id,
        prevue_le=entente.revue_prevue_le,
        generee_le=le,
        contenu=contenu,
        empreinte=empreinte(contenu),
    )
    ouvrir(revue, acteur=Acteur.systeme(), le=le)
    franchir(entente, "ouvrir_revue", acteur=Acteur.systeme(), le=le)
    annoncer_revue(revue, le=le)
    transaction.on_commit(lambda: produire_revue.delay(revue_id=str(revue.pk)), robust=True)
    return revue


@transaction.atomic
def commenter_revue(*, revue: Revue, acteur: Acteur, le: datetime, commentaire: str) -> Revue:
    """The partner's comments, sent once."""
    revue = revue.verrouillee()
    franchir(revue, "commenter", acteur=acteur, le=le, commentaire_partenaire=commentaire, commentee_le=le)
    return revue


@transaction.atomic
def consigner_rencontre(*, revue: Revue, acteur: Acteur, le: datetime, jour: date, compte_rendu: str) -> Revue:
    """The day and the minutes of the meeting; a day to come is refused."""
    revue = revue.verrouillee()
    if not timezone.localdate(revue.generee_le) <= jour <= timezone.localdate(le):
        raise TransitionRefusee(_("La rencontre a eu lieu après la revue et au plus tard aujourd’hui."))
    franchir(revue, "rencontrer", acteur=acteur, le=le, rencontre_le=jour, compte_rendu=compte_rendu)
    return revue


@transaction.atomic
def conclure_revue(
    *, revue: Revue, acteur: Acteur, le: datetime, conclusion: str, mesures: Sequence[MesureConvenue]
) -> Revue:
    """Conclude with dated actions; the entente goes on, and what waited for the review may be paid."""
    revue = revue.verrouillee()
    jour = timezone.localdate(le)
    if any(mesure.echeance <= jour for mesure in mesures):
        raise TransitionRefusee(_("L’échéance d’une mesure est un jour à venir."))
    franchir(revue, "conclure", acteur=acteur, le=le, conclusion=conclusion, conclue_le=le)
    for mesure in mesures:
        ActionCorrective.objects.create(
            revue=revue,
            entente_id=revue.entente_id,
            organisation_id=revue.organisation_id,
            description=mesure.description,
            responsable=mesure.responsable,
            echeance=mesure.echeance,
        )
    entente = revue.entente.verrouillee()
    if entente.etat == EtatEntente.REVUE_MI_PARCOURS:
        franchir(entente, "clore_revue", acteur=acteur, le=le)
    rendre_exigibles(entente_id=entente.pk, le=le)
    annoncer_conclusion(revue, le=le)
    return revue


@transaction.atomic
def faire_mesure(*, mesure: ActionCorrective, acteur: Acteur, le: datetime, preuve: str) -> ActionCorrective:
    """Mark a corrective action as done, with its proof: by who answers for it, or by the ministry."""
    mesure = _ouverte(mesure, acteur)
    mesure.faite_le, mesure.preuve, mesure.close_par_id = le, preuve, acteur.utilisateur_id
    mesure.save(update_fields=["faite_le", "preuve", "close_par"])
    return mesure


@transaction.atomic
def abandonner_mesure(*, mesure: ActionCorrective, acteur: Acteur, le: datetime, motif: str) -> ActionCorrective:
    """Give up a corrective action, with the reason: the ministry alone decides it."""
    if acteur.role not in GESTION_ENTENTES:
        raise RoleInsuffisant(_("Seul le gestionnaire d’ententes abandonne une mesure."))
    mesure = _ouverte(mesure, acteur)
    mesure.abandonnee_le, mesure.motif_abandon, mesure.close_par_id = le, motif, acteur.utilisateur_id
    mesure.save(update_fields=["abandonnee_le", "motif_abandon", "close_par"])
    return mesure


def peut_clore(mesure: ActionCorrective, acteur: Acteur) -> bool:
    """Whether this actor may say that the action is done."""
    return acteur.role in GESTION_ENTENTES or (acteur.role in ENGAGEANT and mesure.responsable == "partenaire")


def _ouverte(mesure: ActionCorrective, acteur: Acteur) -> ActionCorrective:
    mesure = ActionCorrective.objects.select_for_update(of=("self",)).get(pk=mesure.pk)
    if acteur.role is not Role.SYSTEME and not peut_clore(mesure, acteur):
        raise RoleInsuffisant(_("Cette mesure relève de l’autre partie."))
    if mesure.faite_le or mesure.abandonnee_le:
        raise TransitionRefusee(_("Cette mesure est déjà close."))
    return mesure
