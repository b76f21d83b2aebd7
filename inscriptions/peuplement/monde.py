"""What every part of the telling shares: the seed's random draws, the calendar, the reference data, the open batch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from guichet.models import Motif
from guichet.referentiels.queries import edition_echelle, jours_feries, parametre
from inscriptions.peuplement.calendrier import Calendrier
from inscriptions.peuplement.geographie import POIDS_REGIONS, TOTAL_POIDS
from inscriptions.peuplement.identites import choisir
from inscriptions.peuplement.lignes import Lot
from inscriptions.peuplement.partenaires import Partenaire, Personnel
from inscriptions.peuplement.registre import Auteur, Registre, identifiant
from inscriptions.priorites import ClasseDePriorite, Seuils
from inscriptions.queries.priorites import regle_en_vigueur, seuils_du


@dataclass(frozen=True)
class Reglages:
    """What the reference data say on the day."""

    edition: str
    nom_edition: str
    delai_reponse: int
    delai_rappel: int
    scolarite_minimale: int
    # The first reasons of a list are the most common.
    motifs: dict[str, tuple[list[str], list[int]]]
    # The dispatch order in force, and what its criteria of time compare with.
    ordre: tuple[ClasseDePriorite, ...]
    seuils: Seuils

    @classmethod
    def du(cls, jour: date) -> Reglages:
        """Read them once."""
        motifs: dict[str, tuple[list[str], list[int]]] = {}
        for domaine, code in Motif.objects.order_by("domaine", "ordre", "code").values_list("domaine", "code"):
            codes, poids = motifs.setdefault(domaine, ([], []))
            codes.append(code)
            poids.append(max(2, 10 - 2 * len(poids)))
        edition = edition_echelle(au=jour)
        return cls(
            edition=edition.pk,
            nom_edition=edition.nom,
            delai_reponse=int(parametre("delai_reponse_offre_jours", au=jour)),
            delai_rappel=int(parametre("delai_rappel_offre_jours", au=jour)),
            scolarite_minimale=int(parametre("scolarite_minimale_reguliere", au=jour)),
            motifs=motifs,
            ordre=regle_en_vigueur().ordre,
            seuils=seuils_du(jour),
        )


class Monde:
    """The province being told; whatever is written goes to `lot`, each step to `registre`."""

    def __init__(self, *, graine: int, jour: date, personnes: int, compte: int, demande: int, groupe: int) -> None:
        self.hasard = Random(f"province {graine}")
        self.calendrier = Calendrier(jour, jours_feries())
        self.reglages = Reglages.du(jour)
        self.lot, self.registre = Lot(), Registre()
        self.personnel = Personnel(self.lot, self.hasard, compte=compte, jour=jour)
        self.restantes = personnes
        # How many people each region still lacks to have its share.
        self.manquantes = {region: personnes * poids / TOTAL_POIDS for region, poids in POIDS_REGIONS.items()}
        self.demande, self.groupe = demande, groupe
        self.fichiers: list[str] = []
        self.partenaires: list[Partenaire] = []
        self.conseillers: dict[str, list[Auteur]] = {}

    def nouveau_lot(self) -> None:
        """Leave the present batch to whoever writes it."""
        self.lot = self.personnel.lot = Lot()

    def id(self) -> str:
        """A new identifier."""
        return identifiant(self.hasard)

    def chance(self, part: float) -> bool:
        """True for this share of the draws."""
        return self.hasard.random() < part

    def entre(self, bas: int, haut: int) -> int:
        """A whole number, both ends included."""
        return bas + int(self.hasard.random() * (haut - bas + 1))

    def region(self) -> str:
        """Where the next person lives: the regions that lack people first."""
        poids = [max(manque, 0.001) for manque in self.manquantes.values()]
        return self.hasard.choices(tuple(self.manquantes), poids)[0]

    def motif(self, domaine: str) -> str:
        """A coded reason for this step."""
        codes, poids = self.reglages.motifs[domaine]
        return self.hasard.choices(codes, poids)[0]

    def conseiller(self, region: str) -> Auteur:
        """An adviser of this region."""
        return choisir(self.hasard, self.conseillers[region])
