"""What was said when alerts were closed."""

from __future__ import annotations

from collections.abc import Sequence

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.models import Journal, Motif
from indicateurs.models import Alerte


def avec_motifs(fermees: Sequence[Alerte]) -> list[tuple[Alerte, str, str]]:
    """Each closed alert with its reason in words, and what was added; an alert is about nobody, its steps are read."""
    with portee(Acteur.systeme()):
        lignes = Journal.objects.sur("alerte").filter(objet_id__in=[a.pk for a in fermees], pas="fermer")
        par_objet = {ligne.objet_id: ligne for ligne in lignes}
    mots = dict(Motif.objects.filter(domaine="alerte.fermer").values_list("code", "libelle"))
    return [
        (alerte, mots.get(ligne.motif_code, ""), ligne.motif)
        for alerte in fermees
        if (ligne := par_objet.get(alerte.pk)) is not None
    ]
