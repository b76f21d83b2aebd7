"""The whole province, batch after batch: sessions, partners, classes with their people, then everyone else."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from django.db import connections

from inscriptions.models import SessionCours
from inscriptions.peuplement.demarches import verser
from inscriptions.peuplement.hors_classe import conter, etats_a_conter
from inscriptions.peuplement.lignes import Lot
from inscriptions.peuplement.monde import Monde
from inscriptions.peuplement.partenaire_conte import Conte
from inscriptions.peuplement.partenaires import fonder, nommer_conseillers
from inscriptions.peuplement.plan import prevoir

PERSONNES_PAR_LOT = 2000
CLASSES_PAR_LOT = 150


class Province:
    """A seeded province around one day."""

    def __init__(
        self,
        *,
        personnes: int,
        graine: int,
        jour: date,
        compte: int = 1,
        demande: int = 1,
        groupe: int = 1,
        sessions: Collection[str] = (),
    ) -> None:
        self.personnes, self.graine = personnes, graine
        self.monde = Monde(graine=graine, jour=jour, personnes=personnes, compte=compte, demande=demande, groupe=groupe)
        self.sessions = sessions

    @property
    def contees(self) -> int:
        """People told so far."""
        return self.personnes - self.monde.restantes

    def en_avance(self) -> Iterator[Lot]:
        """Every batch, the next one being told while the caller writes this one."""
        lots = self.lots()
        with ThreadPoolExecutor(max_workers=1) as fil:
            suivant = fil.submit(next, lots, None)
            while (lot := suivant.result()) is not None:
                suivant = fil.submit(next, lots, None)
                yield lot
            # The other thread may have read reference data through a connection of its own.
            fil.submit(connections.close_all).result()

    def lots(self) -> Iterator[Lot]:
        """Every batch, in an order the database accepts."""
        self._fonder()
        yield from self._rendre()
        for numero, prevus in prevoir(self.personnes, self.monde.hasard).items():
            # A very large partner is told in several batches, whose people do not meet.
            parts = 1 + len(prevus) // CLASSES_PAR_LOT
            for part in range(parts):
                Conte(self.monde, self.monde.partenaires[numero]).conter(prevus[part::parts])
                yield from self._rendre()
        etats = etats_a_conter(self.monde, self.monde.restantes)
        for debut in range(0, len(etats), PERSONNES_PAR_LOT):
            for etat in etats[debut : debut + PERSONNES_PAR_LOT]:
                verser(self.monde, self.monde.lot, conter(self.monde, etat))
            yield from self._rendre()

    def _fonder(self) -> None:
        monde = self.monde
        for terme in monde.calendrier.termes:
            if terme.code not in self.sessions:
                monde.lot.ajouter(SessionCours, code=terme.code, nom=terme.nom, debut=terme.debut, fin=terme.fin)
        monde.conseillers = nommer_conseillers(monde.personnel)
        monde.partenaires = fonder(monde.personnel, monde.lot, monde.hasard)

    def _rendre(self) -> Iterator[Lot]:
        lot = self.monde.lot
        self.monde.registre.verser(lot)
        self.monde.nouveau_lot()
        if len(lot):
            yield lot
