"""The chart of a review: each activity's part of the pace agreed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guichet.graphiques import Barres
from guichet.referentiels.formats import formater_pourcent


def figure_des_activites(lue: dict[str, Any]) -> Barres | None:
    """Done as a part of what was planned by that day, a mark at 100 %; None when nothing is counted."""
    parts = [
        (f["libelle"], float(f["realise"] / f["prevu"]))
        for f in lue.get("figures", [])
        if f["nature"] == "activite" and f["realise"] is not None and f["prevu"]
    ]
    if not parts:
        return None
    sous = [nom for nom, part in parts if part < 1]
    titre = (
        ngettext(
            "%(nombre)d activité sur %(total)d est sous le rythme convenu",
            "%(nombre)d activités sur %(total)d sont sous le rythme convenu",
            len(sous),
        )
        % {"nombre": len(sous), "total": len(parts)}
        if sous
        else _("Toutes les activités suivent le rythme convenu")
    )
    return Barres(
        titre=titre,
        entetes=[_("Activité"), _("Part du rythme convenu")],
        lignes=parts,
        cible=1.0,
        libelle_cible=_("Rythme convenu"),
        accents=sous,
        format_valeur=formater_pourcent,
        cle="revue-activites",
    )
