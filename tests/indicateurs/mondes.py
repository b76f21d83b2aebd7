"""Small random worlds: a journal of a few persons whose paths take any turn, and the slow recount of its facts."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from guichet.mesure.evenement import CHEZ_LA_PERSONNE, EVENEMENTS, Evenement
from guichet.referentiels.jours_ouvrables import jours_ecoules
from guichet.referentiels.queries import jours_feries
from indicateurs.tranches import AGES, SCOLARITES, tranche
from inscriptions.models import Inscription
from tests.factories.guichet import OrganisationFactory, PersonneFactory
from tests.factories.inscriptions import InscriptionFactory

ZONE = ZoneInfo("America/Toronto")
DEBUT = datetime(2025, 1, 20, tzinfo=ZONE)
# The request's own steps: (step, from, to). A path goes on from the state it is in.
PAS = {
    "brouillon": [("deposer", "deposee"), ("retirer", "retiree")],
    "deposee": [("declarer_complete", "complete")] * 3 + [("retourner", "a_completer"), ("refuser", "non_admissible")],
    "a_completer": [("completer", "deposee")] * 2 + [("rendre_inactive", "inactive")],
    "complete": [("evaluer", "evaluee")] * 3 + [("retourner", "a_completer"), ("refuser", "non_admissible")],
    "evaluee": [("mettre_en_attente", "en_attente")] * 3 + [("retirer", "retiree")],
    "en_attente": [("placer", "en_cours")] * 3 + [("rendre_inactive", "inactive"), ("retirer", "retiree")],
    "en_cours": [("poursuivre", "en_attente"), ("terminer", "terminee"), ("rendre_inactive", "inactive")],
    "inactive": [("remettre_en_attente", "en_attente"), ("reprendre", "deposee")],
    "retiree": [("reprendre", "deposee")],
    "terminee": [("reprendre", "deposee")],
    "non_admissible": [],
}
FINS_D_OFFRE = [("decliner", "declinee"), ("expirer", "expiree"), ("accepter", "acceptee")]
FINS_DE_REPLACEMENT = [("placer", "a_replacer", "replacee"), ("transferer", "a_replacer", "transferee")]
FINS_DE_PLACE = [("terminer", "terminee"), ("abandonner", "abandonnee"), ("fermer", "groupe_ferme")]


@dataclass
class Ligne:
    """One row of the journal, as the recount reads it."""

    objet_type: str
    objet_id: uuid.UUID
    pas: str
    de: str
    vers: str
    le: datetime
    dims: dict[str, Any]
    personne: Any
    id: int = 0
    xid: int = 0

    @property
    def jour(self) -> date:
        """The day in Québec."""
        return self.le.astimezone(ZONE).date()


@dataclass
class Gens:
    """The persons and organisations of every world, made once."""

    inscriptions: list[Inscription] = field(default_factory=list)
    organisations: list[Any] = field(default_factory=list)

    @classmethod
    def creer(cls) -> Gens:
        """Four persons unlike each other and two organisations."""
        divers = [
            ("06", "f", "2001-03-01", "HTI", "hat", "resident_permanent", "economique", 12, "2025-02-01"),
            ("06", "m", "1985-06-15", "SYR", "ara", "demandeur_asile", "sans_objet", 6, "2024-09-09"),
            ("03", "f", "1958-12-31", "HTI", "fra", "resident_permanent", "refugies", 17, "2025-07-07"),
            ("03", "", None, None, None, None, None, None, None),
        ]
        gens = cls(organisations=[OrganisationFactory(genre="cegep"), OrganisationFactory(genre="organisme")])
        for region, sexe, ne, pays, langue, statut, categorie, ecole, arrivee in divers:
            personne = PersonneFactory(
                region_id=region,
                sexe=sexe,
                date_naissance=ne and date.fromisoformat(ne),
                pays_naissance_id=pays,
                langue_maternelle_id=langue,
            )
            gens.inscriptions.append(
                InscriptionFactory(
                    personne=personne,
                    statut_id=statut,
                    categorie_id=categorie,
                    annees_scolarite=ecole,
                    arrivee_le=arrivee and date.fromisoformat(arrivee),
                )
            )
        return gens


def monde(gens: Gens, graine: int) -> list[Ligne]:
    """The rows of one world, numbered in order of time; transactions commit in another order."""
    hasard = random.Random(graine)
    lignes: list[Ligne] = []
    for inscription in gens.inscriptions:
        sienne = _vie(hasard, gens, inscription)
        for ligne, xid in zip(sienne, sorted(hasard.sample(range(10, 500), len(sienne))), strict=True):
            ligne.xid = xid
        lignes += sienne
    lignes.sort(key=lambda ligne: ligne.le)
    for numero, ligne in enumerate(lignes, start=1_000_000 + graine * 1000):
        ligne.id = numero
    return lignes


def _vie(hasard: random.Random, gens: Gens, inscription: Inscription) -> list[Ligne]:
    """A person's steps: the request, and around a seat its offers, its class and what a closing leads to."""
    lignes: list[Ligne] = []
    le, etat, niveau = DEBUT + timedelta(days=hasard.randrange(60)), "brouillon", 0

    def noter(objet_type: str, objet_id: uuid.UUID, pas: str, de: str, vers: str, **autres: Any) -> None:
        nonlocal le
        le += timedelta(days=hasard.choice([0, 0, 1, 3, 12, 30]), minutes=hasard.choice([1, 30, 900, 1439]))
        dims = {
            "region": inscription.region_id,
            "niveau": niveau,
            "formule": hasard.choice(["temps_partiel", "en_ligne"]),
        }
        lignes.append(Ligne(objet_type, objet_id, pas, de, vers, le, dims | autres, inscription))

    for _tour in range(hasard.randrange(3, 14)):
        if not PAS[etat]:
            break
        pas, vers = hasard.choice(PAS[etat])
        if etat == "en_attente":
            _offre(hasard, gens, noter)
        noter("inscription", inscription.pk, pas, etat, vers)
        etat = vers
        niveau = niveau or (3 if pas == "evaluer" else 0)
        if pas == "placer":
            _place(hasard, gens, noter)
            niveau = hasard.choice([niveau, niveau + 1])
    return lignes


def _offre(hasard: random.Random, gens: Gens, noter: Any) -> None:
    offre, chez = uuid.UUID(int=hasard.getrandbits(128)), hasard.choice(gens.organisations)
    noter("offre", offre, "ouvrir", "", "proposee", organisation=chez)
    if hasard.random() < 0.8:
        pas, vers = hasard.choice(FINS_D_OFFRE)
        noter("offre", offre, pas, "proposee", vers, organisation=chez)


def _place(hasard: random.Random, gens: Gens, noter: Any) -> None:
    place, chez = uuid.UUID(int=hasard.getrandbits(128)), hasard.choice(gens.organisations)
    noter("place", place, "ouvrir", "", "confirmee", organisation=chez)
    if hasard.random() < 0.15:
        noter("place", place, "noter_absence_initiale", "confirmee", "jamais_presentee", organisation=chez)
        return
    noter("place", place, "commencer", "confirmee", "commencee", organisation=chez)
    if hasard.random() < 0.7:
        pas, vers = hasard.choice(FINS_DE_PLACE)
        noter("place", place, pas, "commencee", vers, organisation=chez)
        if pas == "fermer":
            replacement = uuid.UUID(int=hasard.getrandbits(128))
            noter("replacement", replacement, "ouvrir", "", "a_replacer")
            noter("replacement", replacement, *hasard.choice(FINS_DE_REPLACEMENT))


def cohorte(combien: int, *, servies_le: date, attendent_le: date) -> list[Ligne]:
    """A cohort of one region: half began a class a month after their file was complete, half only wait."""
    lignes: list[Ligne] = []
    for rang in range(combien):
        inscription = InscriptionFactory(personne=PersonneFactory(region_id="06"))
        dims = {"region": "06", "niveau": 3, "formule": "temps_partiel"}
        servie = rang % 2 == 0
        le = datetime.combine(servies_le if servie else attendent_le, datetime.min.time(), ZONE)
        pas = [
            ("inscription", "deposer", "brouillon", "deposee", 0),
            ("inscription", "declarer_complete", "deposee", "complete", 1),
        ]
        pas += [("place", "commencer", "confirmee", "commencee", 31 + rang)] if servie else []
        for objet, nom, de, vers, jours in pas:
            objet_id = inscription.pk if objet == "inscription" else uuid.UUID(int=rang + 1)
            lignes.append(Ligne(objet, objet_id, nom, de, vers, le + timedelta(days=jours, hours=9), dims, inscription))
    for numero, ligne in enumerate(lignes, start=900_000):
        ligne.id, ligne.xid = numero, 5
    return lignes


def inscrire(lignes: list[Ligne]) -> None:
    """Write the rows as other transactions would have, in one statement."""
    colonnes = (
        "id, objet_type, objet_id, pas, de, vers, le, personne_id, organisation_id, region_id, niveau, formule, xid"
    )
    valeurs = [
        (x.id, x.objet_type, x.objet_id, x.pas, x.de, x.vers, x.le, x.personne.personne_id,
         getattr(x.dims.get("organisation"), "pk", None), x.dims["region"], x.dims["niveau"] or None, x.dims["formule"],
         str(x.xid))
        for x in lignes
    ]  # fmt: skip
    with connection.cursor() as curseur:
        curseur.executemany(
            f"INSERT INTO guichet_journal ({colonnes},"
            " acteur_role, acteur_libelle, motif, motif_code, requete_id, contexte)"
            f" VALUES ({', '.join(['%s'] * 12)}, %s::xid8, 'systeme', '', '', '', '', '{{}}')",
            valeurs,
        )


def recompter(lignes: list[Ligne]) -> list[dict[str, Any]]:
    """The facts of these rows, each by walking the whole journal."""
    faits: list[dict[str, Any]] = []
    for ligne in sorted(lignes, key=lambda x: (x.xid, x.id)):
        avant = [x for x in lignes if (x.le, x.id) < (ligne.le, ligne.id)]
        ouverts = [f for f in faits if f["fini_le"] is None]
        nouveaux = [_fait(e, ligne, avant, ouverts) for e in EVENEMENTS.values() if _convient(e, ligne)]
        for fait in filter(None, nouveaux):
            entree = fait.pop("entree")
            if entree:
                entree["fini_le"] = ligne.jour
                fait |= {axe: entree[axe] for axe in _dims(ligne)}
            faits.append(fait)
    return faits


def _convient(e: Evenement, x: Ligne) -> bool:
    voulus = ((e.pas, x.pas), (e.de, x.de), (e.vers, x.vers))
    return e.objet == x.objet_type and all(voulu in (None, lu) for voulu, lu in voulus)


def _fait(e: Evenement, x: Ligne, avant: list[Ligne], ouverts: list[dict[str, Any]]) -> dict[str, Any] | None:
    siens = [y for y in avant if y.personne.pk == x.personne.pk]
    requete = [y for y in siens if y.objet_type == "inscription"]
    origine = None
    if e.dossier:
        origine = _premier_complet([*requete, x])
        if origine is None or (e.sens == 1 and origine is not x):
            return None
    elif e.delai_depuis:
        origine = next((y for y in reversed(requete) if y.pas == e.delai_depuis), None)
    elif e.sens != 1:
        origine = next((y for y in reversed(siens) if y.objet_id == x.objet_id and y.vers == x.de), None)
    entree = None
    if e.dossier and e.sens != 1:
        entree = next((f for f in ouverts if f["ligne"] is origine and EVENEMENTS[f["evenement"]].dossier), None)
        if entree is None:
            return None
    elif e.sens == -1 and origine:
        entree = next((f for f in ouverts if f["ligne"] is origine and f["evenement"] == e.file), None)
    delai = None
    if origine and e.sens != 1:
        delai = _ouvrables(origine, x, siens) if e.ouvrables else (x.jour - origine.jour).days
    jour = origine.jour if e.par_cohorte and origine else x.jour
    base = {"evenement": e.code, "jour": jour, "delai": delai, "ligne": x, "fini_le": None if e.sens == 1 else x.jour}
    return base | _dims(x) | {"entree": entree if e.sens == -1 else None}


def _premier_complet(requete: list[Ligne]) -> Ligne | None:
    """The first time the request was complete since it was last sent or resumed."""
    premier = None
    for y in requete:
        if y.objet_type == "inscription" and y.pas in ("deposer", "reprendre"):
            premier = None
        if y.objet_type == "inscription" and y.pas == "declarer_complete":
            premier = premier or y
    return premier


def _ouvrables(origine: Ligne, x: Ligne, siens: list[Ligne]) -> int:
    suspensions = []
    for rang, y in enumerate(siens):
        if (y.objet_type, y.vers) in CHEZ_LA_PERSONNE:
            suite = next((z for z in siens[rang + 1 :] if z.objet_id == y.objet_id), None)
            suspensions.append((y.jour, suite.jour if suite else None))
    return jours_ecoules(origine.jour, x.jour, jours_feries(), suspensions)


def _dims(x: Ligne) -> dict[str, Any]:
    inscription, personne, chez = x.personne, x.personne.personne, x.dims.get("organisation")
    return {
        "region": x.dims["region"],
        "niveau": x.dims["niveau"],
        "formule": x.dims["formule"],
        "statut": inscription.statut_id or "",
        "categorie": inscription.categorie_id or "",
        "sexe": personne.sexe,
        "age": tranche(personne.age(x.jour), AGES),
        "pays": personne.pays_naissance_id or "",
        "langue": personne.langue_maternelle_id or "",
        "scolarite": tranche(inscription.annees_scolarite, SCOLARITES),
        "arrivee": str(inscription.arrivee_le.year) if inscription.arrivee_le else "",
        "organisation": str(chez.pk) if chez else "",
        "type_organisme": chez.genre if chez else "",
    }
