"""Reference data: small lists, dated parameters and rules. Closed by a date, never overwritten."""

from .cible import CibleMesure
from .echelle import EditionEchelle, NiveauEchelle
from .immigration import CategorieImmigration, StatutImmigration
from .jour_ferie import JourFerie
from .langues import Langue, Pays
from .parametre import Parametre
from .regle_admissibilite import RegleAdmissibilite
from .territoire import CentreServices, Municipalite, PrefixeMunicipal, PrefixePostal, Region
from .validite import Certitude, Referentiel

__all__ = [
    "CategorieImmigration",
    "CentreServices",
    "Certitude",
    "CibleMesure",
    "EditionEchelle",
    "JourFerie",
    "Langue",
    "Municipalite",
    "NiveauEchelle",
    "Parametre",
    "Pays",
    "PrefixeMunicipal",
    "PrefixePostal",
    "Referentiel",
    "Region",
    "RegleAdmissibilite",
    "StatutImmigration",
]
