"""The kinds of origin this app holds, for the one registry of the portal; where a theme of an agenda was heard."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.identifiants import identifiant
from guichet.origines import Source, enregistrer, nommee
from partenaires.models import BesoinTerrain
from partenaires.policies import besoins_visibles, revues_visibles

# What a theme of an agenda may be heard in, in the order of the list.
ENTENDU_DANS = (
    "sondage",
    "besoin",
    "groupe_temoin",
    "alerte",
    "indicateur",
    "revue",
    "amelioration",
    "audit",
    "plainte",
)


def origine(genre: str, cle: str, acteur: Acteur) -> tuple[str, str] | None:
    """The words of an origin and its address for this reader; None when there is none."""
    if genre not in ENTENDU_DANS:
        return None
    source = nommee(genre, cle, acteur)
    return source.libelle, source.url


def _besoin(cle: str, acteur: Acteur) -> Source | None:
    """By its number or its identifier; who may not open it reads its words alone."""
    voulu = Q(numero=cle) | Q(pk=identifiant(cle))
    visible = besoins_visibles(acteur).filter(voulu).select_related("theme", "region").first()
    if visible:
        return Source(f"{visible.theme}, {visible.region.nom}", reverse("besoin", args=[visible.pk]))
    with portee(Acteur.systeme()):
        connu = BesoinTerrain.objects.filter(voulu).select_related("theme", "region").first()
        return Source(f"{connu.theme}, {connu.region.nom}") if connu else None


def _revue(cle: str, acteur: Acteur) -> Source | None:
    """A review has no words of its own; a link for who may read it."""
    trouvee = identifiant(cle)
    if trouvee is None:
        return None
    visible = revues_visibles(acteur).filter(pk=trouvee).exists()
    return Source("", reverse("revue", args=[trouvee]) if visible else "")


enregistrer("besoin", _("Besoin du terrain"), _besoin)
enregistrer("revue", _("Revue de mi-parcours"), _revue)
enregistrer("consultation", _("Consultation"))
enregistrer("plainte", _("Plainte"))
