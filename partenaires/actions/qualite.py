"""Examine a report, contest an anomaly, answer, draw controls."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from partenaires.models import Anomalie, Reddition, TirageControles
from partenaires.qualite.faits import Trouvee
from partenaires.qualite.regles import examiner
from partenaires.qualite.tirage import Candidat, poids_de_risque, tirer
from partenaires.queries.qualite import SOUMISES, rapport_de, scores_des_redditions, seuils_du
from partenaires.states_ententes import ENGAGEANT, GESTION_ENTENTES


@transaction.atomic
def examiner_reddition(*, reddition_id: uuid.UUID, le: datetime) -> int:
    """Write the anomalies of a report that are new, lift those no longer found; return how many rows changed.

    One an answer has lifted is not found again on the same cells.
    """
    libres = Reddition.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
    reddition = libres.filter(pk=reddition_id, etat__in=SOUMISES).first()
    if reddition is None:
        return 0
    jour = timezone.localdate(le)
    trouvees = {(t.regle, cle_des_cellules(t)): t for t in examiner(rapport_de(reddition), seuils_du(jour))}
    connues = {(a.regle, a.cle): a for a in reddition.anomalies.order_by("decouverte_le")}
    changes = 0
    for cle, trouvee in trouvees.items():
        ancienne = connues.get(cle)
        if ancienne is None or (ancienne.levee_le and ancienne.repondue_le is None):
            _ecrire(reddition, trouvee, cle[1], le)
            changes += 1
    for cle, anomalie in connues.items():
        if cle not in trouvees and anomalie.levee_le is None and not anomalie.maintenue:
            anomalie.levee_le = le
            anomalie.save(update_fields=["levee_le"])
            changes += 1
    return changes


def cle_des_cellules(trouvee: Trouvee) -> str:
    """The cells as one short text."""
    return hashlib.sha256("|".join(trouvee.cellules).encode()).hexdigest()[:32]


def _ecrire(reddition: Reddition, trouvee: Trouvee, cle: str, le: datetime) -> None:
    Anomalie.objects.create(
        reddition=reddition,
        organisation_id=reddition.organisation_id,
        regle=trouvee.regle,
        part=trouvee.part.value,
        gravite=trouvee.gravite.value,
        cellules=list(trouvee.cellules),
        cle=cle,
        detail=trouvee.detail[:200],
        decouverte_le=le,
    )


@transaction.atomic
def contester_anomalie(*, anomalie: Anomalie, acteur: Acteur, le: datetime, texte: str) -> Anomalie:
    """The partner says why the rule is wrong; once."""
    anomalie = _verrouiller(anomalie)
    if acteur.role not in ENGAGEANT or acteur.organisation_id != anomalie.organisation_id:
        raise RoleInsuffisant(_("Seul le gestionnaire de l’organisme conteste une anomalie."))
    if not anomalie.est_contestable:
        raise TransitionRefusee(_("Cette anomalie est déjà contestée ou levée."))
    anomalie.contestation, anomalie.contestee_le, anomalie.contestee_par_id = texte, le, acteur.utilisateur_id
    anomalie.save(update_fields=["contestation", "contestee_le", "contestee_par"])
    return anomalie


@transaction.atomic
def repondre_anomalie(*, anomalie: Anomalie, acteur: Acteur, le: datetime, texte: str, maintenue: bool) -> Anomalie:
    """The manager maintains the anomaly or lifts it, and says why."""
    anomalie = _verrouiller(anomalie)
    if acteur.role not in GESTION_ENTENTES:
        raise RoleInsuffisant(_("Seul le gestionnaire d’ententes répond à une contestation."))
    if not anomalie.attend_reponse:
        raise TransitionRefusee(_("Cette anomalie n’attend pas de réponse."))
    anomalie.reponse, anomalie.repondue_le, anomalie.repondue_par_id = texte, le, acteur.utilisateur_id
    anomalie.maintenue = maintenue
    if not maintenue:
        anomalie.levee_le, anomalie.levee_par_id = le, acteur.utilisateur_id
    anomalie.save(update_fields=["reponse", "repondue_le", "repondue_par", "maintenue", "levee_le", "levee_par"])
    return anomalie


def _verrouiller(anomalie: Anomalie) -> Anomalie:
    return Anomalie.objects.select_for_update(of=("self",)).get(pk=anomalie.pk)


@transaction.atomic
def tirer_controles(*, graine: int, nombre: int, du: date, au: date, acteur: Acteur, le: datetime) -> TirageControles:
    """Draw reports given in a period, likelier as they are riskier, and keep the draw with every weight."""
    if acteur.role not in GESTION_ENTENTES:
        raise RoleInsuffisant(_("Seul le gestionnaire d’ententes tire des contrôles."))
    candidats = candidats_du(du=du, au=au, jour=timezone.localdate(le))
    if not candidats:
        raise TransitionRefusee(_("Aucune reddition n’a été soumise pendant cette période."))
    tires = tirer(candidats, graine=graine, nombre=nombre)
    contenu = {
        "candidats": [[c.cle, str(c.poids)] for c in sorted(candidats, key=lambda c: c.cle)],
        "tires": [c.cle for c in tires],
    }
    texte = json.dumps({"graine": graine, "nombre": nombre, **contenu}, sort_keys=True, separators=(",", ":"))
    return TirageControles.objects.create(
        graine=graine,
        nombre=nombre,
        du=du,
        au=au,
        empreinte=hashlib.sha256(texte.encode()).hexdigest(),
        tire_le=le,
        tire_par_id=acteur.utilisateur_id,
        **contenu,
    )


def candidats_du(*, du: date, au: date, jour: date) -> list[Candidat]:
    """Every report given in the period and its weight."""
    with portee(Acteur.systeme()):
        redditions = list(
            Reddition.objects.filter(etat__in=SOUMISES, soumise_le__date__range=(du, au)).select_related("entente")
        )
        scores = scores_des_redditions(redditions, jour=jour)
        ouvertes: dict[Any, int] = {}
        for pk in Anomalie.objects.ouvertes().filter(reddition__in=redditions).values_list("reddition", flat=True):
            ouvertes[pk] = ouvertes.get(pk, 0) + 1
    return [
        Candidat(
            str(r.pk),
            poids_de_risque(
                score=scores[r.pk].total,
                montant=r.entente.montant_convenu or Decimal(0),
                anomalies=ouvertes.get(r.pk, 0),
            ),
        )
        for r in redditions
    ]
