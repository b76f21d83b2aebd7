"""Seventy-two hours without a worker: on its return everything due is done, once, and nobody is written to twice."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection, connections
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.celery import app
from guichet.cloison import portee
from guichet.models import Avis, Journal, Motif
from inscriptions import courriels
from inscriptions.actions.capacite import changer_capacite
from inscriptions.actions.deroulement import faire_pas_groupe
from inscriptions.actions.offre import accepter_offre, decliner_offre
from inscriptions.actions.recommandation import Designation, proposer_personne
from inscriptions.models import OffreDePlace, Recommandation, Replacement
from inscriptions.models.offre import OffreQuerySet
from inscriptions.queries.invariants import manquements
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, OffreFactory, PlaceFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]
app.loader.import_default_modules()
SYSTEME = Acteur.systeme()
PANNE = timedelta(hours=72)


def moi(objet: Any) -> Acteur:
    return Acteur(role=Role.PERSONNE, personne_id=objet.personne_id)


@pytest.fixture
def depart():
    return timezone.now()


@pytest.fixture
def sans_ouvrier(monkeypatch):
    """Messages to the queue go nowhere; the routines do not run."""
    taches = [app.tasks[nom] for nom in app.tasks if not nom.startswith("celery.")]
    with monkeypatch.context() as absence:
        for tache in taches:
            absence.setattr(tache, "apply_async", lambda *_a, **_c: None)
        yield absence


def avant_la_panne(depart) -> dict[str, Any]:
    """Offers that will be due for their reminder, their end, both; a group to close; people who wait."""
    jour = timezone.localdate(depart)
    offres = {
        nom: OffreFactory(
            groupe=GroupeFactory(capacite=1, minimum=1, debut=jour + timedelta(days=40), fin=jour + timedelta(days=90)),
            inscription__personne__courriel=f"{nom}@exemple.test",
            proposee_le=depart,
            rappel_le=depart + rappel,
            expire_le=depart + fin,
        )
        for nom, rappel, fin in (
            ("a-rappeler", timedelta(hours=20), timedelta(hours=200)),
            ("a-expirer", timedelta(hours=20), timedelta(hours=60)),
            ("a-decliner", timedelta(hours=30), timedelta(hours=200)),
            ("a-accepter", timedelta(hours=90), timedelta(hours=200)),
            ("encore-loin", timedelta(hours=100), timedelta(hours=200)),
        )
    }
    for rang in range(8):
        InscriptionFactory(personne__courriel=f"attend{rang}@exemple.test")
    place = PlaceFactory(
        commencee=True,
        offre__groupe=GroupeFactory(etat="en_cours"),
        offre__inscription=InscriptionFactory(en_cours=True, personne__courriel="f@exemple.test"),
    )
    agrandi = GroupeFactory(capacite=1, minimum=1, debut=jour + timedelta(days=40), fin=jour + timedelta(days=90))
    OffreFactory(groupe=agrandi, expire_le=depart + timedelta(hours=300), rappel_le=depart + timedelta(hours=250))
    a_commencer = GroupeFactory(
        etat="confirme", debut=jour + timedelta(days=2), fin=jour + timedelta(days=60), niveau=7
    )
    return {"offres": offres, "ferme": place.groupe, "agrandi": agrandi, "a_commencer": a_commencer}


def pendant_la_panne(monde: dict[str, Any], depart) -> None:
    """The web goes on: people answer, a partner enlarges a group and refers someone, an adviser closes a class."""
    le = depart + timedelta(hours=24)
    offres = monde["offres"]
    decliner_offre(offre=offres["a-decliner"], acteur=moi(offres["a-decliner"]), le=le, motif_code="offre_lieu")
    accepter_offre(offre=offres["a-accepter"], acteur=moi(offres["a-accepter"]), le=le)
    gestionnaire = Acteur(role=Role.GESTIONNAIRE_PARTENAIRE, organisation_id=monde["agrandi"].organisation_id)
    changer_capacite(
        groupe=monde["agrandi"],
        capacite=2,
        motif=Motif.objects.get(pk="capacite_demande"),
        acteur=gestionnaire,
        le=le,
    )
    proposer_personne(
        groupe=monde["agrandi"],
        designation=Designation(courriel="invitee@exemple.test"),
        motif_code="recommandation_rencontre",
        acteur=gestionnaire,
        le=le,
    )
    faire_pas_groupe(
        groupe=monde["ferme"],
        pas="fermer",
        acteur=Acteur(role=Role.CONSEILLER),
        le=le,
        motif=Motif.objects.get(pk="groupe_ferme_enseignant"),
    )


def au_retour() -> None:
    """Two workers and two clocks: every routine at once, then again."""
    pannes: list[Exception] = []

    def tout_faire() -> None:
        try:
            for entree in app.conf.beat_schedule.values():
                if entree["task"].startswith(("inscriptions.", "guichet.")):
                    app.tasks[entree["task"]]()
        except Exception as erreur:
            pannes.append(erreur)
        finally:
            connections.close_all()

    for _fois in range(2):
        fils = [threading.Thread(target=tout_faire) for _ in range(2)]
        for fil in fils:
            fil.start()
        for fil in fils:
            fil.join()
    assert pannes == []


def jouer(depart, sans_ouvrier) -> dict[str, Any]:
    """The whole story, up to the return; the clock stays three days later."""
    mail.outbox.clear()
    with portee(SYSTEME):
        monde = avant_la_panne(depart)
    with time_machine.travel(depart + timedelta(hours=24), tick=False), portee(SYSTEME):
        pendant_la_panne(monde, depart)
    assert mail.outbox == []
    sans_ouvrier.undo()
    connection.close()
    return monde


def messages() -> Counter[tuple[str, str]]:
    """What left, by address and first words."""
    return Counter((message.to[0], message.subject) for message in mail.outbox)


def en_double() -> list[Any]:
    """Two messages to one person about one thing."""
    return [(vers, objet) for (vers, objet), nombre in messages().items() if nombre > 1]


def test_au_retour_tout_se_fait_une_fois_et_personne_n_est_averti_deux_fois(depart, sans_ouvrier):
    monde = jouer(depart, sans_ouvrier)
    with time_machine.travel(depart + PANNE, tick=False):
        au_retour()
        with portee(SYSTEME):
            offres = {nom: OffreDePlace.objects.get(pk=o.pk) for nom, o in monde["offres"].items()}
            assert {nom: o.etat for nom, o in offres.items()} == {
                "a-rappeler": "proposee",
                "a-expirer": "expiree",
                "a-decliner": "declinee",
                "a-accepter": "acceptee",
                "encore-loin": "proposee",
            }
            # Each freed or added seat went to one person, who has her whole delay from the return on.
            nouvelles = OffreDePlace.objects.filter(proposee_le__gte=depart + PANNE)
            assert nouvelles.filter(remplace__in=[offres["a-expirer"], offres["a-decliner"]]).count() == 2
            assert nouvelles.filter(siege_ajoute__groupe=monde["agrandi"]).count() == 1
            assert all(o.expire_le > depart + PANNE + timedelta(hours=23) for o in nouvelles)
            assert Journal.objects.filter(objet_type="groupe", pas="commencer").count() == 1
            assert Replacement.objects.get().est_a_replacer
            assert Recommandation.objects.get().etat == "demandee"
            assert not Avis.objects.exclude(etat="envoye").exists()
            assert manquements() == []
    recus = messages()
    assert en_double() == []
    # A reminder of an offer that is over would only confuse.
    assert {vers for vers, objet in recus if objet.startswith("Rappel")} == {"a-rappeler@exemple.test"}
    assert recus["a-expirer@exemple.test", "Le délai pour répondre est passé"] == 1
    assert recus["f@exemple.test", "Nous cherchons une nouvelle place pour vous"] == 1
    assert recus["invitee@exemple.test", "Une école vous invite à un cours de français"] == 1


def test_temoin_sans_les_marques_la_personne_recoit_deux_rappels(depart, sans_ouvrier, monkeypatch):
    jouer(depart, sans_ouvrier)
    deposer, numeros = courriels.deposer_avis, iter(range(10_000))
    monkeypatch.setattr(courriels, "deposer_avis", lambda cle, **c: deposer(cle=f"{cle}:{next(numeros)}", **c))
    monkeypatch.setattr(OffreQuerySet, "a_rappeler", lambda self, *, au: self.vives().filter(rappel_le__lte=au))
    with time_machine.travel(depart + PANNE, tick=False):
        au_retour()
    assert ("a-rappeler@exemple.test", "Rappel : une place attend votre réponse") in en_double()


def test_temoin_sans_les_routines_rien_ne_reprend(depart, sans_ouvrier):
    monde = jouer(depart, sans_ouvrier)
    with time_machine.travel(depart + PANNE, tick=False), portee(SYSTEME):
        assert OffreDePlace.objects.get(pk=monde["offres"]["a-expirer"].pk).etat == "proposee"
        assert not OffreDePlace.objects.filter(remplace__isnull=False).exists()
