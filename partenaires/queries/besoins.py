"""Field needs: those alike, those of one group, and how many by region, theme and clientele."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection
from django.db.models import QuerySet

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.mesure.arrondi import arrondir
from guichet.models import Motif
from guichet.referentiels.parametres import parametre
from partenaires.models import BesoinTerrain
from partenaires.models.besoin import DOMAINE_THEMES
from partenaires.states_besoins import EtatBesoin

SUGGESTIONS = 5
# Region, theme, clientele; « » stands for all.
Case = tuple[str, str, str]


def prochain_numero_besoin(le: date) -> str:
    """A number never given before: `B-26-00042`."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT nextval('partenaires_numero_besoin')")
        return f"B-{le.year % 100:02d}-{curseur.fetchone()[0]:05d}"


def choix_themes(*, au: date) -> list[tuple[str, str]]:
    """The themes offered that day, in their order."""
    return list(Motif.objects.pour(DOMAINE_THEMES, au=au).values_list("code", "libelle"))


def semblables(besoin: BesoinTerrain, visibles: QuerySet[BesoinTerrain], *, au: date) -> list[BesoinTerrain]:
    """The needs of the same theme and region that say nearly the same, the closest first, `ressemblance` on each."""
    if not besoin.est_a_regrouper:
        return []
    autres = visibles.filter(theme=besoin.theme_id, region=besoin.region_id)
    autres = autres.filter(etat__in=(EtatBesoin.RECU, EtatBesoin.REGROUPE)).exclude(pk=besoin.pk)
    if besoin.regroupement_id:
        autres = autres.exclude(regroupement=besoin.regroupement_id)
    proches = autres.annotate(ressemblance=TrigramSimilarity("entendu", besoin.entendu))
    seuil = float(parametre("besoins_ressemblance_minimum", au=au))
    return list(proches.filter(ressemblance__gte=seuil).order_by("-ressemblance", "numero")[:SUGGESTIONS])


def membres(besoin: BesoinTerrain) -> QuerySet[BesoinTerrain]:
    """The need and those brought together with it, oldest first."""
    tous = BesoinTerrain.objects.order_by("recu_le", "numero")
    return tous.filter(regroupement=besoin.regroupement_id) if besoin.regroupement_id else tous.filter(pk=besoin.pk)


@dataclass
class Compte:
    """One cell: needs written, distinct ones (a group is one), persons (the most any of a group named)."""

    recus: int = 0
    groupes: dict[str, int] = field(default_factory=dict)

    def ajouter(self, groupe: str, personnes: int) -> None:
        """Count one need."""
        self.recus += 1
        self.groupes[groupe] = max(self.groupes.get(groupe, 0), personnes)

    @property
    def distincts(self) -> int:
        """A group counts once."""
        return len(self.groupes)

    @property
    def personnes(self) -> int:
        """Those of duplicates are the same people."""
        return sum(self.groupes.values())


def compter(*, du: date, au: date) -> dict[Case, Compte]:
    """Every cell of region × theme × clientele, with all their totals, whoever asks: numbers, never a word."""
    with portee(Acteur.systeme()):
        lignes = list(
            BesoinTerrain.objects.comptes(du=du, au=au).values_list(
                "region", "theme", "clientele", "regroupement", "id", "nb_personnes"
            )
        )
    return additionner(
        (region, theme, clientele, str(groupe or pk), personnes)
        for region, theme, clientele, groupe, pk, personnes in lignes
    )


def additionner(lignes: Iterable[tuple[str, str, str, str, int]]) -> dict[Case, Compte]:
    """Each need counts in its cell and in the seven totals above it."""
    comptes: dict[Case, Compte] = defaultdict(Compte)
    for region, theme, clientele, groupe, personnes in lignes:
        for r in (region, ""):
            for t in (theme, ""):
                for c in (clientele, ""):
                    comptes[r, t, c].ajouter(groupe, personnes)
    return dict(comptes)


def lecteur(comptes: Mapping[Case, Compte], *, exact: bool, du: date, au: date) -> Callable[..., int]:
    """`lire(region, theme, clientele, quoi)`: the exact number, or the one others may know, rounded under its name."""

    def lire(region: str = "", theme: str = "", clientele: str = "", quoi: str = "distincts") -> int:
        compte = comptes.get((region, theme, clientele))
        nombre = getattr(compte, quoi) if compte else 0
        cle = f"besoins:{quoi}|{du.isoformat()}|{au.isoformat()}|{region}|{theme}|{clientele}"
        return nombre if exact else arrondir(nombre, cle, base=int(parametre("base_arrondi_publication", au=au)))

    return lire
