"""A small random world of classes: every kind of end, break, absence, result and evaluation."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from guichet.acteurs import Acteur
from guichet.models import EditionEchelle, Journal
from inscriptions.models import Evaluation, Place, Presence, Resultat
from tests.factories.guichet import OrganisationFactory, PersonneFactory
from tests.factories.inscriptions import (
    GroupeFactory,
    InscriptionFactory,
    OffreFactory,
    PlaceFactory,
    SeanceFactory,
)

ZONE = ZoneInfo("America/Toronto")
AU = date(2026, 11, 20)
COMPETENCES = ("CO", "PO", "CE", "PE")
CODES = ("present", "retard", "excuse", "non_excuse", "transfert")
FINIES = ("terminee", "abandonnee", "groupe_ferme", "transferee", "jamais_presentee")


def midi(jour: date) -> datetime:
    """Noon of a day, in Québec."""
    return datetime.combine(jour, time(12), ZONE)


class PetitMonde:
    """A few persons over four years, drawn from a seed."""

    def __init__(self, graine: int, personnes: int = 6) -> None:
        self.hasard = random.Random(graine)
        self.edition = EditionEchelle.objects.first()
        self.groupes = [self._groupe() for _rang in range(5)]
        for _rang in range(personnes):
            self._personne()

    def _jour(self, du: date, jours: int) -> date:
        return du + timedelta(days=self.hasard.randrange(jours))

    def _groupe(self):
        h = self.hasard
        debut = self._jour(date(2024, 1, 8), 900)
        groupe = GroupeFactory(
            organisation=h.choice(getattr(self, "organismes", None) or self._organismes()),
            region_id=h.choice(("06", "13", "16")),
            etat=h.choice(("envisage", "annonce", "en_cours", "termine", "termine", "ferme", "annule")),
            niveau=h.randrange(1, 9),
            formule=h.choice(("temps_complet", "temps_partiel")),
            capacite=h.randrange(4, 12),
            minimum=2,
            debut=debut,
            fin=debut + timedelta(days=70),
        )
        for rang in range(h.randrange(1, 4)):
            annulee = h.random() < 0.2
            SeanceFactory(
                groupe=groupe,
                date=debut + timedelta(days=rang),
                heure_debut=time(9),
                heure_fin=h.choice((time(11, 30), time(12), time(10, 20))),
                annulee_le=midi(debut) if annulee else None,
                motif_annulation_id="groupe_lieu" if annulee else None,
            )
        return groupe

    def _organismes(self):
        self.organismes = [OrganisationFactory(genre=genre, region_id="06") for genre in ("cegep", "organisme")]
        return self.organismes

    def _personne(self) -> None:
        h = self.hasard
        region, sexe = h.choice(("06", "13")), h.choice("fmx")
        personne = PersonneFactory(region_id=region, sexe=sexe, date_naissance=self._naissance())
        depot = self._jour(date(2023, 6, 1), 900)
        inscription = InscriptionFactory(
            personne=personne,
            etat=h.choice(("en_attente", "en_cours", "terminee", "inactive")),
            formules=h.choice((["temps_complet"], ["temps_partiel", "temps_complet"])),
            annees_scolarite=h.choice((None, 3, 9, 14, 20)),
            arrivee_le=h.choice((None, date(2021, 5, 1))),
            deposee_le=midi(depot),
            complete_le=midi(depot + timedelta(days=5)),
            en_attente_le=midi(depot + timedelta(days=9)),
        )
        if h.random() < 0.4:
            self._complement(inscription, depot)
        if h.random() < 0.8:
            self._evaluer(inscription, depot + timedelta(days=8))
        jour = depot
        for _cours in range(h.randrange(0, 4)):
            jour = self._jour(jour + timedelta(days=10), 200)
            self._place(inscription, jour)

    def _naissance(self) -> date | None:
        return self.hasard.choice((None, self._jour(date(1955, 1, 1), 18000)))

    def _complement(self, inscription, depot: date) -> None:
        """The person has to complete the file, and gives it back some days later, or not yet."""
        aller = depot + timedelta(days=self.hasard.randrange(1, 4))
        pas = [("retourner", "deposee", "a_completer", aller)]
        if self.hasard.random() < 0.8:
            retour = aller + timedelta(days=self.hasard.randrange(0, 90))
            pas.append(("completer", "a_completer", "deposee", retour))
        for nom, de, vers, jour in pas:
            Journal.inscrire(inscription, pas=nom, de=de, vers=vers, acteur=Acteur.systeme(), le=midi(jour))

    def _evaluer(self, inscription, jour: date) -> None:
        niveaux = {nom.lower(): self.hasard.randrange(0, 10) for nom in COMPETENCES}
        Evaluation.objects.create(
            inscription=inscription,
            personne=inscription.personne,
            region_id=inscription.region_id,
            genre=self.hasard.choice(("classement", "classement", "autoevaluation")),
            edition=self.edition,
            evaluee_le=midi(jour),
            **niveaux,
        )

    def _place(self, inscription, jour: date) -> None:
        h = self.hasard
        groupe = h.choice(self.groupes)
        active = Place.objects.filter(inscription=inscription, etat__in=("confirmee", "commencee")).exists()
        etat = h.choice(FINIES if active else (*FINIES, "terminee", "terminee", "confirmee", "commencee"))
        commencee = etat in ("commencee", "terminee", "abandonnee") or (etat == "groupe_ferme" and h.random() < 0.5)
        fin = jour + timedelta(days=h.randrange(5, 80)) if etat in FINIES else None
        offre = OffreFactory(inscription=inscription, groupe=groupe, etat="retiree")
        place = PlaceFactory(
            offre=offre,
            etat=etat,
            confirmee_le=midi(jour - timedelta(days=5)),
            commencee_le=midi(jour) if commencee else None,
            finie_le=midi(fin) if fin else None,
        )
        pas = {"abandonnee": "abandonner", "jamais_presentee": "noter_absence_initiale", "groupe_ferme": "fermer"}
        if fin and etat in pas:
            motif = h.choice(("", "abandon_emploi"))
            systeme = Acteur.systeme()
            Journal.inscrire(
                place, pas=pas[etat], de="commencee", vers=etat, acteur=systeme, le=midi(fin), motif_code=motif
            )
        if commencee:
            self._presences(place)
        if etat == "terminee" and h.random() < 0.8:
            self._resultats(place, fin)

    def _presences(self, place) -> None:
        for seance in place.groupe.seances.all():
            if self.hasard.random() < 0.8:
                Presence.objects.create(
                    seance=seance,
                    place=place,
                    personne_id=place.personne_id,
                    organisation_id=place.organisation_id,
                    region_id=place.region_id,
                    code=self.hasard.choice(CODES),
                    saisie_le=midi(seance.date),
                )

    def _resultats(self, place, jour: date) -> None:
        for competence in self.hasard.sample(COMPETENCES, self.hasard.randrange(1, 5)):
            Resultat.objects.create(
                place=place,
                personne_id=place.personne_id,
                organisation_id=place.organisation_id,
                region_id=place.region_id,
                edition=self.edition,
                competence=competence,
                niveau=min(12, max(1, place.niveau + self.hasard.randrange(-1, 3))),
                saisi_le=midi(jour),
            )
