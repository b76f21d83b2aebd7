"""An outreach campaign: prepared with its sample, drawn by its seed, sent at its rate, ended on its day."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from guichet.referentiels.queries import parametre
from inscriptions import courriels_relances as courriels
from inscriptions.actions.offre import exiger_motif
from inscriptions.models import Bras, CampagneRelance, ParticipationCampagne
from inscriptions.queries.campagnes import admissibles, participation_de
from inscriptions.relances.statistique import taille_par_groupe
from inscriptions.relances.tirage import rang, tirer
from inscriptions.states_relances import EtatCampagne


def taille_prevue(*, taux: Decimal, effet: Decimal, puissance: Decimal, le: datetime) -> int:
    """People needed in each group, at the risk in force that day."""
    seuil = float(parametre("campagne_seuil", au=timezone.localdate(le)))
    return taille_par_groupe(taux=float(taux), effet=float(effet), puissance=float(puissance), seuil=seuil)


@transaction.atomic
def preparer_campagne(*, acteur: Acteur, le: datetime, champs: dict[str, Any]) -> CampagneRelance:
    """Write the plan: target, draw, effect wanted, and the sample it takes."""
    _exiger_portee(acteur, champs["regions"])
    campagne = CampagneRelance(
        **champs,
        taille_prevue=taille_prevue(
            taux=champs["taux_attendu"], effet=champs["effet_minimal"], puissance=champs["puissance"], le=le
        ),
        debit_heure=int(parametre("campagne_debit_heure", au=timezone.localdate(le))),
        par_id=acteur.utilisateur_id,
        par_libelle=acteur.libelle,
    )
    with portee(Acteur.systeme()):
        return ouvrir(campagne, acteur=acteur, le=le)


@transaction.atomic
def lancer_campagne(*, campagne: CampagneRelance, acteur: Acteur, le: datetime) -> CampagneRelance:
    """Draw both groups once, and give each message the moment it is due."""
    _exiger_portee(acteur, campagne.regions)
    with portee(Acteur.systeme()):
        campagne = campagne.verrouillee()
        if campagne.conclure_le <= timezone.localdate(le):
            raise TransitionRefusee(_("La date prévue pour conclure est passée. Préparez une nouvelle campagne."))
        possibles = admissibles(cible=campagne.cible, regions=campagne.regions, canal=campagne.canal, le=le)
        lignes = (participation_de(objet, campagne) for objet in possibles)
        par_personne = {ligne.admission or ligne.personne_id: ligne for ligne in lignes}
        if len(par_personne) < 2:
            raise TransitionRefusee(_("Trop peu de personnes pour un tirage : il en faut au moins deux."))
        strates = ((cle, ligne.strate) for cle, ligne in par_personne.items())
        tirage = tirer(strates, graine=campagne.graine, temoins=campagne.taille_prevue)
        franchir(campagne, "lancer", acteur=acteur, le=le, lancee_le=le)
        moments = _moments([cle for cle, contactee in tirage.items() if contactee], campagne, le)
        for cle, contactee in tirage.items():
            ligne = par_personne[cle]
            ligne.campagne, ligne.du_le = campagne, moments.get(cle)
            ligne.bras = Bras.CONTACTEE if contactee else Bras.TEMOIN
        ParticipationCampagne.objects.bulk_create(par_personne[cle] for cle in tirage)
    return campagne


def noter_contact(*, admission: str, le: datetime) -> int:
    """Someone of another app was tried: the campaigns that drew her know it; return how many."""
    with portee(Acteur.systeme()):
        tirees = ParticipationCampagne.objects.filter(
            admission=admission, bras=Bras.CONTACTEE, depose_le__isnull=True, campagne__etat=EtatCampagne.EN_COURS
        )
        return tirees.update(depose_le=le)


@transaction.atomic
def envoyer_message(*, participation: ParticipationCampagne, le: datetime) -> bool:
    """Deposit the message of one person; False when another worker did, or the campaign was given up."""
    libre = ParticipationCampagne.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        pk=participation.pk, depose_le__isnull=True, campagne__etat=EtatCampagne.EN_COURS
    )
    prise = libre.select_related("campagne", "personne").first()
    if prise is None:
        return False
    prise.depose_le = le
    prise.save(update_fields=["depose_le"])
    courriels.envoyer_campagne(prise, le=le)
    return True


@transaction.atomic
def terminer_campagne(*, campagne: CampagneRelance, le: datetime) -> CampagneRelance | None:
    """End a campaign whose day has come; None when it is not due."""
    campagne = campagne.verrouillee()
    if campagne.etat != EtatCampagne.EN_COURS or timezone.localdate(le) < campagne.conclure_le:
        return None
    franchir(campagne, "terminer", acteur=Acteur.systeme(), le=le)
    return campagne


@transaction.atomic
def abandonner_campagne(
    *, campagne: CampagneRelance, motif_code: str, precision: str = "", acteur: Acteur, le: datetime
) -> CampagneRelance:
    """Give the campaign up for a coded reason: messages not yet deposited never leave."""
    _exiger_portee(acteur, campagne.regions)
    with portee(Acteur.systeme()):
        campagne = campagne.verrouillee()
        motif = exiger_motif("campagne_relance.abandonner", motif_code, le)
        franchir(campagne, "abandonner", acteur=acteur, le=le, motif_code=motif.code, motif=precision or motif.libelle)
    return campagne


def _moments(personnes: list[Any], campagne: CampagneRelance, le: datetime) -> dict[Any, datetime]:
    """When each message is due: one after the other at the campaign's rate, in the order of the draw."""
    pas = timedelta(hours=1) / campagne.debit_heure
    ordonnees = sorted(personnes, key=lambda personne: rang(campagne.graine, personne))
    return {personne: le + n * pas for n, personne in enumerate(ordonnees)}


def _exiger_portee(acteur: Acteur, regions: list[str]) -> None:
    """An adviser campaigns in her own regions; the province is for those who have all of it."""
    if acteur.role is not Role.CONSEILLER:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de mener une campagne."))
    if acteur.regions and not (regions and set(regions) <= set(acteur.regions)):
        raise RoleInsuffisant(_("Une campagne se limite à vos régions."))
