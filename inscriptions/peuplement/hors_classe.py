"""Everyone who has no class yet: drafts, files under way, long waiting lists, files that ended before a class."""

from __future__ import annotations

from datetime import timedelta

from inscriptions.etapes import ETAPES
from inscriptions.models import Formule
from inscriptions.peuplement.demarches import (
    attendre,
    cheminer,
    declarer_complete,
    demander_complement,
    deposer,
    evaluer,
    ouvrir,
    renvoyer,
)
from inscriptions.peuplement.monde import Monde
from inscriptions.peuplement.plan import ATTENTE, repartir
from inscriptions.peuplement.population import Dossier, inventer

# What these people's files are like, in parts.
PARTS = {
    "brouillon": 8.5,
    "deposee": 8.0,
    "a_completer": 5.5,
    "complete": 6.5,
    "evaluee": 2.0,
    "en_attente": 54.0,
    "retiree": 6.0,
    "non_admissible": 4.0,
    "inactive": 5.5,
}
# The longest anyone on the list has waited: eight months.
ATTENTE_MAXIMUM = 240


def etats_a_conter(monde: Monde, nombre: int) -> list[str]:
    """The state of each of these people's files, in a drawn order."""
    etats = [etat for etat, n in zip(PARTS, repartir(nombre, list(PARTS.values())), strict=True) for _ in range(n)]
    monde.hasard.shuffle(etats)
    return etats


def conter(monde: Monde, etat: str) -> Dossier:
    """One person whose file is in this state on the day."""
    dossier = inventer(monde)
    CONTES[etat](monde, dossier)
    return dossier


def _brouillon(monde: Monde, dossier: Dossier) -> None:
    """Stopped anywhere: the steps not reached are blank."""
    atteintes = monde.entre(1, len(ETAPES) - 1)
    dossier.demande["etapes_faites"] = [etape.code for etape in ETAPES[:atteintes]]
    for etape in ETAPES[atteintes:]:
        for champ in etape.demande:
            dossier.demande.pop(champ, None)
        for champ in etape.personne:
            dossier.personne.pop(champ, None)
    dossier.objet.region = dossier.demande["region_id"] = dossier.personne.get("region_id")
    dossier.objet.formule = dossier.demande.get("formules", [""])[0]
    jours = int(monde.hasard.expovariate(1 / 16))
    ouvrir(monde, dossier, monde.calendrier.hier - timedelta(days=min(jours, 150)))
    for champ in {champ for etape in ETAPES[atteintes:] for champ in etape.demande}:
        dossier.demande.pop(champ, None)


def _deposee(monde: Monde, dossier: Dossier) -> None:
    depot = monde.calendrier.hier - timedelta(days=int(monde.hasard.expovariate(1 / 6)))
    ouvrir(monde, dossier, depot - timedelta(days=monde.entre(0, 5)))
    deposer(monde, dossier, depot)


def _a_completer(monde: Monde, dossier: Dossier) -> None:
    depuis = monde.calendrier.hier - timedelta(days=min(55, int(monde.hasard.expovariate(1 / 14))))
    depot = depuis - timedelta(days=monde.entre(3, 14))
    ouvrir(monde, dossier, depot - timedelta(days=1))
    deposer(monde, dossier, depot)
    demander_complement(monde, dossier, depuis)


def _complete(monde: Monde, dossier: Dossier) -> None:
    depuis = monde.calendrier.hier - timedelta(days=int(monde.hasard.expovariate(1 / 8)))
    depot = depuis - timedelta(days=monde.entre(3, 16))
    ouvrir(monde, dossier, depot - timedelta(days=1))
    deposer(monde, dossier, depot)
    if monde.chance(0.1):
        demander_complement(monde, dossier, depot + timedelta(days=1))
        renvoyer(monde, dossier, depot + timedelta(days=2))
    declarer_complete(monde, dossier, depuis)


def _evaluee(monde: Monde, dossier: Dossier) -> None:
    depuis = monde.calendrier.hier - timedelta(days=monde.entre(0, 4))
    depot = depuis - timedelta(days=monde.entre(12, 30))
    ouvrir(monde, dossier, depot - timedelta(days=1))
    deposer(monde, dossier, depot)
    declarer_complete(monde, dossier, depot + timedelta(days=5))
    evaluer(monde, dossier, depuis)


def _en_attente(monde: Monde, dossier: Dossier) -> None:
    # A list holds more long waits than short ones, each seen at any moment: it agrees with the waits that ended.
    mediane, sigma = ATTENTE[Formule(dossier.demande["formules"][0])]
    duree = monde.hasard.lognormvariate(sigma**2, sigma) * mediane * 7 / 5
    jours = min(ATTENTE_MAXIMUM, monde.hasard.random() * duree)
    attente = monde.calendrier.hier - timedelta(days=jours)
    cheminer(monde, dossier, depot=attente - timedelta(days=monde.entre(8, 28)), attente=attente)


def _retiree(monde: Monde, dossier: Dossier) -> None:
    if monde.chance(0.15):
        _brouillon(monde, dossier)
    else:
        _en_attente(monde, dossier)
    jours = (monde.calendrier.hier - dossier.horloge.dernier.date()).days
    moment = dossier.horloge.chez_soi(
        dossier.horloge.dernier.date() + timedelta(days=int(jours * monde.hasard.random()))
    )
    monde.registre.franchir(dossier.objet, "retirer", dossier.auteur, moment, monde.motif("inscription.retirer"))


def _non_admissible(monde: Monde, dossier: Dossier) -> None:
    """Too young, or living elsewhere: the rules say it, an adviser decides it."""
    depot = monde.calendrier.hier - timedelta(days=monde.entre(15, 200))
    motif = "refus_age"
    if monde.chance(0.4):
        dossier.personne["date_naissance"] = depot - timedelta(days=monde.entre(12 * 365, 15 * 365))
    else:
        motif = "refus_domicile"
        dossier.demande["domicile"] = "ailleurs"
    ouvrir(monde, dossier, depot - timedelta(days=1))
    deposer(monde, dossier, depot)
    moment = dossier.horloge.bureau(depot + timedelta(days=monde.entre(4, 14)))
    monde.registre.franchir(dossier.objet, "refuser", monde.conseiller(dossier.objet.region), moment, motif)


def _inactive(monde: Monde, dossier: Dossier) -> None:
    """No news: most never sent what was missing."""
    cal = monde.calendrier
    depot = cal.hier - timedelta(days=monde.entre(75, 280))
    ouvrir(monde, dossier, depot - timedelta(days=1))
    deposer(monde, dossier, depot)
    if monde.chance(0.6):
        demander_complement(monde, dossier, depot + timedelta(days=5))
    else:
        declarer_complete(monde, dossier, depot + timedelta(days=5))
        evaluer(monde, dossier, depot + timedelta(days=12))
        attendre(monde, dossier)
    moment = dossier.horloge.bureau(depot + timedelta(days=66))
    conseiller = monde.conseiller(dossier.objet.region)
    monde.registre.franchir(dossier.objet, "rendre_inactive", conseiller, moment, "inactive_sans_nouvelles")


CONTES = {
    "brouillon": _brouillon,
    "deposee": _deposee,
    "a_completer": _a_completer,
    "complete": _complete,
    "evaluee": _evaluee,
    "en_attente": _en_attente,
    "retiree": _retiree,
    "non_admissible": _non_admissible,
    "inactive": _inactive,
}
