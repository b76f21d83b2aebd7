"""The synthetic register of improvement: one line concluded with its measured effect, another measured and open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from guichet.models import Journal
from indicateurs.models import Amelioration
from indicateurs.peuplement import pilotage
from inscriptions.peuplement.suites import Demandee
from tests.factories.indicateurs import cellule

pytestmark = pytest.mark.django_db


def _mois_connus(nombre: int) -> None:
    """The twelfth of each of the last whole months: thirty days back, and thirty again, may jump over February."""
    aujourdhui = timezone.localdate()
    premier = aujourdhui.replace(day=1)
    for rang in range(nombre):
        premier = (premier - timedelta(days=1)).replace(day=1)
        il_y_a = (aujourdhui - premier).days - 11
        for jours in (5, 8) if rang < 8 else (9, 12):
            cellule("delai_examen", 20, 20, il_y_a=il_y_a, valeur=jours + rang % 2)
        part = 80 if rang < 8 else 74
        for region in ("06", "03", "13"):
            cellule("assiduite", part + rang % 3, 100, il_y_a=il_y_a, region=region)


def test_la_province_a_une_amelioration_conclue_avec_son_effet_mesure():
    jour = timezone.localdate()
    _mois_connus(20)
    pilotage.raconter(Demandee(1, jour, 100, ()))
    pilotage.calculer(timezone.now())
    conclue = Amelioration.objects.get(etat="conclue")
    effet = conclue.effets.get()
    assert effet.bas <= effet.effet <= effet.haut and effet.mois_apres >= conclue.mois_prevus
    # Through the real steps, none left out.
    pas = list(Journal.objects.de_l_objet(conclue).order_by("id").values_list("pas", flat=True))
    assert pas == ["ouvrir", "analyser", "planifier", "mettre_en_place", "conclure"]
    assert Amelioration.objects.get(etat="en_place").effets.exists()
    assert conclue.mise_en_place_le < jour - timedelta(days=180)
    # A second night concludes nothing more.
    pilotage.calculer(timezone.now())
    assert Amelioration.objects.filter(etat="conclue").count() == 1


def test_temoin_une_province_trop_jeune_ne_conclut_rien():
    _mois_connus(3)
    pilotage.raconter(Demandee(1, timezone.localdate(), 100, ()))
    pilotage.calculer(timezone.now())
    assert not Amelioration.objects.filter(etat="conclue").exists()
