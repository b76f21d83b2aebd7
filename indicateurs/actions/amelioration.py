"""The register of continuous improvement: write a finding, its cause, its measure, what it changed, what follows."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import MotifRequis, RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from guichet.models import Motif
from guichet.referentiels.parametres import parametre
from indicateurs.effet import Cote, MoisInsuffisants
from indicateurs.models import Amelioration, Conclusion, EffetMesure, MethodeEffet, OrigineConstat
from indicateurs.queries.effets import COMPARABLES, dernier_effet, impasses, lire, obstacles_a_la_conclusion
from indicateurs.queries.registre import est_mesuree
from indicateurs.states_amelioration import CONSIGNATAIRES, DECIDEURS, INSTRUCTEURS
from partenaires.models import LigneDePlan

MILLIONIEME = Decimal("0.000001")


def consigner(
    *,
    acteur: Acteur,
    le: datetime,
    titre: str,
    constat: str,
    origine: str,
    constatee_le: date,
    origine_cle: str = "",
    ligne: LigneDePlan | None = None,
    suite_de: Amelioration | None = None,
) -> Amelioration:
    """Write a finding down; return its line of the register."""
    if acteur.role not in CONSIGNATAIRES:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de consigner un constat."))
    amelioration = Amelioration(
        titre=titre,
        constat=constat,
        origine=OrigineConstat(origine),
        origine_cle=origine_cle,
        constatee_le=constatee_le,
        ligne=ligne,
        suite_de=suite_de,
        consignee_par_id=acteur.utilisateur_id,
    )
    with portee(Acteur.systeme()):
        return ouvrir(amelioration, acteur=acteur, le=le)


def analyser(*, amelioration: Amelioration, acteur: Acteur, le: datetime, cause: str) -> Amelioration:
    """Say why."""
    return _franchir(amelioration, "analyser", acteur, le, cause=cause)


def planifier(*, amelioration: Amelioration, acteur: Acteur, le: datetime, **attendu: Any) -> Amelioration:
    """Say what is tried and what it should change, with its size, its day and how it will be measured."""
    au = timezone.localdate(le)
    essai = Amelioration(**attendu)
    if not est_mesuree(essai.mesure):
        raise TransitionRefusee(_("Cet indicateur n’est pas encore mesuré."))
    if essai.regions and "region" not in essai.mesure.dimensions:
        raise TransitionRefusee(_("Cet indicateur ne se mesure pas par région."))
    if essai.methode == MethodeEffet.COMPARAISON and essai.mesure.genre not in COMPARABLES:
        raise TransitionRefusee(_("Un nombre suit la taille d’une région : choisissez un taux ou un délai."))
    for cle, prevu in (
        ("amelioration_mois_minimum", essai.mois_prevus),
        ("amelioration_nombre_minimum", essai.nombre_prevu),
    ):
        if prevu is None or prevu < parametre(cle, au=au):
            raise TransitionRefusee(_("Prévoyez au moins %(n)d.") % {"n": parametre(cle, au=au)})
    return _franchir(amelioration, "planifier", acteur, le, **attendu, version=essai.mesure.version)


def mettre_en_place(*, amelioration: Amelioration, acteur: Acteur, le: datetime, jour: date) -> Amelioration:
    """Say since when the measure runs; what was expected no longer changes."""
    if jour > timezone.localdate(le):
        raise TransitionRefusee(_("Cette date est à venir. Revenez le jour où la mesure est en place."))
    if amelioration.effet_attendu_le is not None and jour >= amelioration.effet_attendu_le:
        raise TransitionRefusee(_("La mesure commence avant le jour où son effet est attendu."))
    return _franchir(amelioration, "mettre_en_place", acteur, le, mise_en_place_le=jour)


def mesurer(*, amelioration: Amelioration, acteur: Acteur, le: datetime) -> EffetMesure:
    """Compute the effect from the months known so far and keep it."""
    if acteur.role not in INSTRUCTEURS:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de mesurer un effet."))
    au = timezone.localdate(le)
    confiance = parametre("amelioration_confiance", au=au)
    with portee(Acteur.systeme()):
        amelioration = amelioration.verrouillee()
        if not amelioration.est_en_place:
            raise TransitionRefusee(_("L’effet se mesure tant que la mesure est en place."))
        lecture = lire(amelioration, au=au)
        try:
            mesure = lecture.estimer(confiance=float(confiance))
        except MoisInsuffisants as manque:
            raise TransitionRefusee(
                _("Il faut au moins deux mois avec des données avant la mesure, et deux après.")
            ) from manque
        return EffetMesure.objects.create(
            amelioration=amelioration,
            calcule_le=le,
            calcule_par_id=acteur.utilisateur_id,
            reference=amelioration.mesure.reference,
            confiance=confiance,
            **_cote(mesure.mesure, ""),
            **(_cote(mesure.temoin, "temoin_") if mesure.temoin else {}),
            effet=_six(mesure.effet),
            bas=_six(mesure.bas),
            haut=_six(mesure.haut),
            mois_avant=mesure.mois_avant,
            mois_apres=mesure.mois_apres,
            nombre=mesure.nombre,
            serie=lecture.en_json(),
        )


def _cote(cote: Cote, prefixe: str) -> dict[str, Decimal]:
    return {f"{prefixe}avant": _six(cote.avant), f"{prefixe}apres": _six(cote.apres)}


def _six(valeur: float) -> Decimal:
    return Decimal(valeur).quantize(MILLIONIEME)


def conclure(*, amelioration: Amelioration, acteur: Acteur, le: datetime, conclusion: str, motif: str) -> Amelioration:
    """Keep, adjust or stop the measure; adjusting opens the next line. Refused without the effect that was planned."""
    if not motif.strip():
        raise MotifRequis(_("Dites pourquoi."))
    with portee(Acteur.systeme()):
        obstacles = (
            obstacles_a_la_conclusion(amelioration, dernier_effet(amelioration), au=timezone.localdate(le))
            if amelioration.est_en_place
            else []
        )
        if obstacles:
            raise TransitionRefusee(" ".join(obstacles))
        conclue = _franchir(
            amelioration,
            "conclure",
            acteur,
            le,
            motif=motif,
            conclusion=Conclusion(conclusion),
            conclusion_motif=motif.strip(),
            conclue_le=le,
        )
        if conclue.conclusion == Conclusion.AJUSTER:
            consigner(
                acteur=acteur,
                le=le,
                titre=conclue.titre,
                constat=motif.strip(),
                origine=conclue.origine,
                origine_cle=conclue.origine_cle,
                constatee_le=timezone.localdate(le),
                ligne=conclue.ligne,
                suite_de=conclue,
            )
    return conclue


def classer(
    *, amelioration: Amelioration, acteur: Acteur, le: datetime, motif: Motif, precision: str = ""
) -> Amelioration:
    """Close a finding nothing follows, with its reason."""
    return _franchir(amelioration, "classer", acteur, le, motif=precision, motif_code=motif.code)


def classer_sans_mesure(
    *, amelioration: Amelioration, acteur: Acteur, le: datetime, motif: Motif, precision: str = ""
) -> Amelioration:
    """Close a measure in place whose effect nobody will measure, with the reason; it is not concluded."""
    if acteur.role not in DECIDEURS:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de classer une mesure en place."))
    with portee(Acteur.systeme()):
        amelioration = amelioration.verrouillee()
        effet, au = dernier_effet(amelioration), timezone.localdate(le)
        if amelioration.est_en_place and not impasses(amelioration, effet, au=au):
            if obstacles_a_la_conclusion(amelioration, effet, au=au):
                raise TransitionRefusee(_("L’effet peut encore se mesurer : attendez le jour où il est attendu."))
            raise TransitionRefusee(_("L’effet est mesuré : concluez."))
        return _franchir(amelioration, "classer_sans_mesure", acteur, le, motif=precision, motif_code=motif.code)


def _franchir(
    amelioration: Amelioration,
    pas: str,
    acteur: Acteur,
    le: datetime,
    motif: str = "",
    motif_code: str = "",
    **champs: Any,
) -> Amelioration:
    """A step on the row as it is now; it is about nobody, its journal row is the portal's."""
    with portee(Acteur.systeme()), transaction.atomic():
        amelioration = amelioration.verrouillee()
        franchir(amelioration, pas, acteur=acteur, le=le, motif=motif, motif_code=motif_code, **champs)
    return amelioration
