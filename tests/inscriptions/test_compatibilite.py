"""The rule in SQL and the rule in Python agree on every pair, and cost the same."""

import random
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from inscriptions.horaires import CELLULES
from inscriptions.models import Groupe, Inscription
from inscriptions.queries.appariement import apparier
from inscriptions.queries.candidats import parametres_sql
from inscriptions.queries.compatibilite import CONVIENT, COUT, DEMANDES, GROUPES, Cours, Demande, cout, obstacles
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, LieuFactory

pytestmark = pytest.mark.django_db
REGIONS = ("03", "06", "12", "13", "16")


def _une_demande(de: random.Random) -> Inscription:
    return InscriptionFactory(
        personne__region_id=de.choice(REGIONS),
        niveau=de.randint(2, 4),
        filiere=de.choice(("reguliere", "reguliere", "alpha")),
        formules=de.sample(["temps_complet", "temps_partiel"], de.randint(1, 2)),
        modes=de.sample(["en_classe", "en_ligne", "hybride"], de.randint(1, 3)),
        disponibilites=de.sample(CELLULES, de.randint(12, 21)),
        deplacement=de.choice(("ma_region", "regions_voisines")),
        besoins=de.sample(["garde", "mobilite", "vision"], de.randint(0, 2)),
    )


def _un_groupe(de: random.Random) -> Groupe:
    niveau = de.randint(2, 4)
    organisation = LieuFactory(acces_mobilite=de.random() < 0.5)
    return GroupeFactory(
        organisation=organisation.organisation,
        lieu=organisation,
        region_id=de.choice(REGIONS),
        niveau=niveau,
        niveau_max=niveau + de.randint(0, 1),
        filiere=de.choice(("reguliere", "reguliere", "alpha")),
        formule=de.choice(("temps_complet", "temps_partiel")),
        mode=de.choice(("en_classe", "en_ligne", "hybride")),
        horaire=de.sample(CELLULES, de.randint(0, 2)),
        garde=de.random() < 0.5,
        debut=date.today() + timedelta(days=de.randint(0, 90)),
        fin=date.today() + timedelta(days=200),
    )


def test_la_regle_est_la_meme_en_sql_en_python_et_sur_tableaux():
    de = random.Random(20)
    demandes = [_une_demande(de) for _rang in range(60)]
    groupes = [_un_groupe(de) for _rang in range(60)]
    jour = timezone.localdate()
    with connection.cursor() as curseur:
        curseur.execute(
            f"WITH d AS ({DEMANDES}), g AS ({GROUPES}) SELECT d.id, g.id, {COUT} FROM d, g WHERE {CONVIENT}",
            parametres_sql(jour),
        )
        par_sql = {(ligne[0], ligne[1]): ligne[2] for ligne in curseur.fetchall()}
    par_python = {
        (i.pk, g.pk): cout(Demande.de(i), Cours.de(g), jour)
        for i in demandes
        for g in groupes
        if not obstacles(Demande.de(i), Cours.de(g))
    }
    assert par_sql == par_python
    rangs_demandes, rangs_groupes, couts = apparier(
        [Demande.de(i) for i in demandes], [Cours.de(g) for g in groupes], jour
    )
    lignes = zip(rangs_demandes.tolist(), rangs_groupes.tolist(), couts.tolist(), strict=True)
    assert {(demandes[d].pk, groupes[g].pk): cout_ for d, g, cout_ in lignes} == par_python
    assert 20 < len(par_python) < 3600


def test_les_voisinages_sont_reciproques_et_sans_boucle():
    from guichet.referentiels.voisinages import sont_voisines, voisinages

    assert all(sont_voisines(b, a) for a, b in voisinages())
    assert not any(a == b for a, b in voisinages())
    assert sont_voisines("06", "13") and not sont_voisines("06", "12")
    assert {region for region, _voisine in voisinages()} == {f"{n:02d}" for n in range(1, 18)}
