"""One partner's story, term after term: classes fill, run and end; people go on from one to the next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from inscriptions.models import Besoin, Formule
from inscriptions.peuplement import cours, offres
from inscriptions.peuplement.demarches import cheminer, verser
from inscriptions.peuplement.groupes import Classe
from inscriptions.peuplement.monde import Monde
from inscriptions.peuplement.offres import Offre, Siege
from inscriptions.peuplement.partenaires import Partenaire
from inscriptions.peuplement.plan import ATTENTE, Prevu
from inscriptions.peuplement.population import Dossier, inventer
from inscriptions.states import EtatGroupe as G

# Days after which a wait that led nowhere wears out, and how often.
PATIENCE, PART_LASSEE = 100, 0.8
OUVERTES_AUX_OFFRES = frozenset({G.ANNONCE, G.A_RISQUE, G.CONFIRME})


class Conte:
    """The people of one partner and their classes."""

    def __init__(self, monde: Monde, partenaire: Partenaire) -> None:
        self.monde, self.partenaire = monde, partenaire
        self.dossiers: list[Dossier] = []
        self.en_attente: list[Dossier] = []
        self.offres: list[Offre] = []

    def conter(self, prevus: Iterable[Prevu]) -> None:
        """Tell every class, oldest first, then write everyone down."""
        for prevu in prevus:
            self._conter_classe(Classe(self.monde, self.partenaire, prevu))
        self._lasser()
        for dossier in self.dossiers:
            verser(self.monde, self.monde.lot, dossier)

    def _lasser(self) -> None:
        """Of those passed over for a whole term, most went elsewhere meanwhile."""
        monde = self.monde
        for dossier in self.en_attente:
            depuis = dossier.horloge.dernier.date()
            if dossier.objet.etat != "en_attente" or (monde.calendrier.hier - depuis).days <= PATIENCE:
                continue
            if monde.chance(PART_LASSEE):
                self._quitter(dossier, depuis + timedelta(days=monde.entre(20, PATIENCE)), retire=monde.chance(0.5))

    def _conter_classe(self, classe: Classe) -> None:
        monde, lot = self.monde, self.monde.lot
        classe.vivre()
        deja = len(self.offres)
        sieges = [] if classe.etat == G.ENVISAGE or classe.prevu.rang > 1 else self._remplir(classe)
        faites = classe.ajouter_seances(lot)
        if classe.etat == G.ANNULE:
            self._annuler(classe, sieges, self.offres[deja:])
        elif classe.etat in (G.EN_COURS, G.TERMINE, G.FERME):
            for siege in sieges:
                cours.suivre(monde, classe, siege)
                if classe.etat != G.EN_COURS:
                    cours.finir(monde, classe, siege)
            cours.appeler(monde, classe, sieges, faites)
        self.en_attente += [s.dossier for s in sieges if s.dossier.objet.etat == "en_attente"]
        for offre in self.offres[deja:]:
            offres.verser_offre(lot, offre)
        for siege in sieges:
            offres.verser_siege(lot, siege)
        classe.verser(lot)

    def _annuler(self, classe: Classe, sieges: list[Siege], faites: list[Offre]) -> None:
        for offre in faites:
            if offre.objet.etat == "proposee":
                offres.retirer(self.monde, offre, classe.horloge.dernier, "retrait_groupe_annule")
                self.en_attente.append(offre.dossier)
        for siege in sieges:
            cours.fermer(self.monde, siege, classe.horloge.dernier)

    def _remplir(self, classe: Classe) -> list[Siege]:
        """Offers for this class: refused, accepted, still open; the seats taken."""
        monde = self.monde
        acceptees, ouvertes = self._objectifs(classe)
        sieges: list[Siege] = []
        liberees: list[Offre] = []
        for _ in range(acceptees):
            if monde.chance(0.13):
                self._refuser(classe, liberees)
            remplace = liberees.pop() if liberees else None
            jour = self._jour_de_l_offre(classe, remplace)
            dossier = self._candidat(classe, jour)
            if dossier is None:
                break
            offre = offres.proposer(monde, classe, dossier, self._apres(dossier, jour), remplace)
            self.offres.append(offre)
            sieges.append(offres.accepter(monde, offre))
        for _ in range(ouvertes):
            self._laisser_ouverte(classe, liberees.pop() if liberees else None)
        return sieges

    def _objectifs(self, classe: Classe) -> tuple[int, int]:
        """How many seats to fill, and how many open offers to leave."""
        monde, capacite = self.monde, classe.capacite
        if classe.etat not in OUVERTES_AUX_OFFRES:
            if classe.etat == G.ANNULE or monde.chance(0.05):
                peu = max(2, int(classe.minimum * monde.hasard.uniform(0.4, 0.95)))
                return peu, 2 if classe.etat == G.ANNULE else 0
            return min(capacite, max(classe.minimum, round(capacite * monde.hasard.uniform(0.86, 1.12)))), 0
        part = {G.ANNONCE: (0.05, 0.35), G.A_RISQUE: (0.15, 0.45), G.CONFIRME: (0.6, 0.95)}[G(classe.etat)]
        acceptees = round(capacite * monde.hasard.uniform(*part))
        if classe.etat == G.A_RISQUE:
            acceptees = min(acceptees, classe.minimum - 2)
        libres = capacite - acceptees
        return acceptees, min(libres, monde.entre(0, 3))

    def _jour_de_l_offre(self, classe: Classe, remplace: Offre | None) -> date:
        if remplace:
            return min(remplace.dossier.horloge.dernier.date() + timedelta(days=1), self.monde.calendrier.hier)
        vague = classe.debut - timedelta(days=self.monde.entre(20, 26))
        if classe.etat in OUVERTES_AUX_OFFRES:
            recent = self.monde.calendrier.hier - timedelta(days=self.monde.entre(9, 24))
            return min(vague, recent)
        return vague

    def _apres(self, dossier: Dossier, jour: date) -> date:
        return max(jour, dossier.horloge.dernier.date() + timedelta(days=1))

    def _candidat(self, classe: Classe, jour: date) -> Dossier | None:
        """Someone who waits here and fits, else someone new; None when everyone has been told."""
        au_plus_tard = min(classe.debut - timedelta(days=2), self.monde.calendrier.hier)
        for n, dossier in enumerate(self.en_attente):
            if classe.convient(dossier) and dossier.horloge.dernier.date() < au_plus_tard:
                return self.en_attente.pop(n)
        return self._nouveau(classe, jour) if self.monde.restantes > 0 else None

    def _nouveau(self, classe: Classe, jour: date) -> Dossier:
        monde = self.monde
        dossier = inventer(
            monde,
            region=None if classe.en_ligne else self.partenaire.region,
            formule=classe.formule,
            mode=classe.mode,
            horaire=classe.horaire,
            filiere=classe.filiere,
            garde=classe.garde and monde.chance(0.5),
        )
        if not classe.est_accessible and Besoin.MOBILITE in dossier.demande["besoins"]:
            dossier.demande["besoins"].remove(Besoin.MOBILITE)
        mediane, sigma = ATTENTE[Formule(classe.formule)]
        ouvrables = monde.hasard.lognormvariate(0, sigma) * mediane
        derniere = jour - timedelta(days=monde.entre(1, 9))
        depot = min(classe.debut - timedelta(days=ouvrables * 7 / 5), derniere - timedelta(days=monde.entre(4, 12)))
        # The level is known within some weeks; what is left is the wait for a seat.
        attente = min(derniere, depot + timedelta(days=monde.entre(10, 34)))
        niveau = monde.entre(classe.niveau, classe.niveau_max)
        cheminer(monde, dossier, depot=depot, attente=attente, niveau=niveau)
        self.dossiers.append(dossier)
        return dossier

    def _refuser(self, classe: Classe, liberees: list[Offre]) -> None:
        """An offer that ends without a seat; its place goes to the next person."""
        monde = self.monde
        jour = self._jour_de_l_offre(classe, None) - timedelta(days=monde.entre(6, 9))
        dossier = self._candidat(classe, jour)
        if dossier is None:
            return
        offre = offres.proposer(monde, classe, dossier, self._apres(dossier, jour))
        self.offres.append(offre)
        if monde.chance(0.55) or offre.valeurs["expire_le"] > monde.calendrier.limite:
            offres.decliner(monde, offre)
        else:
            offres.expirer(monde, offre)
        liberees.append(offre)
        self._suite_d_un_refus(dossier)

    def _suite_d_un_refus(self, dossier: Dossier) -> None:
        """Most wait again; some leave."""
        tirage, apres = self.monde.hasard.random(), dossier.horloge.dernier.date()
        if tirage < 0.30:
            retire = tirage < 0.12
            self._quitter(dossier, apres + timedelta(days=1 if retire else 3), retire=retire)
        else:
            self.en_attente.append(dossier)

    def _quitter(self, dossier: Dossier, le: date, *, retire: bool) -> None:
        """The person withdraws, or an adviser notes that there is no news."""
        monde, objet, horloge = self.monde, dossier.objet, dossier.horloge
        if retire:
            motif = monde.motif("inscription.retirer")
            monde.registre.franchir(objet, "retirer", dossier.auteur, horloge.chez_soi(le), motif)
        else:
            conseiller = monde.conseiller(objet.region)
            monde.registre.franchir(objet, "rendre_inactive", conseiller, horloge.bureau(le), "inactive_sans_nouvelles")

    def _laisser_ouverte(self, classe: Classe, remplace: Offre | None) -> None:
        """An offer that waits for its answer on the day."""
        monde, cal = self.monde, self.monde.calendrier
        if classe.fermee_le:
            jour = classe.fermee_le - timedelta(days=2)  # Cancelled before the answer came.
        elif cal.plus_ouvrables(cal.hier, monde.reglages.delai_reponse) >= classe.debut:
            jour = cal.hier
        else:
            jour = cal.ouvrable(cal.hier - timedelta(days=monde.entre(0, 4)))
        dossier = self._candidat(classe, jour)
        if dossier is None or dossier.horloge.dernier.date() >= cal.hier:
            self.en_attente += [dossier] if dossier else []
            return
        offre = offres.proposer(monde, classe, dossier, max(jour, dossier.horloge.dernier.date()), remplace)
        offres.rappeler(monde, offre)
        self.offres.append(offre)
