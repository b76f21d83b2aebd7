"""The admissions of a synthetic province: about two in three of those who need courses never register.

Synthetic throughout: no table of admissions by region was found (domaine.md §5). Those who registered come from the
province's own persons, some spelt otherwise so that a few pairs are left to an adviser; the others are made up.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.models import Journal, Personne, Region
from guichet.vieprivee.chiffrement import index_aveugle
from indicateurs.actions.cohortes import calculer_cohortes
from indicateurs.actions.rapprochement import comparer
from indicateurs.models import (
    CohorteAdmission,
    IssueAdmission,
    PersonneAdmise,
    PersonneComparee,
    Rapprochement,
    TentativeAdmission,
)
from indicateurs.queries.cohortes import ajouter_mois
from indicateurs.queries.contacts import REGLENT
from inscriptions.models import Inscription
from inscriptions.peuplement.chargement import analyser
from inscriptions.peuplement.identites import choisir, origine
from inscriptions.peuplement.origines import PROFILS, Origine
from inscriptions.peuplement.population import CATEGORIES, TEMPORAIRES
from inscriptions.peuplement.registre import PORTAIL, Objet, Registre, identifiant
from inscriptions.peuplement.suites import Demandee

MOIS = 36
# Of the registered persons, those whose admission is known; for each of them, how many need courses and never came.
PART_RAPPROCHEE, JAMAIS_VENUES = 0.4, 2.0
# Of everyone admitted, those who declare French (66 % in the plan for 2023; fewer here, to keep the province small).
PART_FRANCAIS = 0.35
PART_A_COMPARER = 0.15
ISSUES = (("sans_suite", 0.16, "Dit ne pas avoir besoin de cours"), ("demenagee", 0.05, "Lettre revenue"))
# What came of trying to reach the others, and by which channel.
PART_TENTEE = 0.35
TENTATIVES = (
    ("telephone", "admission_sans_reponse", 5),
    ("telephone", "admission_message", 4),
    ("lettre", "admission_lettre", 4),
    ("telephone", "admission_interessee", 2),
    ("telephone", "admission_emploi", 2),
    ("telephone", "admission_parle_francais", 1),
)
BATCHS_AU_PEUPLEMENT = 6
PAR_LOT = 1000


class Conteur:
    """Admissions, links and outcomes waiting to be written together."""

    def __init__(self, demandee: Demandee) -> None:
        self.jour, self.graine = demandee.jour, demandee.graine
        self.hasard = Random(f"admissions:{demandee.graine}")
        self.registre = Registre()
        self.cohortes: dict[tuple[date, str], CohorteAdmission] = {
            (cohorte.mois, cohorte.population): cohorte for cohorte in CohorteAdmission.objects.all()
        }
        self.nouvelles: list[CohorteAdmission] = []
        self.admises: list[PersonneAdmise] = []
        self.liens: list[Rapprochement] = []
        self.issues: list[IssueAdmission] = []
        self.tentatives: list[TentativeAdmission] = []
        self.appels = Random(f"tentatives:{demandee.graine}")
        self.regions = [str(code) for code in Region.objects.order_by("code").values_list("code", flat=True)]
        self.rang = 0

    def au_moment(self, jour: date) -> datetime:
        """Ten o'clock on that day."""
        return timezone.make_aware(datetime.combine(min(jour, self.jour), time(10)))

    def cohorte(self, mois: date, population: str) -> CohorteAdmission:
        """The cohort of this month, opened once."""
        cle = (mois, population)
        if cle not in self.cohortes:
            # The day's first minute: an hour still to come would leave the cohort due until then.
            debut = timezone.make_aware(datetime.combine(self.jour, time()))
            cohorte = CohorteAdmission(id=identifiant(self.hasard), mois=mois, population=population, touchee_le=debut)
            self.cohortes[cle] = cohorte
            self.nouvelles.append(cohorte)
        return self.cohortes[cle]

    def admettre(self, mois: date, population: str, **champs: Any) -> PersonneAdmise:
        """One admitted person, told the month after."""
        self.rang += 1
        identite = champs.get("identifiant", "")
        le = self.au_moment(ajouter_mois(mois, 1))
        admise = PersonneAdmise(
            id=uuid.UUID(identifiant(self.hasard)),
            cohorte=self.cohorte(mois, population),
            cle=f"S{self.graine}-{self.rang:06d}",
            identifiant_index=index_aveugle(identite) if identite else "",
            ligne=self.rang + 1,
            cree_le=le,
            compare_le=champs.pop("compare_le", le),
            **champs,
        )
        self.admises.append(admise)
        return admise

    def rapprocher(self, admise: PersonneAdmise, personne: Personne, methode: str) -> None:
        """A certain link, as the portal would have made it."""
        le = admise.cree_le
        objet = Objet("rapprochement", identifiant(self.hasard), region=personne.region_id)
        self.registre.ouvrir(objet, "certain", PORTAIL, le)
        self.liens.append(
            Rapprochement(
                id=objet.id,
                admise=admise,
                cle=admise.cle,
                population=admise.cohorte.population,
                personne=personne,
                region_id=personne.region_id,
                etat=objet.etat,
                etat_depuis=le,
                methode=methode,
                score=1,
            )
        )

    def ecrire(self) -> None:
        """The journal before the links it explains."""
        CohorteAdmission.objects.bulk_create(self.nouvelles)
        PersonneAdmise.objects.bulk_create(self.admises, batch_size=PAR_LOT)
        Journal.objects.bulk_create([Journal(**ligne) for ligne in self.registre.lignes()], batch_size=PAR_LOT)
        Rapprochement.objects.bulk_create(self.liens, batch_size=PAR_LOT)
        IssueAdmission.objects.bulk_create(self.issues, batch_size=PAR_LOT)
        TentativeAdmission.objects.bulk_create(self.tentatives, batch_size=PAR_LOT)
        self.nouvelles, self.admises, self.liens, self.issues, self.tentatives = [], [], [], [], []


def raconter(demandee: Demandee) -> None:
    """Three years of monthly admissions, permanent and temporary."""
    conteur = Conteur(demandee)
    for inscription in _inscrites(conteur.hasard, demandee):
        mois = _venue(conteur, inscription)
        for _fois in range(int(JAMAIS_VENUES) + (conteur.hasard.random() < JAMAIS_VENUES % 1)):
            _jamais_venue(conteur, mois, francais="non" if conteur.hasard.random() < 0.85 else "inconnu")
        if conteur.hasard.random() < PART_FRANCAIS / (1 - PART_FRANCAIS) * (1 + JAMAIS_VENUES) / 2:
            _jamais_venue(conteur, mois, francais="oui")
        if len(conteur.admises) > 5 * PAR_LOT:
            conteur.ecrire()
    conteur.ecrire()


def _inscrites(hasard: Random, demandee: Demandee) -> Iterator[Inscription]:
    """A draw of the registered persons who came from elsewhere, each once."""
    deja = Rapprochement.objects.values("personne")
    siennes = (
        Inscription.objects.exclude(etat="brouillon")
        .exclude(statut__in=("citoyen_ne_canada", "citoyen_naturalise"))
        .filter(deposee_le__isnull=False)
        .exclude(personne__in=deja)
        .select_related("personne")
        .order_by("personne", "numero")
        .distinct("personne")
    )
    for inscription in siennes.iterator():
        if hasard.random() < PART_RAPPROCHEE:
            yield inscription


def _venue(conteur: Conteur, inscription: Inscription) -> date:
    """Someone who registered: admitted some months before, most known by the portal at once, a few spelt otherwise.

    Return the month.
    """
    hasard, personne = conteur.hasard, inscription.personne
    depot = timezone.localdate(inscription.deposee_le)
    mois = max(ajouter_mois(depot, -min(24, int(hasard.expovariate(1 / 5)))), ajouter_mois(conteur.jour, -MOIS))
    temporaire = inscription.statut_id in TEMPORAIRES
    a_comparer = hasard.random() < PART_A_COMPARER
    prenom, nom, naissance = personne.prenom, personne.nom, personne.date_naissance
    if a_comparer:
        prenom, nom, naissance = _autrement(prenom, nom, naissance, hasard)
    admise = conteur.admettre(
        mois,
        "temporaire" if temporaire else "permanente",
        identifiant="" if a_comparer else personne.iuc,
        prenom=prenom,
        nom=nom,
        date_naissance=naissance,
        sexe=personne.sexe,
        pays_id=personne.pays_naissance_id,
        langue_id=personne.langue_maternelle_id,
        categorie_id="sans_objet" if temporaire else inscription.categorie_id,
        region_id=personne.region_id,
        francais="non",
        **({"compare_le": None} if a_comparer else {}),
    )
    if not a_comparer:
        conteur.rapprocher(admise, personne, "identifiant" if personne.iuc else "nom_et_date")
    return mois


def _autrement(prenom: str, nom: str, naissance: date | None, hasard: Random) -> tuple[str, str, date | None]:
    """The same person as another clerk wrote her."""
    match hasard.randrange(4):
        case 0:
            return nom, prenom, naissance
        case 1 | 2 if naissance:
            # The name a letter short, the day one off: someone must look.
            rang = hasard.randrange(1, max(2, len(nom)))
            return prenom, nom[:rang] + nom[rang + 1 :], naissance.replace(day=naissance.day % 28 + 1)
        case _:
            return prenom.upper(), nom.upper(), naissance


def _jamais_venue(conteur: Conteur, voisin: date, *, francais: str) -> None:
    """Someone who never registered; some were reached, some are gone."""
    hasard = conteur.hasard
    pays: Origine = origine(hasard)
    profil = PROFILS[pays.profil]
    statut = hasard.choices(tuple(profil), tuple(profil.values()))[0]
    temporaire = statut in TEMPORAIRES
    feminin = hasard.random() < 0.51
    mois = min(ajouter_mois(voisin, hasard.randint(-3, 3)), conteur.jour.replace(day=1))
    age = hasard.choice((8, 13, 19)) if hasard.random() < 0.12 else min(78, 18 + int(hasard.gammavariate(3.2, 5)))
    admise = conteur.admettre(
        mois,
        "temporaire" if temporaire else "permanente",
        identifiant=f"{hasard.randrange(10**9, 10**10)}" if hasard.random() < 0.7 else "",
        prenom=choisir(hasard, pays.prenoms_f if feminin else pays.prenoms_m).replace("_", " "),
        nom=choisir(hasard, pays.noms),
        date_naissance=conteur.jour - timedelta(days=int(age * 365.25) + hasard.randint(1, 364)),
        sexe="f" if feminin else "m",
        pays_id=pays.pays,
        langue_id=pays.langue,
        categorie_id="sans_objet" if temporaire else CATEGORIES.get(pays.profil, "economique"),
        region_id="06" if hasard.random() < 0.55 else choisir(hasard, conteur.regions),
        francais=francais,
    )
    _noter(conteur, admise, mois)


def _noter(conteur: Conteur, admise: PersonneAdmise, mois: date) -> None:
    tirage = conteur.hasard.random()
    for issue, part, motif in ISSUES:
        jour = ajouter_mois(mois, 1) + timedelta(days=conteur.hasard.randint(5, 300))
        if tirage < part and jour <= conteur.jour and admise.francais != "oui":
            conteur.issues.append(
                IssueAdmission(
                    id=identifiant(conteur.hasard),
                    cle=admise.cle,
                    region_id=admise.region_id,
                    issue=issue,
                    le=conteur.au_moment(jour),
                    motif=motif,
                )
            )
            return
        tirage -= part
    _tenter(conteur, admise, mois)


def _tenter(conteur: Conteur, admise: PersonneAdmise, mois: date) -> None:
    """An adviser called or wrote, within the year."""
    hasard = conteur.appels
    jour = ajouter_mois(mois, 1) + timedelta(days=hasard.randint(5, 330))
    if admise.francais == "oui" or jour > conteur.jour or hasard.random() > PART_TENTEE:
        return
    canal, motif, _poids = hasard.choices(TENTATIVES, [poids for _c, _m, poids in TENTATIVES])[0]
    conteur.tentatives.append(
        TentativeAdmission(
            id=identifiant(hasard),
            cle=admise.cle,
            region_id=admise.region_id,
            canal=canal,
            motif_id=motif,
            prochaine_le=None if motif in REGLENT else jour + timedelta(days=hasard.randint(4, 60)),
            le=conteur.au_moment(jour),
            par_libelle="Conseil",
        )
    )


def calculer(le: datetime) -> None:
    """What the clock does within minutes: the first persons compared, every cohort counted."""
    for _fois in range(BATCHS_AU_PEUPLEMENT):
        with portee(Acteur.systeme()):
            if not comparer(le=le):
                break
    analyser(Rapprochement, PersonneComparee)
    calculer_cohortes(le=le)
