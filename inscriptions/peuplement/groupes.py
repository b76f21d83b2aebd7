"""Classes: level, formula, place, timetable, seats, and the steps of their own life."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from inscriptions.models import Besoin, Filiere, Formule, Groupe, Mode, Seance
from inscriptions.peuplement.calendrier import FUSEAU, SOIR, UN_JOUR, Horaire, Horloge
from inscriptions.peuplement.identites import choisir
from inscriptions.peuplement.lignes import Lot
from inscriptions.peuplement.monde import Monde
from inscriptions.peuplement.partenaires import Partenaire, enseignant_libre
from inscriptions.peuplement.plan import Prevu
from inscriptions.peuplement.population import PART_TEMPS_PARTIEL, horaires_de, niveau_probable
from inscriptions.peuplement.registre import PORTAIL, Auteur, Objet
from inscriptions.states import EtatGroupe as G

PLUS_LOIN_TARDIF = timedelta(weeks=6)
SEMAINES = {Formule.TEMPS_COMPLET: 10, Formule.TEMPS_PARTIEL: 11}
SEMAINES_TARDIF = 6
ANNONCES = frozenset({G.ANNONCE, G.A_RISQUE, G.CONFIRME})
# Kinds of partners teach different things: universities full-time, organisations small evening classes.
PART_PARTIEL = {"centre_services": 0.68, "cegep": 0.66, "universite": 0.5, "organisme": 0.95}
PART_ALPHA = {"centre_services": 0.12, "cegep": 0.0, "universite": 0.0, "organisme": 0.10}


class Classe:
    """One class while it is told."""

    def __init__(self, monde: Monde, partenaire: Partenaire, prevu: Prevu) -> None:
        self.monde, self.partenaire, self.prevu = monde, partenaire, prevu
        terme = monde.calendrier.termes[prevu.rang + 3]
        self.session = terme.code
        self.alpha = monde.chance(PART_ALPHA[partenaire.genre])
        partiel = prevu.tardif or monde.chance(PART_PARTIEL[partenaire.genre] * PART_TEMPS_PARTIEL / 0.70)
        self.formule = (Formule.TEMPS_PARTIEL if partiel else Formule.TEMPS_COMPLET).value
        self.mode = (
            Mode.EN_LIGNE if monde.chance(0.18) else Mode.HYBRIDE if monde.chance(0.06) else Mode.EN_CLASSE
        ).value
        self.horaire: Horaire = choisir(monde.hasard, SOIR[:2] if prevu.tardif else horaires_de(monde, self.formule))
        self.niveau = monde.entre(1, 3) if self.alpha else niveau_probable(monde)
        self.niveau_max = min(12, self.niveau + 1) if monde.chance(0.06) or self.niveau >= 10 else self.niveau
        self.garde = self.mode == Mode.EN_CLASSE and partenaire.genre != "universite" and monde.chance(0.14)
        self.capacite = (
            14 if self.alpha else monde.entre(15, 18) if partenaire.genre == "organisme" else monde.entre(18, 20)
        )
        self.minimum = 8 if self.alpha or partenaire.genre == "organisme" else 11
        self.debut = self._premier_jour(terme.debut + (PLUS_LOIN_TARDIF if prevu.tardif else timedelta()))
        semaines = SEMAINES_TARDIF if prevu.tardif else SEMAINES[Formule(self.formule)]
        self.fin = min(self.debut + timedelta(weeks=semaines) - 3 * UN_JOUR, terme.fin + 2 * UN_JOUR)
        self.seances = monde.calendrier.rencontres(self.horaire, self.debut, self.fin)
        self.id, self.numero = monde.id(), f"{terme.code}-{monde.groupe:05d}"
        monde.groupe += 1
        self.lieu = None if self.mode == Mode.EN_LIGNE else choisir(monde.hasard, partenaire.lieux)
        self.region = partenaire.region
        self.objet = Objet(
            "groupe", self.id, organisation=partenaire.id, region=self.region, niveau=self.niveau, formule=self.formule
        )
        self.horloge = Horloge(monde.calendrier, monde.hasard)
        self.adhesion: str | None = None
        self.enseignant: Auteur = partenaire.gestionnaire
        if prevu.etat != G.ENVISAGE:
            self.adhesion, self.enseignant = enseignant_libre(partenaire, monde.personnel, prevu.rang, self.horaire)
        self.prises = 0
        self.fermee_le: date | None = None
        self.cree_le: datetime | None = None

    def _premier_jour(self, lundi: date) -> date:
        """The first meeting from that Monday on."""
        jours = {jour for jour, _du, _au in self.horaire.rencontres}
        jour = lundi
        while jour.weekday() not in jours or jour in self.monde.calendrier.feries:
            jour += UN_JOUR
        return jour

    @property
    def etat(self) -> str:
        """Where the class stands on the day."""
        return self.prevu.etat

    @property
    def en_ligne(self) -> bool:
        """Whether people attend from home."""
        return self.mode == Mode.EN_LIGNE

    @property
    def est_accessible(self) -> bool:
        """Whether someone with reduced mobility can attend."""
        return self.lieu is None or self.lieu["acces_mobilite"]

    @property
    def filiere(self) -> str:
        """The stream."""
        return (Filiere.ALPHA if self.alpha else Filiere.REGULIERE).value

    def convient(self, dossier: Any) -> bool:
        """Whether the hard constraints let this person sit here."""
        demande = dossier.demande
        return (
            self.niveau <= (dossier.niveau or 0) <= self.niveau_max
            and self.formule in demande["formules"]
            and self.mode in demande["modes"]
            and demande["filiere"] == self.filiere
            and dossier.disponibilites.issuperset(self.horaire.cellules)
            and (self.garde or not demande["enfants_a_garder"] or self.en_ligne)
            and (self.est_accessible or Besoin.MOBILITE not in demande["besoins"])
            and (self.en_ligne or dossier.objet.region == self.region)
        )

    def vivre(self) -> None:
        """Take the steps that lead to its state, each at its time."""
        monde, registre, gestionnaire = self.monde, self.monde.registre, self.partenaire.gestionnaire
        jour, horloge = monde.calendrier.hier, self.horloge
        naissance = min(self.debut - timedelta(days=monde.entre(48, 66)), jour - timedelta(days=monde.entre(12, 40)))
        self.cree_le = horloge.bureau(naissance)
        registre.ouvrir(self.objet, G.ENVISAGE.value, gestionnaire, self.cree_le)
        if self.etat == G.ENVISAGE:
            return
        registre.franchir(self.objet, "annoncer", gestionnaire, horloge.bureau(naissance + timedelta(days=5)))
        if self.etat == G.ANNONCE:
            return
        decision = min(self.debut - timedelta(days=monde.entre(6, 16)), jour - timedelta(days=monde.entre(0, 4)))
        if self.etat == G.A_RISQUE or monde.chance(0.15):
            moment = horloge.bureau(decision - timedelta(days=1))
            registre.franchir(self.objet, "mettre_a_risque", PORTAIL, moment, monde.motif("groupe.mettre_a_risque"))
        if self.etat == G.A_RISQUE:
            return
        if self.etat == G.ANNULE:
            self._annuler(min(self.debut - 3 * UN_JOUR, jour))
            return
        registre.franchir(self.objet, "confirmer", gestionnaire, horloge.bureau(decision))
        if self.etat != G.CONFIRME:
            self._donner_les_cours()

    def _annuler(self, le: date) -> None:
        moment = self.horloge.bureau(le)
        self.fermee_le = moment.date()
        conseiller = self.monde.conseiller(self.region)
        self.monde.registre.franchir(self.objet, "annuler", conseiller, moment, self.monde.motif("groupe.annuler"))

    def _donner_les_cours(self) -> None:
        registre, (premier, debut, _fin) = self.monde.registre, self.seances[0]
        self.horloge.dernier = max(
            self.horloge.dernier, datetime.combine(premier, debut, FUSEAU) - timedelta(minutes=20)
        )
        registre.franchir(self.objet, "commencer", self.enseignant, self.horloge.tout_de_suite())
        if self.etat == G.FERME:
            derniere = min(self.fin - timedelta(days=9), self.monde.calendrier.hier - timedelta(days=3))
            self.fermee_le = max(
                self.debut + 9 * UN_JOUR, self.debut + (derniere - self.debut) * self.monde.hasard.random()
            )
            moment = self.horloge.bureau(self.fermee_le)
            self.fermee_le = moment.date()
            conseiller = self.monde.conseiller(self.region)
            registre.franchir(self.objet, "fermer", conseiller, moment, self.monde.motif("groupe.fermer"))
        elif self.etat == G.TERMINE:
            dernier, _debut, fin = self.seances[-1]
            self.horloge.dernier = max(self.horloge.dernier, datetime.combine(dernier, fin, FUSEAU))
            registre.franchir(self.objet, "terminer", self.partenaire.gestionnaire, self.horloge.tout_de_suite())

    def ajouter_seances(self, lot: Lot) -> list[tuple[str, date, time, datetime | None]]:
        """Write the meetings; return those whose roll was called, with their moment."""
        faites: list[tuple[str, date, time, datetime | None]] = []
        if self.etat in (G.ENVISAGE, G.ANNULE):
            return faites
        for jour, debut, fin in self.seances:
            id_, annulee = self.monde.id(), self.fermee_le is not None and jour > self.fermee_le
            appel = None if annulee or not self._appel_fait(jour) else datetime.combine(jour, debut, FUSEAU)
            appel = appel and appel + timedelta(minutes=self.monde.entre(4, 35))
            lot.ajouter(
                Seance,
                id=id_,
                groupe_id=self.id,
                organisation_id=self.partenaire.id,
                date=jour,
                heure_debut=debut,
                heure_fin=fin,
                annulee_le=self.horloge.dernier if annulee else None,
                motif_annulation_id=self.monde.motif("seance.annuler") if annulee else None,
                appel_le=appel,
                appel_par_id=self.enseignant.compte if appel else None,
            )
            if appel:
                faites.append((id_, jour, debut, appel))
        return faites

    def _appel_fait(self, jour: date) -> bool:
        """Rolls are called up to yesterday, but a few of the last days still wait."""
        retard = (self.monde.calendrier.hier - jour).days
        return retard >= 0 and not (retard < 4 and self.monde.chance(0.12))

    def verser(self, lot: Lot) -> None:
        """Write the class as it stands."""
        lot.ajouter(
            Groupe,
            id=self.id,
            numero=self.numero,
            organisation_id=self.partenaire.id,
            lieu_id=self.lieu and self.lieu["id"],
            region_id=self.region,
            session_id=self.session,
            etat=self.objet.etat,
            etat_depuis=self.objet.depuis,
            cree_le=self.cree_le,
            niveau=self.niveau,
            niveau_max=self.niveau_max,
            filiere=self.filiere,
            formule=self.formule,
            mode=self.mode,
            horaire=self.horaire.cellules,
            heures_par_semaine=self.horaire.heures,
            garde=self.garde,
            enseignant_id=self.adhesion,
            capacite=self.capacite,
            minimum=self.minimum,
            places_prises=self.prises,
            debut=self.debut,
            fin=self.fin,
        )
