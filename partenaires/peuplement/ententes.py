"""The ententes of a synthetic province: three fiscal years of them, each in the state its dates call for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from guichet.models import Organisation
from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables
from guichet.referentiels.queries import jours_feries
from inscriptions.peuplement.calendrier import FUSEAU
from inscriptions.peuplement.fichiers import deposer
from inscriptions.peuplement.registre import PORTAIL
from inscriptions.peuplement.suites import Demandee
from partenaires.models import (
    Entente,
    VersionProgramme,
    Volet,
)
from partenaires.peuplement.convenu import Convenu, convenir
from partenaires.peuplement.dossier import DOCUMENT, Dossier, Normes
from partenaires.peuplement.execution import Execution
from partenaires.peuplement.personnel import ANCIENNETE, agents_de, embaucher
from partenaires.peuplement.pouvoirs import deleguer, fixer_enveloppes
from partenaires.peuplement.recolte import Recolte

# How many agreements a partner holds each year, by its kind: (fewest, most).
PAR_AN = {"centre_services": (1, 2), "cegep": (1, 1), "universite": (1, 1), "organisme": (1, 2)}
TITRES = (
    "Cours de français et accompagnement",
    "Accueil et francisation en quartier",
    "Français au travail et installation",
    "Parcours d’intégration et de français",
    "Ateliers de conversation et suivi individuel",
)
ENTENTES_PAR_LOT = 200


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
    deposer(conteur.fichiers, DOCUMENT)


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
        self.normes = Normes()
        self.fichiers: list[str] = []
        self._premieres: set[str] = set()

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
        convenu = convenir(self, vie, organisation, volet, debut, fin, agent, numero)
        dossier = Dossier(self, convenu, self.a(commencee))
        signee = self._demander(convenu, commencee, dossier)
        dossier.ecrire()
        if signee:
            Execution(self, convenu, signee).conter()

    def est_la_premiere(self, organisation: str) -> bool:
        """True once for each partner."""
        deja = organisation in self._premieres
        self._premieres.add(organisation)
        return not deja

    def fichier(self) -> str:
        """The place of a document of a request; the specimen is put there at the end."""
        self.fichiers.append(f"ententes/{self.recolte.id()}.pdf")
        return self.fichiers[-1]

    def a(self, jour: date) -> datetime:
        """A moment of office hours of that day, or of the last open one before it."""
        jour = ajouter_jours_ouvrables(jour + timedelta(days=1), -1, self.feries)
        minutes = 8 * 60 + 20 + int(self.hasard.random() * 8 * 60)
        return datetime.combine(jour, time(minutes // 60, minutes % 60), FUSEAU)

    def apres(self, le: date | datetime, du: int, au: int) -> date:
        """A day, between so many and so many days later."""
        jour = le.date() if isinstance(le, datetime) else le
        return jour + timedelta(days=self.hasard.randint(du, au))

    def _demander(self, c: Convenu, commencee: date, dossier: Dossier) -> datetime | None:
        """From the request to the signature; None when it has not come there by that day."""
        hasard, vie = self.hasard, c.vie
        presse = 0.4 if c.debut >= self.jour else 1.0
        le = self.apres(commencee, 6, round(25 * presse) + 6)
        if le >= self.jour:
            dossier.deposer(self.a(self.jour - timedelta(days=1)), complet=False)
            return None
        vie.champs["gestionnaire_id"] = c.gestion.compte
        quand = vie.franchir("soumettre", c.agent, self.a(le), soumise_par_id=c.agent.compte)
        vie.champs["soumise_le"] = quand
        dossier.deposer(quand, complet=True)
        if hasard.random() < 0.2:
            le = self.apres(quand, 5, 12)
            if le >= self.jour:
                return None
            demande = vie.franchir("demander_complement", c.gestion, self.a(le), "entente_document_manquant")
            le = self.apres(demande, 4, 12)
            if le >= self.jour:
                dossier.completer(demande, None)
                return None
            quand = vie.franchir("soumettre", c.agent, self.a(le))
            vie.champs["soumise_le"] = quand
            dossier.completer(demande, quand)
        for pas, du, au in (("analyser", 4, 18), ("recommander", 10, 30)):
            le = self.apres(quand, du, au)
            if le >= self.jour:
                return None
            quand = vie.franchir(pas, c.gestion, self.a(le))
            dossier.analyser(pas, quand)
        vie.champs |= {"recommandee_le": quand, "recommandee_par_id": c.gestion.compte, "montant_recommande": c.montant}
        le = self.apres(quand, 3, 14)
        if le >= self.jour:
            return None
        if hasard.random() < 0.05:
            vie.franchir("refuser", c.approbation, self.a(le), "entente_hors_priorites")
            return None
        quand = vie.franchir("approuver", c.approbation, self.a(le), approuvee_par_id=c.approbation.compte)
        vie.champs |= {"approuvee_le": quand, "montant_convenu": c.montant}
        dossier.approuver(quand)
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
            dossier.negocier(quand, self.a(self.jour - timedelta(days=1)), signee=False)
            return None
        approuvee, quand = quand, vie.franchir("signer", PORTAIL, self.a(le))
        dossier.negocier(approuvee, quand, signee=True)
        vie.champs["signee_le"] = quand
        return quand
