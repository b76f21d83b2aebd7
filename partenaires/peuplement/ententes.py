"""The ententes of a synthetic province: three fiscal years of them, each in the state its dates call for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.models import Organisation
from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables
from guichet.referentiels.queries import jours_feries
from inscriptions.peuplement.calendrier import FUSEAU
from inscriptions.peuplement.registre import PORTAIL, Auteur
from inscriptions.peuplement.suites import Demandee
from partenaires.actions.qualite import examiner_reddition
from partenaires.models import (
    ActiviteEntente,
    Entente,
    IndicateurEntente,
    LigneBudget,
    Livrable,
    Reddition,
    VersionProgramme,
    Volet,
)
from partenaires.peuplement.execution import Execution
from partenaires.peuplement.personnel import ANCIENNETE, agents_de, embaucher
from partenaires.peuplement.pouvoirs import deleguer, fixer_enveloppes
from partenaires.peuplement.recolte import Recolte, Vie

# How many agreements a partner holds each year, by its kind: (fewest, most).
PAR_AN = {"centre_services": (1, 2), "cegep": (1, 1), "universite": (1, 1), "organisme": (1, 2)}
# Learner-hours of a year, by kind: (least, most).
HEURES = {
    "centre_services": (9000, 40000),
    "cegep": (6000, 18000),
    "universite": (4000, 12000),
    "organisme": (900, 6000),
}
TITRES = (
    "Cours de français et accompagnement",
    "Accueil et francisation en quartier",
    "Français au travail et installation",
    "Parcours d’intégration et de français",
    "Ateliers de conversation et suivi individuel",
)
ENTENTES_PAR_LOT = 200
# Accounts the rules of quality read once the province is told.
EXAMINEES = 60
DOLLAR = Decimal("0.01")
PART_DES_AIDES = Decimal("0.85")


@dataclass
class Convenu:
    """What one entente agrees on, as its execution needs it."""

    vie: Vie
    organisation: str
    debut: date
    fin: date
    revue: date
    montant: Decimal
    activites: list[tuple[str, str, str, Decimal, Decimal]]
    lignes: list[tuple[str, Decimal]]
    livrables: list[tuple[str, str, date, date, date]]
    indicateurs: list[tuple[str, Decimal]]
    agent: Auteur
    gestion: Auteur
    approbation: Auteur
    paiement: Auteur


def raconter(demandee: Demandee) -> None:
    """Three fiscal years of ententes for every partner, requests for the next year included."""
    volets = list(
        Volet.objects.filter(version__in=VersionProgramme.objects.adoptees()).select_related("version").order_by("pk")
    )
    if not volets:
        return
    hasard = Random(f"ententes:{demandee.graine}")
    organisations = list(Organisation.objects.filter(pk__in=demandee.organisations).order_by("pk"))
    conteur = Conteur(demandee.jour, hasard, volets, organisations)
    for numero, (organisation, annee) in enumerate(_prevues(organisations, demandee, hasard), 1):
        conteur.conter(organisation, annee, numero)
        if numero % ENTENTES_PAR_LOT == 0:
            conteur.recolte.ecrire()
    conteur.recolte.ecrire()
    fixer_enveloppes(conteur.recolte, demandee.jour)


def calculer(le: datetime) -> None:
    """What the routine of quality does each hour: the accounts last given are read by its rules."""
    with portee(Acteur.systeme()):
        donnees = Reddition.objects.filter(soumise_le__isnull=False).order_by("-soumise_le", "pk")
        recentes = list(donnees.values_list("pk", flat=True)[:EXAMINEES])
    for pk in recentes:
        with portee(Acteur.systeme()):
            examiner_reddition(reddition_id=pk, le=le)


def _prevues(
    organisations: list[Organisation], demandee: Demandee, hasard: Random
) -> Iterator[tuple[Organisation, int]]:
    """Which partner signs for which fiscal year (named by the year of its first of April)."""
    cette_annee = demandee.jour.year - (demandee.jour.month < 4)
    # The year to come is asked for from the autumn on.
    annees = [cette_annee - 2, cette_annee - 1, cette_annee, cette_annee + 1]
    if demandee.ententes:
        for rang in range(demandee.ententes):
            yield organisations[rang % len(organisations)], annees[rang * len(annees) // demandee.ententes]
        return
    for annee in annees:
        for organisation in organisations:
            for _rang in range(hasard.randint(*PAR_AN[organisation.genre])):
                yield organisation, annee


class Conteur:
    """Tells one entente after the other."""

    def __init__(self, jour: date, hasard: Random, volets: list[Volet], organisations: list[Organisation]) -> None:
        self.jour, self.hasard, self.volets = jour, hasard, volets
        self.recolte = Recolte(hasard)
        self.feries = jours_feries()
        self.ministere = embaucher(self.recolte, jour)
        deleguer(self.recolte, self.ministere.approbation, jour - ANCIENNETE)
        self.agents = agents_de(organisations)

    def conter(self, organisation: Organisation, annee: int, numero: int) -> None:
        """From the draft of the request to where its dates lead on that day."""
        hasard = self.hasard
        debut = date(annee, 4, 1) if hasard.random() < 0.7 else date(annee, 7, 1)
        fin = date(debut.year + 1, debut.month, 1) - timedelta(days=1)
        permis = [volet for volet in self.volets if organisation.genre in volet.organisations] or self.volets
        volet = permis[int(hasard.random() * len(permis))]
        commencee = debut - timedelta(days=hasard.randint(110, 150))
        if commencee >= self.jour:
            commencee = self.jour - timedelta(days=hasard.randint(2, 60))
        agent = self.agents[str(organisation.pk)]
        vie = self.recolte.naitre(
            Entente,
            agent,
            self.a(commencee),
            numero=f"E-{annee}-{numero:05d}",
            organisation_id=organisation.pk,
            version_id=volet.version_id,
            volet_id=volet.pk,
            titre=TITRES[int(hasard.random() * len(TITRES))],
            description="Des cours de groupe et des rencontres individuelles, près de là où vivent les personnes.",
            territoire=[organisation.region_id],
            clienteles=volet.clienteles[:2],
            debut=debut,
            fin=fin,
            revue_prevue_le=debut + timedelta(days=182),
        )
        convenu = self._termes(vie, organisation, debut, fin, agent, numero)
        signee = self._demander(convenu, commencee)
        if signee:
            Execution(self, convenu, signee).conter()

    def a(self, jour: date) -> datetime:
        """A moment of office hours of that day, or of the last open one before it."""
        jour = ajouter_jours_ouvrables(jour + timedelta(days=1), -1, self.feries)
        minutes = 8 * 60 + 20 + int(self.hasard.random() * 8 * 60)
        return datetime.combine(jour, time(minutes // 60, minutes % 60), FUSEAU)

    def apres(self, le: date | datetime, du: int, au: int) -> date:
        """A day, between so many and so many days later."""
        jour = le.date() if isinstance(le, datetime) else le
        return jour + timedelta(days=self.hasard.randint(du, au))

    def _termes(
        self, vie: Vie, organisation: Organisation, debut: date, fin: date, agent: Auteur, numero: int
    ) -> Convenu:
        """Activities, indicators, budget and deliverables; the amount is what the activities cost."""
        hasard, garder, qui = (
            self.hasard,
            self.recolte.garder,
            {"entente_id": vie.id, "organisation_id": organisation.pk},
        )
        heures = Decimal(hasard.randint(*HEURES[organisation.genre]) // 100 * 100)
        activites = [("cours", "Cours de groupe", "heure_apprenant", heures, Decimal(hasard.randint(11, 17)))]
        activites.append(
            (
                "rencontres",
                "Rencontres individuelles",
                "rencontre_individuelle",
                heures / 50 // 1 + 5,
                Decimal(hasard.randint(55, 85)),
            )
        )
        if hasard.random() < 0.6:
            activites.append(
                (
                    "evaluations",
                    "Évaluations de classement",
                    "evaluation_classement",
                    heures / 100 // 1 + 5,
                    Decimal(60),
                )
            )
        for rang, (code, titre, unite, volume, prix) in enumerate(activites, 1):
            garder(
                ActiviteEntente,
                code=code,
                rang=rang,
                titre=titre,
                unite=unite,
                volume_prevu=volume,
                prix_unitaire=prix,
                **qui,
            )
        montant = sum((volume * prix for *_rest, volume, prix in activites), Decimal(0)).quantize(DOLLAR)
        indicateurs = [("abandon", Decimal("0.180")), ("debuts", heures / 120 // 1)]
        for rang, (code, cible) in enumerate(indicateurs, 1):
            garder(
                IndicateurEntente,
                code=code,
                rang=rang,
                version_mesure=1,
                sens="au_plus" if code == "abandon" else "au_moins",
                cible=cible,
                tolerance=Decimal("0.100"),
                **qui,
            )
        # What the project costs: public aid pays less than the norm's ceiling.
        cout = (montant / PART_DES_AIDES).quantize(DOLLAR)
        lignes = []
        for rang, (code, poste, part) in enumerate(
            (
                ("salaires", "Salaires et avantages", "0.78"),
                ("locaux", "Locaux", "0.12"),
                ("materiel", "Matériel", None),
            ),
            1,
        ):
            reste = cout - sum((somme for _code, _pk, somme in lignes), Decimal(0))
            somme = (cout * Decimal(part)).quantize(DOLLAR) if part else reste
            lignes.append((code, garder(LigneBudget, code=code, rang=rang, poste=poste, montant=somme, **qui), somme))
        milieu = debut + timedelta(days=182)
        livrables = []
        for rang, (code, genre, titre, du, au, du_le) in enumerate(
            (
                (
                    "mi-parcours",
                    "reddition_periodique",
                    "Reddition de mi-parcours",
                    debut,
                    milieu,
                    milieu + timedelta(days=30),
                ),
                ("rapport-final", "reddition_finale", "Rapport final", debut, fin, fin + timedelta(days=60)),
            ),
            1,
        ):
            pk = garder(
                Livrable,
                code=code,
                rang=rang,
                genre=genre,
                titre=titre,
                periode_du=du,
                periode_au=au,
                du_le=du_le,
                **qui,
            )
            livrables.append((pk, genre, du, au, du_le))
        vie.champs["montant_demande"] = montant
        m = self.ministere
        return Convenu(
            vie,
            str(organisation.pk),
            debut,
            fin,
            milieu,
            montant,
            activites,
            [(pk, somme) for _code, pk, somme in lignes],
            livrables,
            indicateurs,
            agent,
            m.gestion[numero % len(m.gestion)],
            m.approbation[numero % len(m.approbation)],
            m.paiement[numero % len(m.paiement)],
        )

    def _demander(self, c: Convenu, commencee: date) -> datetime | None:
        """From the request to the signature; None when it has not come there by that day."""
        hasard, vie = self.hasard, c.vie
        presse = 0.4 if c.debut >= self.jour else 1.0
        le = self.apres(commencee, 6, round(25 * presse) + 6)
        if le >= self.jour:
            return None
        vie.champs["gestionnaire_id"] = c.gestion.compte
        quand = vie.franchir("soumettre", c.agent, self.a(le), soumise_par_id=c.agent.compte)
        vie.champs["soumise_le"] = quand
        if hasard.random() < 0.2:
            le = self.apres(quand, 5, 12)
            if le >= self.jour:
                return None
            quand = vie.franchir("demander_complement", c.gestion, self.a(le), "entente_document_manquant")
            le = self.apres(quand, 4, 12)
            if le >= self.jour:
                return None
            quand = vie.franchir("soumettre", c.agent, self.a(le))
            vie.champs["soumise_le"] = quand
        for pas, qui, du, au in (("analyser", c.gestion, 4, 18), ("recommander", c.gestion, 10, 30)):
            le = self.apres(quand, du, au)
            if le >= self.jour:
                return None
            quand = vie.franchir(pas, qui, self.a(le))
        vie.champs |= {"recommandee_le": quand, "recommandee_par_id": c.gestion.compte, "montant_recommande": c.montant}
        le = self.apres(quand, 3, 14)
        if le >= self.jour:
            return None
        if hasard.random() < 0.05:
            vie.franchir("refuser", c.approbation, self.a(le), "entente_hors_priorites")
            return None
        quand = vie.franchir("approuver", c.approbation, self.a(le), approuvee_par_id=c.approbation.compte)
        vie.champs |= {"approuvee_le": quand, "montant_convenu": c.montant}
        if hasard.random() < 0.03:
            le = self.apres(quand, 3, 9)
            if le < self.jour:
                vie.franchir("retirer", c.agent, self.a(le), "entente_projet_abandonne")
            return None
        # One in four is signed after its first day: the ministry's own lateness.
        le = self.apres(quand, 8, 24)
        if hasard.random() < 0.25:
            le = max(le, self.apres(c.debut, 3, 45))
        if le >= self.jour:
            return None
        quand = vie.franchir("signer", PORTAIL, self.a(le))
        vie.champs["signee_le"] = quand
        return quand
