"""`peupler`: build a synthetic province of any size."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date, datetime, time, timedelta
from itertools import islice
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.models import Personne
from inscriptions.actions.prevision_attente import etalonner_attentes, prevoir_attentes
from inscriptions.actions.prevision_demande import prevoir_demande
from inscriptions.actions.suivi_personne import ouvrir_suivi
from inscriptions.models import SessionCours
from inscriptions.peuplement import chargement, fichiers
from inscriptions.peuplement.apres_offres import conter_les_suites
from inscriptions.peuplement.courrier import ecrire_le_courrier
from inscriptions.peuplement.province import Province
from inscriptions.peuplement.relances import conter_les_relances
from inscriptions.peuplement.suites import SUITES, Demandee, calculer_les_suites
from inscriptions.queries.suivis import absences_dues

# The clock opens the others.
SUIVIS_OUVERTS = 200


class Command(BaseCommand):
    help = "Peuple la base d'une province fictive, toujours la même pour une même graine et un même jour."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--personnes", type=int, default=5000, help="nombre de personnes (5000)")
        parser.add_argument("--graine", type=int, default=1, help="graine du tirage (1)")
        parser.add_argument("--jour", type=date.fromisoformat, help="jour autour duquel tout se passe (aujourd'hui)")
        parser.add_argument("--ententes", type=int, help="nombre d'ententes (selon la taille des partenaires)")
        parser.add_argument("--ajouter", action="store_true", help="ajouter aux personnes déjà présentes")

    def handle(self, *, personnes: int, graine: int, jour: date | None, ajouter: bool, **options: Any) -> None:
        self.ententes = options.get("ententes")
        if personnes < 1:
            raise CommandError("Indiquez au moins une personne.")
        with portee(Acteur.systeme()):
            if not ajouter and Personne.objects.exists():
                raise CommandError("La base contient déjà des personnes. Ajoutez --ajouter pour en ajouter d'autres.")
        debut = monotonic()
        province = Province(
            personnes=personnes,
            graine=graine,
            jour=jour or timezone.localdate(),
            compte=chargement.premier_numero_de_compte(),
            demande=chargement.premier_numero_de_demande(),
            groupe=chargement.premier_numero_de_groupe(),
            sessions=set(SessionCours.objects.values_list("code", flat=True)),
        )
        lignes = self._charger(province, personnes)
        fichiers.deposer([fichiers.CHEMIN_ATTESTATION, *province.monde.fichiers])
        chargement.analyser()
        self._prevoir(jour or timezone.localdate())
        duree = monotonic() - debut
        self.stdout.write(f"{personnes} personnes, {lignes} lignes en {duree:.1f} s")

    def _prevoir(self, jour: date) -> None:
        """What the night does for pages that show forecasts."""
        with portee(Acteur.systeme()):
            le = timezone.now()
            prevoir_demande(jour=jour, le=le)
            etalonner_attentes(jour=jour, le=le)
            prevoir_attentes(jour=jour, le=le)
            hier = timezone.make_aware(datetime.combine(jour - timedelta(days=1), time(21)))
            for cause in islice(absences_dues(le=hier), SUIVIS_OUVERTS):
                ouvrir_suivi(cause=cause, le=hier)
        calculer_les_suites(le)

    def _raconter_la_suite(self, province: Province) -> None:
        """What other apps add to the province."""
        monde = province.monde
        organisations = tuple(str(partenaire.id) for partenaire in monde.partenaires)
        demandee = Demandee(province.graine, monde.calendrier.jour, province.personnes, organisations, self.ententes)
        for suite in SUITES:
            suite.raconter(demandee)

    def _charger(self, province: Province, personnes: int) -> int:
        """Write everything or nothing; return the number of rows."""
        try:
            with chargement.tout_ou_rien() as charge:
                for lot in province.en_avance():
                    charge.ecrire(lot)
                    self.stdout.write(f"  {province.contees} personnes sur {personnes}, {charge.lignes} lignes")
                chargement.avancer_sequences(demande=province.monde.demande - 1, groupe=province.monde.groupe - 1)
                conter_les_suites(province.monde.calendrier.jour)
                conter_les_relances(province.monde.calendrier.jour)
                ecrire_le_courrier()
                self._raconter_la_suite(province)
        except IntegrityError as erreur:
            if "_pkey" in str(erreur):
                raise CommandError("Cette graine est déjà dans la base : choisissez-en une autre.") from erreur
            raise
        return charge.lignes
