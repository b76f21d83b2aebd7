"""A small random world of ententes: paid or not, given account of, controlled, reviewed; beside that of classes."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from decimal import Decimal

from guichet.acteurs import Acteur
from guichet.models import Journal
from tests.factories.ententes import (
    ActiviteFactory,
    AnomalieFactory,
    DepenseRedditionFactory,
    EntenteFactory,
    LigneBudgetFactory,
    LivrableFactory,
    ProgrammeFactory,
    RedditionFactory,
    RevueFactory,
    TirageFactory,
    ValeurRedditionFactory,
    VersementFactory,
    VersionProgrammeFactory,
    VoletFactory,
)
from tests.factories.services import ServiceFactory
from tests.indicateurs.petit_monde import AU, PetitMonde, midi

# A path of an entente, each step some days after the one before.
PAS_ENTENTE = (
    ("soumettre", "ebauche", "soumise"),
    ("analyser", "soumise", "en_analyse"),
    ("recommander", "en_analyse", "recommandee"),
    ("approuver", "recommandee", "approuvee"),
    ("signer", "approuvee", "signee"),
)
PAS_REDDITION = (("soumettre", "brouillon", "soumise"), ("accepter", "soumise", "acceptee"))
UNITES = ("heure_apprenant", "seance_groupe", "rencontre_individuelle")


class MondeEntentes(PetitMonde):
    """The classes of a small world, and two ententes of each of its organisations."""

    def __init__(self, graine: int) -> None:
        super().__init__(graine, personnes=4)
        programme = ProgrammeFactory(code=f"essai-{graine}")
        versions = [VersionProgrammeFactory(programme=programme, numero=numero) for numero in (1, 2)]
        volets = [VoletFactory(version=version) for version in versions]
        self.redditions = [r for chez in self.organismes for _fois in range(2) for r in self._entente(chez, volets)]
        for _fois in range(2):
            tirees = [str(r.pk) for r in self.redditions if self.hasard.random() < 0.6]
            TirageFactory(tires=tirees, tire_le=midi(self._recent()))
        for chez in self.organismes:
            for _fois in range(4):
                ServiceFactory(
                    organisation=chez,
                    date=self._recent(),
                    region_id=self.hasard.choice(("06", "13")),
                    personne_ref=self.hasard.choice(("", "P-1")),
                    fini_le=self.hasard.choice((None, None, midi(AU))),
                    fini_motif="Repris",
                )

    def _recent(self) -> date:
        return self._jour(date(2025, 1, 10), 600)

    def _entente(self, chez, volets):
        h = self.hasard
        debut, signee = self._recent(), h.random() < 0.8
        avant = debut + timedelta(days=h.randrange(-20, 12))
        entente = EntenteFactory(
            organisation=chez,
            volet=h.choice(volets),
            active=True,
            versements=False,
            debut=debut,
            signee_le=midi(avant),
            etat=h.choice(("active", "suspendue", "fermee")) if signee else "approuvee",
            revue_prevue_le=h.choice((None, debut + timedelta(days=180))),
            etat_depuis=midi(debut - timedelta(days=300)),
        )
        self._marcher(entente, PAS_ENTENTE, debut - timedelta(days=200))
        ActiviteFactory(entente=entente, unite=h.choice(UNITES))
        # The instalments make up the whole amount.
        coupes = sorted(h.randrange(1, 100) for _fois in range(h.randrange(3)))
        parts = [apres - avant for avant, apres in itertools.pairwise((0, *coupes, 100)) if apres > avant]
        for part in parts:
            self._versement(entente, debut, entente.montant_convenu * part / 100)
        if signee and h.random() < 0.6:
            tenue = h.choice((None, debut + timedelta(days=190)))
            RevueFactory(entente=entente, prevue_le=debut + timedelta(days=180), rencontre_le=tenue)
        return [self._reddition(entente, debut) for _fois in range(2)]

    def _marcher(self, objet, pas, jour: date) -> None:
        """Steps of its journal, some of them never made, some after a return."""
        for nom, de, vers in pas[: self.hasard.randrange(len(pas) + 1)]:
            jour += timedelta(days=self.hasard.randrange(0, 40))
            Journal.inscrire(objet, pas=nom, de=de, vers=vers, acteur=Acteur.systeme(), le=midi(jour))
            if vers == "soumise" and self.hasard.random() < 0.3:
                retour = self.hasard.choice(("retirer", "retourner"))
                jour += timedelta(days=3)
                Journal.inscrire(objet, pas=retour, de=vers, vers=de, acteur=Acteur.systeme(), le=midi(jour))

    def _versement(self, entente, debut: date, montant: Decimal) -> None:
        h = self.hasard
        exigible = debut + timedelta(days=h.randrange(-5, 60))
        emis = exigible + timedelta(days=h.randrange(0, 50)) if entente.est_engagee and h.random() < 0.7 else None
        VersementFactory(
            entente=entente,
            etat="emis" if emis else "planifie",
            montant=montant,
            prevu_le=debut + timedelta(days=h.randrange(0, 90)),
            exigible_le=midi(exigible) if emis else None,
            autorise_le=midi(exigible) if emis else None,
            emis_le=midi(emis) if emis else None,
        )

    def _reddition(self, entente, debut: date):
        h = self.hasard
        livrable = LivrableFactory(entente=entente, du_le=debut + timedelta(days=h.randrange(60, 200)))
        etat = h.choice(("a_produire", "soumise", "a_corriger", "acceptee", "acceptee"))
        remise = livrable.du_le + timedelta(days=h.randrange(-15, 15))
        reddition = RedditionFactory(
            livrable=livrable,
            etat=etat,
            soumise_le=None if etat == "a_produire" else midi(remise),
            acceptee_le=midi(remise + timedelta(days=20)) if etat == "acceptee" else None,
            etat_depuis=midi(debut),
        )
        self._marcher(reddition, PAS_REDDITION, remise)
        for _fois in range(h.randrange(1, 3)):
            nature, prevu = h.choice(("activite", "activite", "indicateur")), Decimal(h.choice((0, 2000)))
            compte = h.choice((None, Decimal(1500), Decimal(1750), Decimal(1850), Decimal(2300)))
            ValeurRedditionFactory(
                reddition=reddition, nature=nature, prevu=prevu, compte=compte, externe=Decimal(h.choice((0, 50)))
            )
        montant = Decimal(h.randrange(100, 900))
        ligne = LigneBudgetFactory(entente=entente)
        DepenseRedditionFactory(
            reddition=reddition, ligne=ligne, montant=montant, admissible=h.choice((None, montant, montant / 2))
        )
        for _fois in range(h.randrange(4)):
            AnomalieFactory(
                reddition=reddition,
                part=h.choice(("completude", "ponctualite", "coherence", "faits", "presences")),
                gravite=h.choice(("legere", "moyenne", "grave")),
                levee_le=h.choice((None, None, midi(AU))),
            )
        return reddition
