"""Offers and the seats born of them: each holds its seat until it is answered."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from inscriptions.actions.sieges import delais_de_reponse
from inscriptions.models import OffreDePlace, OrigineOffre, Place
from inscriptions.peuplement.groupes import Classe
from inscriptions.peuplement.lignes import Lot
from inscriptions.peuplement.monde import Monde
from inscriptions.peuplement.population import Dossier
from inscriptions.peuplement.registre import PORTAIL, Objet

# Closer to the first day than this, offers leave at any hour.
DERNIERE_MINUTE = 4


class Offre:
    """A seat proposed to someone."""

    __slots__ = ("classe", "dossier", "objet", "valeurs")

    def __init__(self, classe: Classe, dossier: Dossier, objet: Objet, valeurs: dict[str, Any]) -> None:
        self.classe, self.dossier, self.objet, self.valeurs = classe, dossier, objet, valeurs


class Siege:
    """A seat held, from acceptance to its end."""

    __slots__ = ("assiduite", "classe", "dossier", "fin", "objet", "part_du", "valeurs")

    def __init__(self, classe: Classe, dossier: Dossier, objet: Objet, valeurs: dict[str, Any]) -> None:
        self.classe, self.dossier, self.objet, self.valeurs = classe, dossier, objet, valeurs
        # The last day the person may be called, and the day from which she stops coming.
        self.fin: date | None = None
        self.part_du: date | None = None
        self.assiduite = classe.monde.hasard.betavariate(14, 1.4)


def proposer(monde: Monde, classe: Classe, dossier: Dossier, le: date, remplace: Offre | None = None) -> Offre:
    """Offer a seat of this class that day; `remplace` is the offer whose seat came free."""
    presse = monde.calendrier.plus_ouvrables(le, DERNIERE_MINUTE) >= classe.debut
    # The portal offers freed seats by itself, any day; an adviser's offers leave in office hours.
    moment = dossier.horloge.chez_soi(le) if presse else dossier.horloge.bureau(le)
    delais = delais_de_reponse(classe, moment)  # type: ignore[arg-type]  # Only its first day is read.
    objet = Objet(
        "offre",
        monde.id(),
        personne=dossier.objet.personne,
        organisation=classe.partenaire.id,
        region=dossier.objet.region,
        niveau=classe.niveau,
        formule=classe.formule,
    )
    valeurs = {
        "proposee_le": moment,
        "rappel_le": delais.rappel_le,
        "expire_le": delais.expire_le,
        "origine": (OrigineOffre.CASCADE if remplace else OrigineOffre.PLACEMENT).value,
        "remplace_id": remplace.objet.id if remplace else None,
        "cree_le": moment,
    }
    monde.registre.ouvrir(
        objet, "proposee", PORTAIL if remplace or presse else monde.conseiller(dossier.objet.region), moment
    )
    classe.prises += 1
    return Offre(classe, dossier, objet, valeurs)


def accepter(monde: Monde, offre: Offre) -> Siege:
    """The person takes the seat."""
    dossier, classe, objet = offre.dossier, offre.classe, offre.objet
    moment = _reponse(monde, offre)
    monde.registre.franchir(objet, "accepter", dossier.auteur, moment)
    place = Objet(
        "place",
        monde.id(),
        personne=objet.personne,
        organisation=objet.organisation,
        region=objet.region,
        niveau=objet.niveau,
        formule=objet.formule,
    )
    monde.registre.ouvrir(place, "confirmee", dossier.auteur, moment)
    monde.registre.franchir(dossier.objet, "placer", dossier.auteur, moment)
    dossier.derniere_place = place
    return Siege(classe, dossier, place, {"offre_id": objet.id, "confirmee_le": moment, "cree_le": moment})


def decliner(monde: Monde, offre: Offre) -> None:
    """The person says no, and why."""
    moment = _reponse(monde, offre)
    monde.registre.franchir(offre.objet, "decliner", offre.dossier.auteur, moment, monde.motif("offre.decliner"))
    offre.classe.prises -= 1


def expirer(monde: Monde, offre: Offre) -> None:
    """Nobody answered in time."""
    dossier = offre.dossier
    dossier.horloge.dernier = max(dossier.horloge.dernier, offre.valeurs["expire_le"])
    if offre.valeurs["rappel_le"] < offre.valeurs["expire_le"]:
        offre.valeurs["rappelee_le"] = offre.valeurs["rappel_le"]
    monde.registre.franchir(offre.objet, "expirer", PORTAIL, dossier.horloge.tout_de_suite())
    offre.classe.prises -= 1


def retirer(monde: Monde, offre: Offre, le: datetime, motif: str) -> None:
    """The offer is withdrawn before its answer."""
    conseiller = monde.conseiller(offre.dossier.objet.region)
    offre.dossier.horloge.dernier = max(offre.dossier.horloge.dernier, le)
    monde.registre.franchir(offre.objet, "retirer", conseiller, offre.dossier.horloge.tout_de_suite(), motif)
    offre.classe.prises -= 1


def rappeler(monde: Monde, offre: Offre) -> None:
    """An open offer whose reminder was due has had it."""
    if offre.valeurs["rappel_le"] <= monde.calendrier.limite:
        offre.valeurs["rappelee_le"] = offre.valeurs["rappel_le"]


def liberer(siege: Siege, pas: str, auteur, le: datetime, motif: str) -> None:
    """The seat ends before the class does, and comes free."""
    siege.classe.monde.registre.franchir(siege.objet, pas, auteur, le, motif)
    siege.valeurs["finie_le"] = le
    siege.fin = le.date()
    siege.classe.prises -= 1


def verser_offre(lot: Lot, offre: Offre) -> None:
    """Write the offer as it stands."""
    lot.ajouter(OffreDePlace, **_communs(offre), **offre.valeurs)


def verser_siege(lot: Lot, siege: Siege) -> None:
    """Write the seat as it stands."""
    lot.ajouter(Place, **_communs(siege), **siege.valeurs)


def _communs(chose: Offre | Siege) -> dict[str, Any]:
    objet = chose.objet
    return {
        "id": objet.id,
        "inscription_id": chose.dossier.demande["id"],
        "personne_id": objet.personne,
        "region_id": objet.region,
        "groupe_id": chose.classe.id,
        "organisation_id": objet.organisation,
        "etat": objet.etat,
        "etat_depuis": objet.depuis,
        "niveau": objet.niveau,
        "formule": objet.formule,
    }


def _reponse(monde: Monde, offre: Offre) -> datetime:
    """When the person answers: within two or three days, before the delay ends."""
    jours = min(int(monde.hasard.expovariate(0.7)), 4)
    horloge = offre.dossier.horloge
    moment = horloge.chez_soi(horloge.dernier.date() + timedelta(days=jours))
    moment = horloge.dernier = min(moment, offre.valeurs["expire_le"] - timedelta(minutes=1))
    if offre.valeurs["rappel_le"] < moment:
        offre.valeurs["rappelee_le"] = offre.valeurs["rappel_le"]
    offre.valeurs["repondue_le"] = moment
    return moment
