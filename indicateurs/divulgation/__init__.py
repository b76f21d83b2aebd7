"""What leaves the ministry: counts rounded by their key, ratios of rounded counts, or « masqué » with its reason."""

from indicateurs.divulgation.cles import cle_de, hors_treillis
from indicateurs.divulgation.controle import controler
from indicateurs.divulgation.publication import Publie, publier_compte, publier_delai, publier_taux, publier_valeur

__all__ = [
    "Publie",
    "cle_de",
    "controler",
    "hors_treillis",
    "publier_compte",
    "publier_delai",
    "publier_taux",
    "publier_valeur",
]
