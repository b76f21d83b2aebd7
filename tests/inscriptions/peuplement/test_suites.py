"""What the night does for a province: side by side, then what reads the others; a failure is never lost."""

from __future__ import annotations

import threading

import pytest
from django.utils import timezone

from inscriptions.peuplement import suites
from inscriptions.peuplement.suites import Suite, calculer_les_suites


def rien(_demandee: object) -> None:
    """Nothing to tell."""


def test_deux_calculs_vont_ensemble_et_les_derniers_attendent_les_autres(monkeypatch):
    faits: list[str] = []
    rencontre = threading.Barrier(2, timeout=20)

    def premier(nom):
        def calculer(_le):
            rencontre.wait()
            faits.append(nom)

        return calculer

    monkeypatch.setattr(
        suites,
        "SUITES",
        [
            Suite(rien, lambda _le: faits.append("dernier"), apres_les_autres=True),
            Suite(rien, premier("un")),
            Suite(rien, premier("deux")),
        ],
    )
    calculer_les_suites(timezone.now())
    assert set(faits[:2]) == {"un", "deux"}
    assert faits[2:] == ["dernier"]


def test_un_calcul_qui_echoue_arrete_la_suite_et_se_dit(monkeypatch):
    faits: list[str] = []

    def casser(_le):
        raise ValueError("base absente")

    monkeypatch.setattr(
        suites,
        "SUITES",
        [Suite(rien, casser), Suite(rien, lambda _le: faits.append("dernier"), apres_les_autres=True)],
    )
    with pytest.raises(ValueError, match="base absente"):
        calculer_les_suites(timezone.now())
    assert faits == []
