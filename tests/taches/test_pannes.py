"""A real worker and a real queue, killed, emptied and frozen: what was begun is done once, nothing is lost."""

from __future__ import annotations

import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage, storages
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.avis import relais
from guichet.celery import app
from guichet.cloison import portee
from guichet.models import Avis, EtatAvis, Journal, Piece, VerdictPiece
from inscriptions.models import DemandeDePlace, Groupe, Place
from inscriptions.routines import expirer_offres, traiter_demandes_de_place
from tests.banc.clients import Navigateur, Reponse
from tests.banc.monde import Demandeur, places_et_demandeurs
from tests.banc.processus import Banc, attendre, banc, file_reelle
from tests.factories.guichet import PersonneFactory
from tests.factories.inscriptions import DemandeDePlaceFactory, GroupeFactory, OffreFactory
from tests.taches import scenes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]


@pytest.fixture
def monte(nom_de_la_base, monkeypatch) -> Iterator[Banc]:
    """A bench on this test's database; what the test queues waits for its worker."""
    with banc(nom_de_la_base) as monte, file_reelle(monte.valkey):
        # The worker reads the files where the test leaves them.
        monkeypatch.setitem(storages._storages, "prive", FileSystemStorage(location=monte.dossier / "prive"))
        yield monte


def compter(requete: Callable[[], Any]) -> Any:
    with portee(Acteur.systeme()):
        return requete()


def deposer_pieces(combien: int) -> None:
    """Files in quarantine, their check queued."""
    from guichet.tasks import verifier_piece

    with portee(Acteur.systeme()):
        personne = PersonneFactory()
        pieces = [scenes._piece(personne) for _ in range(combien)]
    for piece in pieces:
        verifier_piece.delay(piece_id=str(piece.pk))


def deposer_messages(combien: int, prefixe: str) -> None:
    """Due messages, each with its relay queued: a transaction of its own wakes it."""
    from guichet.avis import deposer_avis

    for rang in range(combien):
        with portee(Acteur.systeme()):
            deposer_avis(
                cle=f"{prefixe}:{rang}",
                canal="courriel",
                destinataire=f"{prefixe}{rang}@exemple.test",
                objet="Objet",
                corps="Corps",
                du_le=timezone.now(),
            )


def remises(monte: Banc) -> Counter[str]:
    """How often each message was handed over; two may share a file when they leave in the same second."""
    textes = (fichier.read_text() for fichier in (monte.dossier / "courriels").glob("*"))
    return Counter(numero for texte in textes for numero in re.findall(r"^Message-ID: <(.+)>$", texte, re.M))


def saines() -> int:
    return compter(Piece.objects.filter(verdict=VerdictPiece.SAINE).count)


def routines() -> None:
    """What the clock would start: every entry of its schedule, once."""
    app.loader.import_default_modules()
    for entree in app.conf.beat_schedule.values():
        app.send_task(entree["task"], queue=app.tasks[entree["task"]].file)


def offres_echues(combien: int) -> None:
    hier = timezone.now() - timedelta(days=1)
    with portee(Acteur.systeme()):
        for _rang in range(combien):
            OffreFactory(proposee_le=hier - timedelta(days=5), rappel_le=hier - timedelta(days=3), expire_le=hier)


def demandes_recues(combien: int) -> Groupe:
    """Open requests for the seats of a group too small for all."""
    jour = timezone.localdate()
    with portee(Acteur.systeme()):
        groupe = GroupeFactory(
            capacite=combien // 2, minimum=1, debut=jour + timedelta(days=7), fin=jour + timedelta(days=70)
        )
        for _rang in range(combien):
            DemandeDePlaceFactory(groupe=groupe)
    return groupe


def reponses() -> tuple[int, int, int]:
    """Requests answered, seats, messages deposited."""
    return compter(
        lambda: (
            DemandeDePlace.objects.filter(traitee_le__isnull=False).count(),
            Place.objects.count(),
            Avis.objects.count(),
        )
    )


def test_un_ouvrier_tue_pendant_une_ruee_repond_une_fois_a_chacune(monte):
    groupe = demandes_recues(12)
    monte.preparer_mort("demandes.avant_commit", 2)
    monte.preparer_mort("demandes.lot", 1)
    monte.ouvrier()
    traiter_demandes_de_place.delay(groupe_id=str(groupe.pk))
    attendre(lambda: monte.morts_restantes() == 0 and reponses()[0] == 12, "une réponse à chacune malgré trois morts")
    assert reponses() == (12, groupe.capacite, 12)


def expirees() -> int:
    return compter(Journal.objects.filter(objet_type="offre", pas="expirer").count)


def test_un_ouvrier_tue_en_pleine_tache_la_finit_une_fois(monte):
    monte.ouvrier()
    for fois, point in enumerate(("tache.avant_commit", "tache.apres_commit"), start=1):
        monte.preparer_mort(point, 3)
        deposer_pieces(4)
        attendre(lambda fois=fois: saines() == 4 * fois, f"les verdicts malgré {point}")
        attendre(lambda: monte.morts_restantes() == 0, f"trois morts à {point}")
    monte.preparer_mort("offre.expiree", 3)
    offres_echues(5)
    expirer_offres.delay()
    attendre(lambda: expirees() == 5, "cinq offres expirées malgré trois morts")
    assert monte.morts_restantes() == 0
    annonces = compter(Avis.objects.filter(cle__startswith="offre:expiree").count)
    assert annonces == 5


def test_un_message_dont_le_relais_meurt_n_est_jamais_remis_deux_fois(monte):
    monte.preparer_mort("avis.avant_envoi")
    monte.preparer_mort("avis.apres_envoi")
    monte.ouvrier()
    deposer_messages(6, "p")
    # One died before the provider, one after: nobody can tell them apart, a person decides.
    attendre(lambda: compter(Avis.objects.filter(etat=EtatAvis.ENVOYE).count) == 4, "quatre messages envoyés")
    assert monte.morts_restantes() == 0
    with portee(Acteur.systeme()):
        assert relais.signaler_perdus(au=timezone.now() + timedelta(minutes=11)) == 2
    routines()
    time.sleep(1)
    assert set(remises(monte).values()) == {1} and len(remises(monte)) == 5
    assert compter(Avis.objects.filter(etat=EtatAvis.INCERTAIN).count) == 2


def test_un_ouvrier_tue_tout_entier_ne_perd_rien(monte):
    monte.preparer_mort("tache.apres_commit", 2)
    ouvrier = monte.ouvrier()
    deposer_pieces(20)
    offres_echues(3)
    attendre(lambda: saines() >= 3, "les premiers verdicts")
    monte.tuer(ouvrier)
    monte.ouvrier()

    # The messages it held come back after ten minutes; the clock does not wait for them, and it ticks again: an offer
    # that another routine held when the first tick came to it is left to the next.
    def tout_est_fait() -> bool:
        if monte.valkey.en_file() == 0:
            routines()
        return (saines(), expirees()) == (20, 3)

    routines()
    attendre(tout_est_fait, "tout est fait par le second", delai=120)


def test_une_file_videe_se_reconstruit_sans_perte_ni_double(monte):
    deposer_pieces(60)
    deposer_messages(60, "p")
    offres_echues(5)
    expirer_offres.delay()
    assert monte.valkey.en_file() > 100
    monte.valkey.commande("FLUSHALL")
    assert monte.valkey.en_file() == 0
    monte.ouvrier()
    for _fois in range(9):
        routines()
        time.sleep(0.2)
        monte.valkey.commande("FLUSHALL")

    def tout_est_fait() -> bool:
        if monte.valkey.en_file() == 0:
            routines()
        inacheves = compter(Avis.objects.exclude(etat=EtatAvis.ENVOYE).count)
        return (saines(), expirees(), inacheves) == (60, 5, 0)

    attendre(tout_est_fait, "tout est fait après dix vidages", delai=120)
    assert set(remises(monte).values()) == {1}
    assert len(remises(monte)) == compter(Avis.objects.count) >= 60 + 5


def test_un_valkey_fige_ne_casse_ni_ne_ralentit_aucune_page(monte):
    demandeurs = places_et_demandeurs(groupes=4, places=1, demandeurs=1)
    with Navigateur(monte.web(fils=4)) as navigateur:
        monte.ouvrier()
        visiter(navigateur, demandeurs.pop())  # Templates and reference data are read once, before the clock starts.
        monte.valkey.signaler(signal.SIGSTOP)
        try:
            reponses = [reponse for demandeur in demandeurs for reponse in visiter(navigateur, demandeur)]
        finally:
            monte.valkey.signaler(signal.SIGCONT)
    assert {reponse.statut for reponse in reponses} <= {200, 302, 429}
    assert sorted(reponse.duree for reponse in reponses)[int(len(reponses) * 0.95)] < 2
    # Once it wakes the worker goes on, and the routines send what could not be queued.
    attendre(lambda: monte.valkey.commande("PING") != b"", "le réveil de Valkey")
    routines()
    attendre(lambda: compter(Avis.objects.filter(etat=EtatAvis.ENVOYE).count) == 4, "quatre confirmations envoyées")


def visiter(navigateur: Navigateur, demandeur: Demandeur) -> list[Reponse]:
    """A person reads her pages and takes a seat; someone else tries passwords."""
    pages = [reverse(nom) for nom in ("accueil", "suivi", "inscription", "places_libres", "lectures")]
    reponses = [navigateur.demander("GET", page, demandeur.session) for page in pages]
    prendre = reverse("place_prendre", args=[demandeur.groupe_id])
    reponses.append(navigateur.demander("POST", prendre, demandeur.session))
    connexion = reverse("account_login")
    reponses.append(navigateur.demander("GET", connexion))
    essai = "login=inconnue%40exemple.test&password=mauvais-mot-de-passe"
    return reponses + [navigateur.demander("POST", connexion, corps=essai) for _fois in range(7)]
