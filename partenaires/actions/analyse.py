"""The ministry's analysis: completeness, notes on the grid, recommendation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir
from guichet.referentiels.formats import formater_argent
from partenaires.models import AvisEntente, CritereAnalyse, Entente, NoteAnalyse
from partenaires.queries.decision import score_de
from partenaires.queries.demandes import manques_a_l_analyse
from partenaires.states_ententes import GESTION_ENTENTES


@transaction.atomic
def commencer_analyse(*, entente: Entente, acteur: Acteur, le: datetime) -> Entente:
    """Take a complete request up; an incomplete one says what is missing."""
    entente = entente.verrouillee()
    if entente.est_a_examiner and (restent := manques_a_l_analyse(entente)):
        raise TransitionRefusee(_("La demande n’est pas complète. %(liste)s") % {"liste": " ".join(restent)})
    champs: dict[str, Any] = {} if entente.gestionnaire_id else {"gestionnaire_id": acteur.utilisateur_id}
    franchir(entente, "analyser", acteur=acteur, le=le, **champs)
    return entente


@transaction.atomic
def noter(
    *, entente: Entente, notes: Iterable[tuple[CritereAnalyse, Decimal, str]], acteur: Acteur, le: datetime
) -> None:
    """Keep the notes of the grid and their comments."""
    if acteur.role not in GESTION_ENTENTES:
        raise RoleInsuffisant(_("Le gestionnaire d’ententes remplit la grille."))
    entente = entente.verrouillee()
    if not entente.est_en_analyse:
        raise TransitionRefusee(_("La grille se remplit pendant l’analyse."))
    for critere, note, commentaire in notes:
        if critere.volet_id != entente.volet_id or note > critere.note_max:
            raise TransitionRefusee(
                _("« %(critere)s » : la note va de 0 à %(max)s.") % {"critere": critere, "max": critere.note_max}
            )
        NoteAnalyse.objects.update_or_create(
            entente=entente,
            critere=critere,
            defaults={"note": note, "commentaire": commentaire, "notee_le": le, "notee_par_id": acteur.utilisateur_id},
            create_defaults={
                "organisation_id": entente.organisation_id,
                "note": note,
                "commentaire": commentaire,
                "notee_le": le,
                "notee_par_id": acteur.utilisateur_id,
            },
        )


@transaction.atomic
def recommander(*, entente: Entente, montant: Decimal, texte: str, acteur: Acteur, le: datetime) -> Entente:
    """Send the request to the decision, with an amount and why."""
    entente = entente.verrouillee()
    if entente.est_en_analyse:
        plafond = min(entente.montant_demande, entente.volet.montant_maximum)
        if not 0 < montant <= plafond:
            raise TransitionRefusee(
                _("Le montant recommandé ne dépasse ni la demande ni le maximum du volet : %(max)s au plus.")
                % {"max": formater_argent(plafond)}
            )
        if entente.volet.criteres.exists() and score_de(entente) is None:
            raise TransitionRefusee(_("Donnez une note à chaque critère de la grille avant de recommander."))
        if not texte.strip():
            raise TransitionRefusee(_("Écrivez la recommandation."))
    franchir(
        entente,
        "recommander",
        acteur=acteur,
        le=le,
        montant_recommande=montant,
        recommandee_le=le,
        recommandee_par_id=acteur.utilisateur_id,
    )
    champs = {"texte": texte, "score": score_de(entente), "montant": montant, "le": le, "par_id": acteur.utilisateur_id}
    AvisEntente.objects.update_or_create(
        entente=entente,
        defaults=champs,
        create_defaults={**champs, "organisation_id": entente.organisation_id},
    )
    return entente
