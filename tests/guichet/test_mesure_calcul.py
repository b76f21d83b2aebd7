"""An indicator of one organisation equals a slow count, line by line, whatever the journal says."""

from __future__ import annotations

import random
import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from guichet.mesure import calcul
from guichet.mesure.calcul import calculer, calculer_par_organisation, s_applique_a_une_organisation, termes
from guichet.mesure.definition import MESURES, Genre
from guichet.mesure.evenement import EVENEMENTS
from guichet.models import Journal
from tests.factories.guichet import OrganisationFactory, PersonneFactory

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("America/Toronto")
DU, AU = date(2026, 3, 1), date(2026, 5, 31)
PAS = {
    "place": [
        ("ouvrir", "", "confirmee"),
        ("commencer", "confirmee", "commencee"),
        ("terminer", "commencee", "terminee"),
        ("abandonner", "commencee", "abandonnee"),
        ("fermer", "commencee", "groupe_ferme"),
        ("fermer", "confirmee", "groupe_ferme"),
    ],
    "replacement": [
        ("ouvrir", "", "a_replacer"),
        ("placer", "a_replacer", "replacee"),
        ("transferer", "a_replacer", "transferee"),
    ],
    "offre": [("ouvrir", "", "proposee"), ("accepter", "proposee", "acceptee")],
    "inscription": [("deposer", "brouillon", "deposee"), ("declarer_complete", "deposee", "complete")],
}


def monde(graine: int):
    """Two organisations, a few persons, and three hundred steps in any order, midnights included."""
    hasard = random.Random(graine)
    organisations = [OrganisationFactory(), OrganisationFactory()]
    personnes = [PersonneFactory() for _ in range(6)]
    objets = {genre: [uuid.uuid4() for _ in range(25)] for genre in PAS}
    lignes = []
    for _ in range(300):
        genre = hasard.choice(list(PAS))
        pas, de, vers = hasard.choice(PAS[genre])
        minutes = hasard.choice([0, 1439, hasard.randrange(1440)])
        le = datetime(2026, 2, 1, tzinfo=ZONE) + timedelta(days=hasard.randrange(150), minutes=minutes)
        lignes.append(
            Journal.objects.create(
                objet_type=genre,
                objet_id=hasard.choice(objets[genre]),
                pas=pas,
                de=de,
                vers=vers,
                le=le,
                acteur_role="systeme",
                personne=hasard.choice(personnes),
                organisation=None if genre == "inscription" else hasard.choice(organisations),
            )
        )
    return organisations[0], lignes


def lentement(mesure, organisation, lignes):
    """The same figure, one line at a time, sharing nothing with the query."""

    def delai(ligne, evenement):
        if evenement.delai_depuis:
            avant = [
                o.le
                for o in lignes
                if (o.personne_id, o.objet_type, o.pas) == (ligne.personne_id, "inscription", evenement.delai_depuis)
                and o.le <= ligne.le
            ]
            depuis = max(avant, default=None)
        else:
            avant = [o for o in lignes if o.objet_id == ligne.objet_id and o.vers == ligne.de and o.id < ligne.id]
            depuis = max(avant, key=lambda o: o.id).le if avant else None
        jour = ligne.le.astimezone(ZONE).date()
        return None if depuis is None else max(0, (jour - depuis.astimezone(ZONE).date()).days)

    def evenements(code):
        e = EVENEMENTS[code]
        return [
            delai(ligne, e)
            for ligne in lignes
            if ligne.organisation_id == organisation.pk
            and ligne.objet_type == e.objet
            and e.pas in (None, ligne.pas)
            and e.de in (None, ligne.de)
            and e.vers in (None, ligne.vers)
            and DU <= ligne.le.astimezone(ZONE).date() <= AU
        ]

    if mesure.genre is Genre.DELAI:
        delais = sorted(d for d in evenements(mesure.numerateur) if d is not None)
        return Decimal(delais[(len(delais) + 1) // 2 - 1]) if delais else None
    haut = 0
    for signe, code in termes(mesure.numerateur):
        retenus = evenements(code)
        if mesure.delai_maximum:
            retenus = [d for d in retenus if d is not None and d <= 30]
        haut += signe * len(retenus)
    if mesure.genre is Genre.COMPTE:
        return Decimal(haut)
    bas = sum(signe * len(evenements(code)) for signe, code in termes(mesure.denominateur))
    return Decimal(haut) / bas if bas else None


def mesurees():
    return [m for m in MESURES.values() if m.genre is not Genre.STOCK and s_applique_a_une_organisation(m)]


@pytest.mark.parametrize("graine", range(4))
def test_chaque_mesure_egale_un_compte_lent(graine):
    organisation, lignes = monde(graine)
    rapides = calculer(mesurees(), organisation_id=organisation.pk, du=DU, au=AU)
    attendues = {m.code: lentement(m, organisation, lignes) for m in mesurees()}
    assert {code: valeur.valeur for code, valeur in rapides.items()} == attendues
    assert len(attendues) >= 6 and any(attendues.values())


def test_plusieurs_organisations_d_un_coup_egalent_chacune_seule():
    organisation, lignes = monde(1)
    toutes = sorted({ligne.organisation_id for ligne in lignes if ligne.organisation_id}, key=str)
    assert len(toutes) > 1 and organisation.pk in toutes
    ensemble = calculer_par_organisation(mesurees(), toutes, du=DU, au=AU)
    assert ensemble == {pk: calculer(mesurees(), organisation_id=pk, du=DU, au=AU) for pk in toutes}
    assert len({str(ensemble[pk]) for pk in toutes}) > 1


def test_temoin_sans_l_organisation_le_compte_est_faux(monkeypatch):
    organisation, lignes = monde(0)
    monkeypatch.setattr(
        calcul,
        "_COMPTER",
        calcul._COMPTER.replace("SELECT l.organisation_id", "SELECT (%(organisations)s)[1]").replace(
            "l.organisation_id = ANY(%(organisations)s)", "true"
        ),
    )
    rapides = calculer(mesurees(), organisation_id=organisation.pk, du=DU, au=AU)
    assert any(rapides[m.code].valeur != lentement(m, organisation, lignes) for m in mesurees())


def test_ce_qui_n_est_a_aucun_organisme_n_a_pas_de_valeur():
    organisation, _lignes = monde(0)
    valeurs = calculer([MESURES["demandes"], MESURES["en_attente"]], organisation_id=organisation.pk, du=DU, au=AU)
    assert [v.valeur for v in valeurs.values()] == [None, None]


def test_rien_a_diviser_n_a_pas_de_taux():
    organisation = OrganisationFactory()
    valeur = calculer([MESURES["abandon"]], organisation_id=organisation.pk, du=DU, au=AU)["abandon"]
    assert (valeur.valeur, valeur.numerateur, valeur.denominateur) == (None, 0, 0)
