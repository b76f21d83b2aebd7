"""What a partner's path keeps."""

from partenaires.models.agregats import AgregatAttente, AgregatCapacite, FraicheurCapacite
from partenaires.models.bassin import Bassin
from partenaires.models.declaration import DeclarationCapacite
from partenaires.models.formation import ExecutionFormation, Ouverture
from partenaires.models.groupe_propose import BesoinRessource, GroupePropose, semaines_entre
from partenaires.models.import_capacite import ImportCapacite
from partenaires.models.ressource import GenreRessource, Ressource

__all__ = [
    "AgregatAttente",
    "AgregatCapacite",
    "Bassin",
    "BesoinRessource",
    "DeclarationCapacite",
    "ExecutionFormation",
    "FraicheurCapacite",
    "GenreRessource",
    "GroupePropose",
    "ImportCapacite",
    "Ouverture",
    "Ressource",
    "semaines_entre",
]
