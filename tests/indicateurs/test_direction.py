"""The direction's home: what is late is what the ententes say, in few queries, for the direction alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.mesure.definition import MESURES
from guichet.templatetags.quebec import date_heure
from indicateurs.figures_indicateur import etincelle
from indicateurs.filtre import AN, Filtre
from indicateurs.principes import PRINCIPES
from indicateurs.queries import registre
from indicateurs.queries.direction import RELECTURE, _cle, est_a_relire
from indicateurs.routines import lire_accueil_direction
from partenaires.a_faire import affaires_et_retards
from partenaires.models import Versement
from partenaires.queries import retards
from partenaires.queries.retards import attendus_du_ministere, plus_anciennes
from tests.factories.decomptes import DecompteFactory
from tests.factories.ententes import (
    ActionCorrectiveFactory,
    AnomalieFactory,
    EntenteFactory,
    RedditionFactory,
    RevueFactory,
    VersementFactory,
)
from tests.factories.indicateurs import AlerteFactory, cellule
from tests.factories.pilotage import AmeliorationFactory, LigneDePlanFactory

pytestmark = pytest.mark.django_db
DIRECTION = Acteur(role=Role.DIRECTION)


def monde(nombre: int = 1) -> None:
    """Late and timely things of each kind, on both sides."""
    le = timezone.now()
    for _fois in range(nombre):
        for age in (1, 200):
            depuis = {"etat_depuis": le - timedelta(days=age)}
            entente = EntenteFactory(active=True, versements=False)
            EntenteFactory(etat="soumise", **depuis)
            EntenteFactory(etat="a_completer", **depuis)
            RedditionFactory(livrable__entente=entente, etat="soumise", soumise_le=le, **depuis)
            VersementFactory(entente=entente, etat="exigible", exigible_le=le, **depuis)
            revue = RevueFactory(entente=entente, etat="commentee_partenaire", **depuis)
            DecompteFactory(**depuis)
            jour = timezone.localdate() - timedelta(days=age)
            ActionCorrectiveFactory(revue=revue, responsable="ministere", echeance=jour + timedelta(days=2))
            ActionCorrectiveFactory(revue=revue, responsable="partenaire", echeance=jour + timedelta(days=2))
            AnomalieFactory(reddition=RedditionFactory(), contestee_le=le - timedelta(days=age), contestation="Non.")


def test_les_retards_sont_ceux_des_ententes_comptes_une_a_une():
    monde()
    jour = timezone.localdate()
    comptes = {a.code: a for a in attendus_du_ministere(au=jour)}
    lents = [a for a in affaires_et_retards(DIRECTION, au=jour)[1] if a.partie.est_du_ministere]
    assert sum(a.en_retard for a in comptes.values()) == len(lents) > 4
    assert {code: (a.attendent, a.en_retard) for code, a in comptes.items()} == {
        "paiements": (2, 1),
        "decisions": (2, 1),
        "redditions": (2, 1),
        "revues": (2, 1),
        "decomptes": (2, 1),
        "signatures": (0, 0),
        "mesures": (2, 1),
        "contestations": (2, 1),
    }


def test_temoin_un_delai_oublie_se_verrait(monkeypatch):
    monde()
    jour = timezone.localdate()
    monkeypatch.setattr(retards, "en_retard", lambda cycle, *, au: retards.Q(pk__in=[]))
    lents = [a for a in affaires_et_retards(DIRECTION, au=jour)[1] if a.partie.est_du_ministere]
    assert sum(a.en_retard for a in attendus_du_ministere(au=jour)) < len(lents)


def test_les_plus_anciennes_d_abord():
    monde(2)
    attentes = plus_anciennes(au=timezone.localdate(), nombre=5)
    assert [a.depuis for a in attentes] == sorted(a.depuis for a in attentes) and len(attentes) == 5
    assert all(a.est_en_retard(timezone.localdate()) for a in attentes)


def test_chaque_principe_a_trois_indicateurs_du_registre_aucun_deux_fois():
    codes = [code for principe in PRINCIPES for code in principe.mesures]
    assert len(PRINCIPES) == 5 and len(codes) == len(set(codes)) == 15
    assert set(codes) <= set(MESURES)


def test_l_accueil_dit_les_principes_les_retards_et_ce_qui_attend_une_decision(client_role, monkeypatch):
    monkeypatch.setitem(MESURES, "engagements_tenus", replace(MESURES["engagements_tenus"], manque="Rien encore."))
    monde()
    cellule("versements_a_temps", 30, 100)
    AlerteFactory(role="direction", code="versements_a_temps")
    hier = timezone.localdate() - timedelta(days=1)
    AmeliorationFactory(en_place=True, effet_attendu_le=hier, titre="Un avis plus tôt")
    LigneDePlanFactory(echeance_le=hier, titre="Payer à temps")
    direction = client_role("direction")
    assert direction.get(reverse("espace")).url == reverse("direction_accueil")
    page = direction.get(reverse("direction_accueil")).content.decode()
    for mots in ("Connaître les besoins", "Pas encore mesuré", "30,0", "Un avis plus tôt", "Payer à temps", "1 alerte"):
        assert mots in page
    assert f'href="{reverse("versement", args=[Versement.objects.order_by("etat_depuis")[0].pk])}"' in page


def _ne_rien_calculer(monkeypatch) -> None:
    def calculer(*_args):
        raise AssertionError("calculé à l’ouverture")

    monkeypatch.setattr(registre, "lire", calculer)


def test_l_horloge_lit_avant_qu_on_ouvre_et_la_page_dit_quand(client_role, monkeypatch):
    cellule("versements_a_temps", 30, 100)
    direction = client_role("direction")
    # Control: before the clock, who opens the page computes.
    with monkeypatch.context() as sans_calcul, pytest.raises(AssertionError, match="à l’ouverture"):
        _ne_rien_calculer(sans_calcul)
        direction.get(reverse("direction_accueil"))
    assert lire_accueil_direction() == 15
    _ne_rien_calculer(monkeypatch)
    reponse = direction.get(reverse("direction_accueil"))
    page, lue_le = reponse.content.decode(), reponse.context["lue_le"]
    assert "30,0" in page and f", lus le {date_heure(lue_le)}" in page
    # The registry shows the same figures, and reads them no more.
    filtre = Filtre.derniers_mois(AN, au=timezone.localdate())
    assert len(registre.lectures([MESURES[code] for p in PRINCIPES for code in p.mesures], filtre)) == 15


def test_l_horloge_relit_ce_qui_vieillit_ou_n_est_plus_garde_et_rien_d_autre(monkeypatch):
    le = timezone.now()
    filtre = Filtre.derniers_mois(AN, au=timezone.localdate(le))
    assert lire_accueil_direction() == 15 and lire_accueil_direction() == 0
    assert not est_a_relire(filtre, le=le)
    assert est_a_relire(filtre, le=le + RELECTURE + timedelta(minutes=1))
    # Tomorrow's twelve months are another reading; a definition that changes too.
    assert est_a_relire(Filtre.derniers_mois(AN, au=filtre.au + timedelta(days=1)), le=le)
    with monkeypatch.context() as autre:
        autre.setitem(MESURES, "autonomie", replace(MESURES["autonomie"], version=9))
        assert est_a_relire(filtre, le=le)
    # Read again before the registry forgets.
    assert RELECTURE.total_seconds() + 60 < registre.DUREE
    cache.delete(_cle(filtre))
    assert lire_accueil_direction() == 15


def test_le_portail_et_la_direction_lisent_les_memes_chiffres():
    monde()
    cellule("versements_a_temps", 30, 100)
    filtre = Filtre.derniers_mois(AN, au=timezone.localdate())
    mesures = [MESURES[code] for principe in PRINCIPES for code in principe.mesures]
    lues = []
    for acteur in (Acteur.systeme(), DIRECTION):
        with portee(acteur):
            lues.append(registre.relire(mesures, filtre))
    assert lues[0] == lues[1] and lues[0]["versements_a_temps"].valeur is not None


def test_sans_rien_la_page_ne_montre_ni_zero_ni_borne(client_role):
    page = client_role("direction").get(reverse("direction_accueil")).content.decode()
    assert page.count("Pas encore mesuré.") == 15
    assert "Aucun indicateur des cinq principes n’est encore mesuré" in page
    assert "Personne n’attend rien de nous" in page and 'data-titre="En retard"' not in page
    # A figure measured a year ago and no longer now says so.
    cellule("versements_a_temps", 30, 100, il_y_a=400)
    cache.delete(_cle(Filtre.derniers_mois(AN, au=timezone.localdate())))
    page = client_role("direction").get(reverse("direction_accueil")).content.decode()
    assert page.count("Pas encore mesuré.") == 14 and "Aucun chiffre pour cette période. Un an avant : 30,0" in page


def test_un_mois_sans_chiffre_laisse_un_vide_dans_la_petite_courbe():
    mois = [(date(2026, rang, 1), valeur) for rang, valeur in enumerate((Decimal(1), None, Decimal(3), Decimal(2)), 1)]
    lecture = registre.Lecture(MESURES["demandes"], Decimal(2), None, tuple(mois), None)
    assert etincelle(lecture).count("M") == 2
    # Control: the same months without a gap are one line.
    pleine = replace(lecture, mois=tuple((jour, valeur or Decimal(2)) for jour, valeur in mois))
    assert etincelle(pleine).count("M") == 1


@pytest.mark.parametrize("role", ["analyste", "gestionnaire_ententes", "administrateur", "conseiller"])
def test_l_accueil_est_a_la_direction(client_role, role):
    assert client_role(role).get(reverse("direction_accueil")).status_code == 403


def test_dix_fois_plus_de_retards_coutent_les_memes_requetes(client_role, django_assert_max_num_queries):
    monde()
    direction = client_role("direction")
    # The figures are kept some minutes; what is late is counted each time.
    direction.get(reverse("direction_accueil"))
    monde(4)
    with django_assert_max_num_queries(32):
        direction.get(reverse("direction_accueil"))
