"""What a partner's path keeps."""

from partenaires.models.bassin import Bassin
from partenaires.models.declaration import DeclarationCapacite
from partenaires.models.groupe_propose import BesoinRessource, GroupePropose
from partenaires.models.ressource import GenreRessource, Ressource

__all__ = [
    "Bassin",
    "BesoinRessource",
    "DeclarationCapacite",
    "GenreRessource",
    "GroupePropose",
    "Ressource",
]
