"""PostgreSQL brought down under sixteen browsers: what was answered is there, the others are asked to come back."""

from __future__ import annotations

import threading
import time
from collections import Counter
from functools import partial
from typing import NamedTuple

import pytest
from django.db import connection
from django.urls import reverse

from guichet.acteurs import Acteur
from guichet.cloison import portee
from inscriptions.models import Place
from tests.banc.clients import Navigateur, Reponse, en_vol
from tests.banc.monde import Demandeur, places_et_demandeurs
from tests.banc.processus import banc
from tests.banc.serveur import serveur_a_abattre

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]
DEMANDEURS, EN_VOL, REDEMARRAGES = 300, 16, 2


class Essai(NamedTuple):
    """One answer, and when it came."""

    demandeur: Demandeur
    reponse: Reponse
    a: float


def attendre_reponses(repondues: list[Essai], combien: int) -> None:
    """Until so many answers came: the server goes down under load, however quick the machine."""
    while len(repondues) < combien:
        time.sleep(0.02)


def insister(navigateur: Navigateur, demandeur: Demandeur, repondues: list[Essai]) -> list[Essai]:
    """Ask for the seat until the portal answers something else than « come back later »."""
    essais: list[Essai] = []
    chemin = reverse("place_prendre", args=[demandeur.groupe_id])
    while not essais or essais[-1].reponse.statut == 503:
        if essais:
            time.sleep(0.1)
        essais.append(Essai(demandeur, navigateur.demander("POST", chemin, demandeur.session), time.monotonic()))
        repondues.append(essais[-1])
    return essais


def test_une_base_redemarree_en_pleine_charge_ne_perd_aucune_reponse(modele_de_base):
    with serveur_a_abattre(modele_de_base) as serveur, banc("", **serveur.urls) as monte:
        demandeurs = places_et_demandeurs(groupes=DEMANDEURS, places=1, demandeurs=1)
        port, suites, repondues = monte.web(fils=8), [], []
        obstine = partial(insister, repondues=repondues)
        charge = threading.Thread(target=lambda: suites.extend(en_vol(demandeurs, obstine, port=port, combien=EN_VOL)))
        charge.start()
        for fois in range(REDEMARRAGES):
            attendre_reponses(repondues, (fois + 1) * DEMANDEURS // 4)
            serveur.abattre()
            serveur.demarrer()
        charge.join()
        connection.close()  # This one was cut too.
        essais = [essai for suite in suites for essai in suite]
        statuts = Counter(essai.reponse.statut for essai in essais)
        # Nobody saw a broken page: the seat, or a page that says when to come back.
        assert set(statuts) == {302, 503}
        assert all("quelques minutes" in e.reponse.corps.decode() for e in essais if e.reponse.statut == 503)
        with portee(Acteur.systeme()):
            places = Counter(Place.objects.actives().values_list("inscription", flat=True))
    promises = {e.demandeur.inscription_id for e in essais if e.reponse.vers.startswith("/offres/")}
    assert promises <= set(places), "Une place annoncée n'est pas dans la base."
    assert places == Counter({demandeur.inscription_id: 1 for demandeur in demandeurs})
