"""The finding a survey, an alert, a review or a line of the plan suggests: what the form starts with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.identifiants import identifiant
from guichet.mesure.definition import MESURES
from guichet.referentiels.formats import formater_date, formater_nombre
from indicateurs import policies
from indicateurs.ecriture import ecrire
from indicateurs.models import OrigineConstat
from indicateurs.queries.sondages import ResultatQuestion
from indicateurs.registre import OBJECTIFS_DE
from indicateurs.resultats_sondages import lire_vague
from partenaires import policies as policies_partenaires
from partenaires.models import LigneDePlan

TITRE_MAX = 160


def prerempli(origine: str, cle: str, acteur: Acteur, *, au: date) -> dict[str, Any]:
    """The first values of the form; an origin this actor may not see gives its kind alone."""
    if origine not in OrigineConstat:
        return {"constatee_le": au}
    base = {"origine": origine, "origine_cle": cle[:80], "constatee_le": au}
    return base | (SOURCES[origine](cle, acteur) if origine in SOURCES else {})


def _enquete(cle: str, acteur: Acteur) -> dict[str, Any]:
    """How many answered, and the means its page shows: none of them is under the threshold."""
    visibles = policies.vagues_sondage_visibles(acteur).select_related("campagne", "version__sondage")
    vague = visibles.filter(pk=identifiant(cle)).first()
    if vague is None:
        return {}
    lue = lire_vague(vague)
    titre = _("%(sondage)s, vague %(n)s") % {"sondage": vague.version.titre(), "n": vague.numero}
    mots = _("%(titre)s : %(reponses)s réponses comptées sur %(tirees)s personnes invitées.")
    comptes = {nom: formater_nombre(lue[nom]) for nom in ("reponses", "tirees")}
    moyennes = [_moyenne(resultat) for resultat, _graphique in lue["resultats"] if resultat.moyenne]
    return {"titre": titre[:TITRE_MAX], "constat": "\n".join([mots % {"titre": titre, **comptes}, *moyennes])}


def _moyenne(resultat: ResultatQuestion) -> str:
    lue: Any = resultat.moyenne
    bornes = {nom: formater_nombre(getattr(lue, nom), 1) for nom in ("valeur", "bas", "haut")}
    mots = _("%(question)s Moyenne %(valeur)s, entre %(bas)s et %(haut)s, 19 fois sur 20.")
    return mots % {"question": resultat.question.texte(), **bornes}


def _alerte(cle: str, acteur: Acteur) -> dict[str, Any]:
    alerte = policies.alertes_visibles(acteur).filter(pk=identifiant(cle)).first()
    if alerte is None or alerte.code not in MESURES:
        return {}
    mesure, objectif = alerte.mesure, OBJECTIFS_DE.get(alerte.code)
    mots = _("%(titre)s : %(valeur)s, %(borne)s (%(seuil)s), du %(du)s au %(au)s.")
    return {
        "titre": _("%(titre)s hors de ses bornes") % {"titre": mesure.titre},
        "constat": mots
        % {
            "titre": mesure.titre,
            "valeur": ecrire(mesure, alerte.valeur),
            "borne": alerte.get_borne_display(),
            "seuil": ecrire(mesure, alerte.seuil),
            "du": formater_date(alerte.du),
            "au": formater_date(alerte.au),
        },
        "constatee_le": timezone.localdate(alerte.cree_le),
        "ligne": LigneDePlan.objects.a_realiser().filter(code=objectif.code).first() if objectif else None,
    }


def _revue(cle: str, acteur: Acteur) -> dict[str, Any]:
    visibles = policies_partenaires.revues_visibles(acteur).select_related("entente")
    revue = visibles.filter(pk=identifiant(cle)).first()
    if revue is None:
        return {}
    propositions = "\n".join(p["texte"] for p in revue.contenu.get("propositions", []))
    titre = _("Revue de mi-parcours de l’entente %(numero)s") % {"numero": revue.entente.numero}
    return {
        "titre": titre,
        "constat": f"{titre}.\n{propositions}".strip(),
        "constatee_le": revue.prevue_le,
        "ligne": LigneDePlan.objects.a_realiser().filter(code="I2a").first(),
    }


def _audit(cle: str, acteur: Acteur) -> dict[str, Any]:
    ligne = policies.lignes_visibles(acteur).filter(pk=identifiant(cle)).first()
    if ligne is None:
        return {}
    return {"titre": ligne.titre, "constat": ligne.texte, "ligne": ligne if ligne.est_a_realiser else None}


SOURCES: dict[str, Callable[[str, Acteur], dict[str, Any]]] = {
    OrigineConstat.ENQUETE: _enquete,
    OrigineConstat.ALERTE: _alerte,
    OrigineConstat.REVUE: _revue,
    OrigineConstat.AUDIT: _audit,
}
