"""What did we promise for this region, and did the curve move?"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import Portee, portee
from guichet.mesure.calcul import Valeur
from guichet.mesure.definition import MESURES
from indicateurs.filtre import Filtre
from indicateurs.policies import promesses_visibles
from indicateurs.queries import promesses as queries
from indicateurs.queries.valeurs import par_axe, par_mois, valeur
from tests.connexion import connecter
from tests.factories.concertation import EngagementFactory, TableFactory
from tests.partenaires.ententes import texte

pytestmark = pytest.mark.django_db
AU = date(2026, 11, 20)
TENUS = MESURES["engagements_tenus"]


def pris(le: date, **champs):
    return EngagementFactory(pris_le=le, echeance=date(2027, 3, 1), **champs)


def courbe(monkeypatch, **mois: str) -> None:
    """The months of every figure, `m9="0.2"` for September; the others have none."""
    lus = {date(2026, int(cle[1:]), 1): Valeur("essai", Decimal(lu)) for cle, lu in mois.items()}
    monkeypatch.setattr(queries, "par_mois", lambda _mesure, _filtre: lus)


@pytest.mark.parametrize(
    ("indicateur", "mois", "alors", "maintenant", "favorable"),
    [
        # Fewer drop-outs is better; the month begun is not compared.
        ("abandon", {"m8": "0.30", "m10": "0.20", "m11": "0.99"}, "0.30", "0.20", True),
        ("abandon", {"m8": "0.30", "m10": "0.35"}, "0.30", "0.35", False),
        ("abandon", {"m8": "0.30", "m9": "0.30"}, "0.30", "0.30", None),
        ("abandon", {"m9": "0.30"}, None, "0.30", None),
        ("abandon", {"m8": "0.30"}, "0.30", None, None),
        # A queue is read on any day.
        ("en_attente", {"m8": "300", "m11": "200"}, "300", "200", True),
    ],
)
def test_la_courbe_se_compare_entre_le_mois_promis_et_le_dernier_mois_entier(
    monkeypatch, indicateur, mois, alors, maintenant, favorable
):
    courbe(monkeypatch, **mois)
    engagement = pris(date(2026, 8, 12), indicateur=indicateur)
    lue = queries.promesses([engagement], region="06", depuis=date(2026, 6, 1), au=AU)[0]
    attendus = [None if lu is None else Decimal(lu) for lu in (alors, maintenant)]
    assert ([lue.alors, lue.maintenant], lue.est_favorable) == (attendus, favorable)
    assert lue.mois[0][0] == date(2026, 3, 1) and lue.mois[-1][0] == date(2026, 11, 1)


def test_une_promesse_sans_indicateur_se_juge_a_sa_preuve():
    engagement = pris(date(2026, 8, 12), indicateur="satisfaction")
    lue = queries.promesses([engagement], region="", depuis=date(2026, 6, 1), au=AU)[0]
    assert not lue.est_mesuree and lue.alors is None


def test_la_page_montre_la_region_et_la_table_nationale_depuis_ce_jour():
    jour = timezone.localdate()
    montreal, quebec = TableFactory(), TableFactory(region_id="03", nom="Table, Québec")
    nationale = TableFactory(region_id=None, nom="Table nationale")
    EngagementFactory(table=montreal, titre="Ici, en retard", en_retard=True)
    EngagementFactory(table=nationale, titre="Partout")
    EngagementFactory(table=quebec, titre="Ailleurs")
    EngagementFactory(table=montreal, titre="Il y a longtemps", pris_le=jour - timedelta(days=900))
    page = texte(connecter("conseiller", regions=["06"]).get(reverse("promesses")))
    assert "Ici, en retard" in page and "Partout" in page and "2 engagements pris" in page and "1 en retard" in page
    assert "Ailleurs" not in page and "Il y a longtemps" not in page
    # From the national table, no region is asked for: the title and the list say the same.
    page = texte(connecter("conseiller", regions=["06"]).get(reverse("promesses"), {"region": ""}))
    assert page.count("Mes régions et la table nationale") == 2 and "Tout le Québec" not in page
    debut = jour - timedelta(days=1000)
    choix = {"region": "03", "depuis_jour": "1", "depuis_mois": "1", "depuis_annee": str(debut.year)}
    page = texte(connecter("direction").get(reverse("promesses"), choix))
    assert "Ailleurs" in page and "Ici, en retard" not in page
    assert connecter("direction").get(reverse("promesses"), {"region": "99", "depuis_annee": "abc"}).status_code == 200
    for role in ("gestionnaire_partenaire", "administrateur"):
        assert connecter(role).get(reverse("promesses")).status_code == 403


def test_l_analyste_lit_les_promesses_et_rien_d_autre_des_tables():
    engagement = EngagementFactory(titre="Ouvrir deux groupes du soir")
    analyste = connecter("analyste")
    page = texte(analyste.get(reverse("promesses")))
    assert "Ouvrir deux groupes du soir" in page and engagement.table.nom in page
    assert reverse("engagement", args=[engagement.pk]) not in page and reverse("concertation") not in page
    assert f'href="{reverse("promesses")}"' in texte(analyste.get(reverse("indicateurs")))
    assert analyste.post(reverse("promesses")).status_code == 405
    assert analyste.get(reverse("concertation")).status_code == 403
    # Control: without the wider reading, her scope holds no row of any table.
    with portee(Acteur(Role.ANALYSTE)):
        assert not promesses_visibles(Acteur(Role.ANALYSTE)).exists()


def test_dix_promesses_d_un_indicateur_coutent_les_requetes_d_une(django_assert_max_num_queries):
    direction = connecter("direction")
    EngagementFactory.create_batch(10)
    with django_assert_max_num_queries(16):
        direction.get(reverse("promesses"))


def test_les_engagements_tenus_a_temps_se_comptent_et_se_coupent():
    le = timezone.make_aware(timezone.datetime(2026, 9, 10, 10))
    dates = {"pris_le": date(2026, 1, 5), "echeance": date(2026, 9, 15)}
    EngagementFactory(**dates, tenu=True, tenu_le=le)
    EngagementFactory(**dates, tenu=True, tenu_le=le + timedelta(days=30))
    EngagementFactory(pris_le=date(2026, 1, 5), echeance=date(2026, 10, 15), table=TableFactory(region_id="03"))
    EngagementFactory(pris_le=date(2026, 1, 5), echeance=date(2027, 1, 15))
    # One that another table took over counts once, there.
    reprise = EngagementFactory(**dates, etat="abandonne", abandonne_le=le, abandon_motif_id="engagement_remplace")
    EngagementFactory(
        pris_le=date(2026, 1, 5), echeance=date(2027, 1, 15), suite_de=reprise, table=TableFactory(region_id="03")
    )
    filtre = Filtre(date(2026, 8, 1), AU)
    # Counts alone leave the scope: who sees no commitment reads the share.
    with portee(Portee()):
        assert valeur(TENUS, filtre) == Valeur("engagements_tenus v1", Decimal(1) / 3, 1, 3)
        assert {mois: v.valeur for mois, v in par_mois(TENUS, filtre).items()} == {
            date(2026, 9, 1): Decimal("0.5"),
            date(2026, 10, 1): Decimal(0),
        }
        assert {cle: v.valeur for cle, v in par_axe(TENUS, filtre, "region").items()} == {
            "03": Decimal(0),
            "06": Decimal("0.5"),
        }
        assert valeur(TENUS, Filtre(date(2026, 8, 1), AU, niveau=3)).valeur is None
    with portee(Acteur.systeme()):
        assert valeur(TENUS, Filtre(date(2026, 1, 1), date(2026, 2, 1))).valeur is None
