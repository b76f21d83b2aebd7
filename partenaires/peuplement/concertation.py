"""Concertation of a synthetic province: tables, who sits there, meetings, questions, promises in every state."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from guichet.acteurs import Role
from guichet.mesure.definition import MESURES
from guichet.models import Adhesion, Motif, Organisation, Region
from inscriptions.peuplement.calendrier import FUSEAU
from inscriptions.peuplement.registre import Auteur
from inscriptions.peuplement.suites import Demandee
from partenaires.models import (
    ConsultationTable,
    DecisionRencontre,
    EngagementConcertation,
    Entente,
    LigneDePlan,
    MandatTable,
    PointOrdreDuJour,
    PositionMembre,
    PresenceRencontre,
    Rencontre,
    ReponseConvocation,
    TableConcertation,
)
from partenaires.peuplement.recolte import Recolte, Vie

# At the national table; in a region every partner sits.
MEMBRES_MAX = 8
# A table that has more members than this has lost one, the last.
PARTIE = 3
MANDAT = (
    "Mettre en commun ce que les organisations voient des besoins, convenir de ce que chacune fait, et vérifier "
    "ensemble que les promesses donnent un résultat."
)
TITRES = ("les organismes d’accueil", "les centres de services scolaires", "les cégeps", "les milieux de travail")
NOMS = ("A. Tremblay", "M. Haddad", "L. Nguyen", "S. Gagnon", "R. Diallo", "C. Bouchard", "P. Restrepo", "J. Roy")
# (promise, figure it should move, line of the plan, role of the ministry; an organisation when there is none)
PROMESSES = (
    ("Rappeler dans les dix jours chaque personne qui a quitté un cours", "abandon", "F1", None),
    ("Répondre plus vite aux demandes complètes", "delai_debut", "F3", Role.CONSEILLER),
    ("Ouvrir un groupe du soir de plus", "groupes_ouverts", "", None),
    ("Faire baisser le nombre de personnes en attente", "en_attente", "F3", Role.CONSEILLER),
    ("Présenter le guichet aux personnes nouvellement admises", "demandes", "F4", None),
    ("Partager chaque mois les places libres avec les organismes", "occupation_places", "", Role.CONSEILLER),
    ("Payer chaque premier versement avant le début de l’entente", "premier_versement_avant_debut", "I2", Role.PAYEUR),
)
QUESTIONS = (
    "Faut-il offrir plus de cours le soir et la fin de semaine?",
    "Les organismes devraient-ils recevoir chaque semaine la liste des places libres?",
)
RAISONS = {
    "pour": "Nos participants le demandent depuis longtemps.",
    "amende": "Oui, si le financement suit les heures ajoutées.",
    "contre": "Nous n’avons pas les locaux à ces heures.",
}


def raconter(demandee: Demandee) -> None:
    """The national table and one for each region, with two meetings held and one to come."""
    hasard = Random(f"concertation:{demandee.graine}")
    recolte = Recolte(hasard)
    gestion = Adhesion.objects.filter(role=Role.GESTIONNAIRE_ENTENTES).order_by("pk").first()
    if gestion is None:  # A province without programmes has nobody to call a table.
        return
    organisations = list(Organisation.objects.filter(pk__in=demandee.organisations).order_by("pk"))
    ententes = dict(Entente.objects.engagees().order_by("-debut", "pk").values_list("organisation_id", "pk"))
    lignes = {ligne.code: ligne for ligne in LigneDePlan.objects.engageables()}
    monde = _Monde(recolte, hasard, demandee.jour, gestion.utilisateur_id, ententes, lignes)
    for region in (None, *Region.objects.order_by("code")):
        siennes = [o for o in organisations if region is None or o.region_id == region.pk]
        siegent = siennes if region else hasard.sample(siennes, min(len(siennes), MEMBRES_MAX))
        _Table(monde, region, siegent).conter()
    recolte.ecrire()


class _Monde:
    """What every table is told with."""

    def __init__(
        self,
        recolte: Recolte,
        hasard: Random,
        jour: date,
        compte: int,
        ententes: dict[Any, Any],
        lignes: dict[str, LigneDePlan],
    ) -> None:
        self.recolte, self.hasard, self.jour, self.compte = recolte, hasard, jour, compte
        self.ententes, self.lignes = ententes, lignes


class _Table:
    """One table while it is told."""

    def __init__(self, monde: _Monde, region: Region | None, organisations: list[Organisation]) -> None:
        self.monde, self.region, self.organisations = monde, region, organisations
        self.recolte, self.hasard, self.jour = monde.recolte, monde.hasard, monde.jour
        role = Role.CONSEILLER if region else Role.DIRECTION
        self.auteur = Auteur(role, None, f"Conseil, {region.nom}" if region else "Direction")
        self.pk = ""

    def conter(self) -> None:
        """Mandates, two meetings held, one to come, a question closed and one open."""
        self.pk = self.recolte.garder(
            TableConcertation,
            nom=f"Table régionale, {self.region.nom}" if self.region else "Table nationale",
            region=self.region,
            mandat=MANDAT,
            ouverte_le=self.a(-520),
        )
        for rang, organisation in enumerate(self.organisations):
            self._sieger(organisation, rang, finie=rang >= PARTIE and organisation == self.organisations[-1])
        del self.organisations[max(PARTIE, len(self.organisations) - 1) :]
        if not self.organisations:
            return
        premiere = self._rencontre(-150, "Rencontre régulière")
        seconde = self._rencontre(-60, "Suivi des engagements")
        pris = [
            self._promettre(premiere, -150, 0, "tenir"),
            self._promettre(premiere, -150, 1, "en_retard"),
            self._promettre(seconde, -60, 2, "ouvert"),
            self._promettre(seconde, -60, 3, self.hasard.choice(("abandonner", "ouvert", "commencer"))),
        ]
        self._a_venir([engagement for engagement in pris if engagement.etat in ("pris", "en_cours")])
        self._consulter(-90, QUESTIONS[0], close=True)
        self._consulter(-5, QUESTIONS[1], close=False)

    def a(self, jours: int, heure: int = 10) -> datetime:
        """That hour, so many days from the day of the province."""
        return datetime.combine(self.jour + timedelta(days=jours), time(heure), FUSEAU)

    def _sieger(self, organisation: Organisation, rang: int, *, finie: bool) -> None:
        fin: dict[str, Any] = {}
        if finie:
            fin = {"fini_le": self.a(-40), "fini_par_id": self.monde.compte, "fin_motif_id": "mandat_retrait"}
        self.recolte.garder(
            MandatTable,
            table_id=self.pk,
            organisation=organisation,
            titre=TITRES[rang % len(TITRES)],
            representant=NOMS[rang % len(NOMS)],
            du=self.jour - timedelta(days=500 - rang),
            donne_le=self.a(-500),
            **fin,
        )

    def _rencontre(self, jours: int, sujet: str) -> Vie:
        vie = self._convoquer(jours, sujet)
        for rang, organisation in enumerate(self.organisations):
            venue = self.hasard.random() < 0.85
            self.recolte.garder(
                PresenceRencontre,
                table_id=self.pk,
                rencontre_id=vie.id,
                organisation=organisation,
                presence="presente" if venue else "excusee",
                representant=NOMS[rang % len(NOMS)] if venue else "",
                notee_le=self.a(jours, 13),
            )
        texte = f"{sujet}. Les membres présents ont passé en revue les besoins, puis convenu de deux engagements."
        vie.franchir("rediger", self.auteur, self.a(jours + 2), compte_rendu=texte, redige_le=self.a(jours + 2))
        empreinte = hashlib.sha256(texte.encode()).hexdigest()
        vie.franchir("approuver", self.auteur, self.a(jours + 9), approuve_le=self.a(jours + 9), empreinte=empreinte)
        self._point(vie, 1, "Ce que les membres voient des besoins")
        return vie

    def _convoquer(self, jours: int, sujet: str) -> Vie:
        appel = self.a(min(jours - 21, -1))
        vie = self.recolte.naitre(
            Rencontre,
            self.auteur,
            appel,
            table_id=self.pk,
            region_id=self.region.pk if self.region else None,
            sujet=sujet,
            debut=self.a(jours, 10),
            fin=self.a(jours, 12),
            lieu="En ligne",
            lien="https://exemple.quebec/rencontre",
            modifiee_le=appel,
        )
        vie.franchir("convoquer", self.auteur, appel, convoquee_le=appel)
        return vie

    def _point(self, vie: Vie, rang: int, titre: str, **suite: Any) -> None:
        self.recolte.garder(PointOrdreDuJour, table_id=self.pk, rencontre_id=vie.id, rang=rang, titre=titre, **suite)

    def _promettre(self, rencontre: Vie, jours: int, rang: int, fin: str) -> Vie:
        titre, indicateur, code, role = PROMESSES[(rang + (int(self.region.pk) if self.region else 0)) % len(PROMESSES)]
        organisation = self.organisations[rang % len(self.organisations)]
        decision = self.recolte.garder(
            DecisionRencontre,
            table_id=self.pk,
            rencontre_id=rencontre.id,
            rang=rang % 2 + 1,
            texte=f"La table retient cette priorité : {titre[0].lower()}{titre[1:]}.",
            prise_le=self.a(jours, 12),
        )
        vie = self.recolte.naitre(
            EngagementConcertation,
            self.auteur,
            self.a(jours, 12),
            table_id=self.pk,
            region_id=self.region.pk if self.region else None,
            rencontre_id=rencontre.id,
            decision_id=decision,
            titre=titre,
            organisation_id=None if role else organisation.pk,
            role=role or "",
            pris_le=self.jour + timedelta(days=jours),
            echeance=self.jour + timedelta(days={"tenir": -30, "en_retard": -12}.get(fin, 45 + 10 * rang)),
            indicateur=indicateur if indicateur in MESURES else "demandes",
            entente_id=None if role else self.monde.ententes.get(organisation.pk),
            ligne_de_plan=self.monde.lignes.get(code),
        )
        repond = Auteur(role or Role.GESTIONNAIRE_PARTENAIRE, None, "Ministère" if role else organisation.nom)
        if fin in ("tenir", "en_retard", "commencer"):
            vie.franchir("commencer", repond, self.a(jours + 15))
        if fin == "tenir":
            self._tenir(vie, repond)
        elif fin == "abandonner":
            self._abandonner(vie)
        return vie

    def _tenir(self, vie: Vie, repond: Auteur) -> None:
        quand = self.a(-35)
        vie.franchir(
            "tenir",
            repond,
            quand,
            preuve="Le bilan publié montre ce qui a été fait et combien de personnes l’ont reçu.",
            preuve_lien="https://exemple.quebec/bilan",
            tenu_le=quand,
        )

    def _abandonner(self, vie: Vie) -> None:
        quand = self.a(-20)
        motif = Motif.objects.get(pk="engagement_contexte")
        vie.franchir("abandonner", self.auteur, quand, motif.pk, abandonne_le=quand, abandon_motif=motif)

    def _a_venir(self, ouverts: list[Vie]) -> None:
        vie = self._convoquer(12 + int(self.hasard.random() * 9), "Préparation de la prochaine session")
        ouverts.sort(key=lambda engagement: engagement.champs["echeance"])
        for rang, engagement in enumerate(ouverts, 1):
            retard = engagement.champs["echeance"] < self.jour
            self._point(vie, rang, engagement.champs["titre"], engagement_id=engagement.id, en_retard=retard)
        self._point(vie, len(ouverts) + 1, "Besoins de la prochaine session")
        self._repondre(vie)

    def _repondre(self, vie: Vie) -> None:
        """Most members have answered the call."""
        hasard = Random(f"reponses:{vie.id}")
        for organisation in self.organisations:
            reponse = hasard.choices(("presente", "absente", "representee", ""), (5, 1, 1, 2))[0]
            if reponse:
                self.recolte.garder(
                    ReponseConvocation,
                    table_id=self.pk,
                    rencontre_id=vie.id,
                    organisation=organisation,
                    reponse=reponse,
                    representant=hasard.choice(NOMS) if reponse == "representee" else "",
                    donnee_le=self.a(-1, 15),
                )

    def _consulter(self, jours: int, question: str, *, close: bool) -> None:
        vie = self.recolte.naitre(
            ConsultationTable,
            self.auteur,
            self.a(jours - 3),
            table_id=self.pk,
            region_id=self.region.pk if self.region else None,
            question=question,
            contexte="Plusieurs membres l’ont demandé à la dernière rencontre.",
            du=self.jour + timedelta(days=jours),
            au=self.jour + timedelta(days=jours + 30),
        )
        vie.franchir("ouvrir_aux_membres", self.auteur, self.a(jours), ouverte_le=self.a(jours))
        for organisation in self.organisations[: None if close else len(self.organisations) // 2]:
            position = self.hasard.choices(tuple(RAISONS), (5, 3, 1))[0]
            self.recolte.garder(
                PositionMembre,
                table_id=self.pk,
                consultation_id=vie.id,
                organisation=organisation,
                position=position,
                raisons=RAISONS[position],
                donnee_le=self.a(jours + 1),
            )
        if close:
            quand = self.a(jours + 32)
            suite = "Le ministère retient la proposition pour la prochaine session, avec les modifications demandées."
            vie.franchir("clore", self.auteur, quand, suite=suite, close_le=quand)


def calculer(le: datetime) -> None:
    """Nothing the night does."""
