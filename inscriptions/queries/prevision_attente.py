"""The forecast of a wait in words: a range, what it rests on, when it was computed; or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from guichet.referentiels.formats import formater_date, formater_nombre
from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables
from guichet.referentiels.queries import jours_feries
from inscriptions.models import EtalonnageAttente, NuitAttente, PrevisionAttente, RaisonSansPrevision

# A reading older than this says nothing any more.
PERIMEE = timedelta(days=14)


class PrevisionLue(NamedTuple):
    """A stored forecast, with the night it was made."""

    inscription_id: UUID
    jours_p50: int | None
    jours_p80: int | None
    raison: str
    departs: int
    nuit__jour: date
    nuit__methode: str


@dataclass(frozen=True, slots=True)
class AttenteDite:
    """What to tell: weeks from today for 5, then 8 persons in 10, or the reason nothing is said."""

    du: int | None
    au: int | None
    raison: str
    departs: int
    calculee_le: date | None
    methode: str

    @property
    def est_montree(self) -> bool:
        """True when there is a range to read."""
        return self.du is not None and self.au is not None

    @property
    def phrase(self) -> str:
        """The range in one sentence."""
        if self.du == self.au:
            return _("Environ %(au)s semaines, pour 8 personnes sur 10 comme vous.") % {"au": self.au}
        return _("Entre %(du)s et %(au)s semaines, pour 5 à 8 personnes sur 10 comme vous.") % {
            "du": self.du,
            "au": self.au,
        }

    @property
    def precision(self) -> str:
        """What the two ends of the range mean."""
        return _(
            "5 personnes sur 10 commencent un cours d’ici %(du)s semaines. "
            "8 sur 10 commencent d’ici %(au)s semaines. 2 sur 10 attendent plus longtemps."
        ) % {"du": self.du, "au": self.au}

    @property
    def appui(self) -> str:
        """What it rests on, and when it was last computed."""
        if self.calculee_le is None:
            return ""
        return _(
            "Ce calcul regarde %(departs)s débuts de cours dans votre région. Il compte aussi les places annoncées. "
            "Calculé le %(jour)s."
        ) % {"departs": formater_nombre(self.departs), "jour": formater_date(self.calculee_le)}

    @property
    def absence(self) -> str:
        """Why there is no range."""
        return MOTS_DES_RAISONS[self.raison]()


MOTS_DES_RAISONS = {
    str(RaisonSansPrevision.PEU_DE_DEPARTS): lambda: _("Trop peu de cours comme le vôtre ont commencé dans la région."),
    str(RaisonSansPrevision.TROP_LOIN): lambda: _("Les attentes comme la vôtre varient trop pour donner un nombre."),
    "": lambda: _("Le calcul se fait chaque nuit. Revenez demain."),
}


def attente_dite(prevision: PrevisionLue | None, *, jour: date) -> AttenteDite:
    """The stored forecast as seen from that day: weeks go by, a range never goes below one week."""
    if prevision is None or jour - prevision.nuit__jour > PERIMEE:
        return AttenteDite(None, None, "", 0, None, "")
    du, au = (_semaines(n, depuis=prevision.nuit__jour, jour=jour) for n in (prevision.jours_p50, prevision.jours_p80))
    return AttenteDite(du, au, prevision.raison, prevision.departs, prevision.nuit__jour, prevision.nuit__methode)


def prevision_de(inscription_id: UUID) -> PrevisionLue | None:
    """The stored forecast of one request."""
    lignes = PrevisionAttente.objects.filter(inscription=inscription_id).values_list(*PrevisionLue._fields)
    ligne = lignes.first()
    return PrevisionLue._make(ligne) if ligne else None


def editions() -> list[EtalonnageAttente]:
    """The editions of the back-test, the latest first."""
    return list(EtalonnageAttente.objects.order_by("-jour")[:24])


def derniere_nuit() -> NuitAttente | None:
    """The last time every wait was forecast."""
    return NuitAttente.objects.order_by("-jour").first()


def _semaines(nombre: int | None, *, depuis: date, jour: date) -> int | None:
    if nombre is None:
        return None
    fin = ajouter_jours_ouvrables(depuis - timedelta(days=1), nombre, jours_feries())
    return max(1, -(-(fin - jour).days // 7))
