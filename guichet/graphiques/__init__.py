"""Charts drawn by the server: accessible SVG, each with the table that says the same.

graphique = Barres(titre="Les attentes…", lignes=[("Montréal", 812)], entetes=("Région", "Personnes"))
{% figure graphique %}     {# or {{ graphique.svg }} and {{ graphique.table }} #}
"""

from guichet.graphiques.bandes import Bande, Bandes
from guichet.graphiques.barres import Barres
from guichet.graphiques.base import Graphique
from guichet.graphiques.chaleur import Chaleur
from guichet.graphiques.colonnes import Colonnes
from guichet.graphiques.entonnoir import Entonnoir, Etape
from guichet.graphiques.etincelles import Etincelles
from guichet.graphiques.flux import Flux, Lien
from guichet.graphiques.lignes import Lignes, Serie
from guichet.graphiques.paliers import Escalier, Paliers
from guichet.graphiques.tuiles import Tuiles

__all__ = [
    "Bande",
    "Bandes",
    "Barres",
    "Chaleur",
    "Colonnes",
    "Entonnoir",
    "Escalier",
    "Etape",
    "Etincelles",
    "Flux",
    "Graphique",
    "Lien",
    "Lignes",
    "Paliers",
    "Serie",
    "Tuiles",
]
