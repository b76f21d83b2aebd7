"""A campaign of a survey: prepared, launched, stopped; its waves then make themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import TransitionRefusee, franchir, ouvrir
from indicateurs.actions.sondage import exiger_sondeur
from indicateurs.models import CampagneSondage, VersionSondage
from indicateurs.queries.audience_sql import compter_audience
from indicateurs.states_sondages import PAS_DE_VERSION
from inscriptions.actions.offre import exiger_motif


@transaction.atomic
def preparer_campagne(*, acteur: Acteur, le: datetime, **champs: Any) -> CampagneSondage:
    """Write a campaign; nothing leaves before it is launched."""
    exiger_sondeur(acteur)
    with portee(Acteur.systeme()):
        return ouvrir(CampagneSondage(par_id=acteur.utilisateur_id, **champs), acteur=acteur, le=le)


@transaction.atomic
def lancer_campagne(*, campagne: CampagneSondage, acteur: Acteur, le: datetime) -> CampagneSondage:
    """From now on its waves open when due; the first one today when its day has come."""
    exiger_sondeur(acteur)
    with portee(Acteur.systeme()):
        campagne = campagne.verrouillee()
        if not campagne.version.est_posable:
            raise TransitionRefusee(_("Figez d’abord les questions du sondage."))
        if campagne.fin_le and campagne.fin_le < timezone.localdate(le):
            raise TransitionRefusee(_("La date de fin de la campagne est passée."))
        franchir(campagne, "lancer", acteur=acteur, le=le, prochaine_le=campagne.premiere_le)
    return campagne


@transaction.atomic
def arreter_campagne(
    *, campagne: CampagneSondage, acteur: Acteur, le: datetime, motif_code: str, precision: str = ""
) -> CampagneSondage:
    """Stop for a coded reason: no wave opens any more, an open one closes within minutes, no message leaves."""
    exiger_sondeur(acteur)
    with portee(Acteur.systeme()):
        motif = exiger_motif("campagne_sondage.arreter", motif_code, le)
        franchir(
            campagne.verrouillee(),
            "arreter",
            acteur=acteur,
            le=le,
            motif_code=motif.code,
            motif=precision or motif.libelle,
            prochaine_le=None,
        )
    return campagne


@transaction.atomic
def changer_de_version(
    *, campagne: CampagneSondage, version: VersionSondage, acteur: Acteur, le: datetime
) -> CampagneSondage:
    """The next waves ask a newer frozen version of the same survey; a wave that is open keeps its own."""
    exiger_sondeur(acteur)
    with portee(Acteur.systeme()):
        campagne = campagne.verrouillee()
        if campagne.est_finie:
            raise TransitionRefusee(_("La campagne est finie : aucune vague ne posera plus de questions."))
        # Frozen versions never change, but the one that was read may have been replaced since.
        version = version.verrouillee()
        avant = campagne.version
        if version.sondage_id != avant.sondage_id or version.numero <= avant.numero or not version.est_posable:
            raise TransitionRefusee(_("Choisissez la version figée la plus récente du même sondage."))
        franchir(
            campagne,
            PAS_DE_VERSION[campagne.etat],
            acteur=acteur,
            le=le,
            contexte={"de": avant.numero, "vers": version.numero},
            version=version,
            etat_depuis=campagne.etat_depuis,
        )
    return campagne


def apercu_de_l_audience(campagne: CampagneSondage, *, acteur: Acteur, le: datetime) -> dict[str, tuple[int, int]]:
    """How many people the campaign aims at, and may ask, by stratum: numbers only."""
    exiger_sondeur(acteur)
    with portee(Acteur.systeme()):
        return compter_audience(campagne, le=le)
