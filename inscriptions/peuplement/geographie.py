"""Where people live: realistic shares by region, towns with their postal prefixes, neighbouring regions."""

from __future__ import annotations

from dataclasses import dataclass

from guichet.referentiels.adresses import VOISINES

# 84 % in greater Montréal (06, 13 to 16), 13 % in other urban areas, 3 % elsewhere: domaine.md §7, admissions 2019-20.
POIDS_REGIONS: dict[str, float] = {
    "06": 55.0, "16": 12.0, "13": 9.0, "15": 4.0, "14": 4.0,
    "03": 5.0, "07": 3.6, "05": 2.6, "17": 1.2, "04": 1.0, "12": 0.9,
    "02": 0.6, "08": 0.4, "01": 0.3, "09": 0.2, "11": 0.12, "10": 0.08,
}  # fmt: skip
TOTAL_POIDS = sum(POIDS_REGIONS.values())
GRAND_MONTREAL = frozenset({"06", "13", "14", "15", "16"})


@dataclass(frozen=True)
class Ville:
    """A town, how many people live there, and its postal prefixes that lie in one region only."""

    nom: str
    poids: int
    prefixes: tuple[str, ...]


def _v(*villes: tuple[str, int, str]) -> tuple[Ville, ...]:
    return tuple(Ville(nom, poids, tuple(prefixes.split())) for nom, poids, prefixes in villes)


VILLES: dict[str, tuple[Ville, ...]] = {
    "01": _v(("Rimouski", 5, "G5L G5M"), ("Rivière-du-Loup", 3, "G5R"), ("Matane", 1, "G4W")),
    "02": _v(("Saguenay", 8, "G7H G7J G7X"), ("Alma", 2, "G8B"), ("Roberval", 1, "G8H")),
    "03": _v(("Québec", 19, "G1H G1K G1L G1M G1V G1X G2B"), ("L’Ancienne-Lorette", 1, "G2E")),
    "04": _v(("Trois-Rivières", 7, "G8Y G8Z G9A"), ("Shawinigan", 2, "G9N")),
    "05": _v(("Sherbrooke", 8, "J1E J1G J1H J1K"), ("Granby", 3, "J2G J2H"), ("Magog", 1, "J1X")),
    "06": _v(
        ("Montréal", 40, "H1G H1H H1M H1R H1S H1Z H2A H2M H2N H2P H2R H3L H3M H3N H3S H3W H3X H4E H4L H4N H4R H8N"),
        ("Côte-Saint-Luc", 2, "H4V H4W"),
        ("Dollard-des-Ormeaux", 2, "H9A H9B"),
        ("Dorval", 1, "H9S"),
    ),
    "07": _v(("Gatineau", 12, "J8P J8R J8T J8X J8Y J9A"), ("Chelsea", 1, "J9B")),
    "08": _v(("Rouyn-Noranda", 3, "J9X"), ("Val-d’Or", 3, "J9P"), ("Amos", 1, "J9T")),
    "09": _v(("Sept-Îles", 3, "G4R G4S"), ("Baie-Comeau", 2, "G5C G4Z")),
    "10": _v(("Chibougamau", 3, "G8P"), ("Matagami", 1, "J0M")),
    "11": _v(("Gaspé", 3, "G4X"), ("Sainte-Anne-des-Monts", 1, "G4V"), ("Bonaventure", 1, "G0C")),
    "12": _v(("Lévis", 7, "G6V G6W G6Z"), ("Saint-Georges", 3, "G5Y"), ("Thetford Mines", 1, "G6G")),
    "13": _v(("Laval", 1, "H7A H7E H7G H7L H7M H7N H7P H7S H7T H7V H7W")),
    "14": _v(("Terrebonne", 5, "J6W J6X J6Y"), ("Repentigny", 4, "J5Y J6A"), ("Joliette", 2, "J6E")),
    "15": _v(("Saint-Jérôme", 4, "J7Y J7Z"), ("Blainville", 3, "J7C"), ("Saint-Eustache", 3, "J7P J7R")),
    "16": _v(
        ("Longueuil", 10, "J4G J4H J4J J4K J4L"),
        ("Brossard", 8, "J4W J4X J4Y J4Z"),
        ("Saint-Jean-sur-Richelieu", 3, "J2X J3B"),
        ("Châteauguay", 2, "J6J J6K"),
        ("Saint-Hyacinthe", 2, "J2S"),
        ("Vaudreuil-Dorion", 2, "J7V"),
    ),
    "17": _v(("Drummondville", 5, "J2B J2C"), ("Victoriaville", 3, "G6P"), ("Bécancour", 1, "G9H")),
}
RUES = (
    "rue des Tilleuls", "rue du Marché", "avenue des Pins-Gris", "rue Sainte-Rosalie", "boulevard du Verger",
    "rue de la Gare", "avenue du Ruisseau", "rue des Forges", "rue du Couvent", "chemin de la Côte-Verte",
    "rue des Roitelets", "avenue Bellerive", "rue du Moulin-Neuf", "place des Mésanges", "rue Grand-Large",
)  # fmt: skip
INDICATIFS = {
    "01": "418", "02": "418", "03": "418", "04": "819", "05": "819", "06": "514", "07": "819", "08": "819", "09": "418",
    "10": "819", "11": "418", "12": "418", "13": "450", "14": "450", "15": "450", "16": "450", "17": "819",
}  # fmt: skip
_LETTRES_CODE = "ABCEGHJKLMNPRSTVWXYZ"


def adresse(hasard, region: str) -> tuple[str, str, str]:
    """Street, town and postal code of someone in this region; the last three characters of the code are invented."""
    villes = VILLES[region]
    ville = villes[0] if len(villes) == 1 else hasard.choices(villes, [v.poids for v in villes])[0]
    numero = int(hasard.random() * 8900) + 100
    rue = RUES[int(hasard.random() * len(RUES))]
    prefixe = ville.prefixes[int(hasard.random() * len(ville.prefixes))]
    logement = f", app. {int(hasard.random() * 24) + 1}" if hasard.random() < 0.6 else ""
    suffixe = f"{int(hasard.random() * 10)}{_LETTRES_CODE[int(hasard.random() * 20)]}{int(hasard.random() * 10)}"
    return f"{numero}, {rue}{logement}", ville.nom, f"{prefixe} {suffixe}"


def telephone(hasard, region: str) -> str:
    """A number of the range kept for fiction: 555-0100 to 555-0199."""
    return f"+1{INDICATIFS[region]}55501{int(hasard.random() * 100):02d}"


def voisines(region: str) -> tuple[str, ...]:
    """Regions next to this one."""
    return VOISINES[region]
