"""The funnel joined to the ledger: between two steps, how many left and why; rounded for who may not read rows."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from guichet.referentiels.cache import vider
from indicateurs import figures_pertes
from indicateurs.bord import composer
from indicateurs.figures_flux import dire_pour
from indicateurs.figures_pertes import INTERVALLES, lignes_pertes
from indicateurs.filtre import Filtre
from indicateurs.formulaires_bord import FiltreBord
from indicateurs.queries.pertes import sorties_de_la_periode, sorties_des_demandes
from inscriptions.pertes import EtapePerdue, Famille
from inscriptions.queries.pertes import FiltrePertes, registre
from tests.connexion import connecter
from tests.factories.guichet import OrganisationFactory
from tests.inscriptions.recits_de_pertes import province
from tests.partenaires.ententes import texte

pytestmark = pytest.mark.django_db
AUJOURDHUI = timezone.localdate()
AN = Filtre(AUJOURDHUI - timedelta(days=365), AUJOURDHUI)


@pytest.fixture(autouse=True)
def _sans_memoire():
    vider()
    yield
    vider()


def du_registre(**champs) -> Counter[tuple[str, str]]:
    """The rows of the ledger, one by one."""
    filtre = FiltrePertes(**{"du": AN.du, "au": AN.au} | champs)
    return Counter((sortie.etape, sortie.famille) for sortie in registre(filtre))


def exactes(sorties, venues=lambda _code: 10):
    return lignes_pertes(sorties, venues, lambda n, _quoi: n, au=AUJOURDHUI)


def test_les_departs_entre_deux_etapes_sont_les_lignes_du_registre():
    province(3)
    for choix in ({}, {"region": "06"}, {"region": "03", "sexe": "f"}):
        attendues = du_registre(**choix)
        lues = exactes(sorties_de_la_periode(Filtre(AN.du, AN.au, **choix)))
        assert [ligne.etape for ligne in lues] == list(INTERVALLES)
        for ligne in lues:
            siennes = {famille: n for (etape, famille), n in attendues.items() if etape == ligne.etape}
            assert ligne.parties == sum(siennes.values()) == sum(raison.nombre for raison in ligne.raisons)
            assert ligne.raisons[-1].libelle == "Sans motif connu"
            assert ligne.raisons[-1].nombre == siennes.get(Famille.INCONNUE, 0)
        assert sum(ligne.parties for ligne in lues) == attendues.total() > 0


def test_temoin_une_etape_oubliee_se_verrait(monkeypatch):
    province(3)
    moins = {etape: entre for etape, entre in INTERVALLES.items() if etape is not EtapePerdue.ATTENTE}
    lues = lignes_pertes(sorties_de_la_periode(AN), lambda _c: 10, lambda n, _q: n, au=AUJOURDHUI, etapes=tuple(moins))
    assert sum(ligne.parties for ligne in lues) < du_registre().total()


def test_les_memes_demandes_suivies_ne_comptent_que_celles_envoyees_alors():
    province(3)
    tout = sorties_des_demandes(AN, au=AUJOURDHUI)
    moitie = sorties_des_demandes(Filtre(AN.du, AUJOURDHUI - timedelta(days=120)), au=AUJOURDHUI)
    assert 0 < sum(moitie.values()) < sum(tout.values())


def test_un_axe_que_le_registre_ne_connait_pas_laisse_les_pas_du_journal():
    assert sorties_de_la_periode(Filtre(AN.du, AN.au, age="25-34")) is None
    formulaire = FiltreBord({"periode": "12", "age": "25-34"}, jour=AUJOURDHUI)
    assert composer(formulaire)["figures"].pertes == []


class TestArrondi:
    """A reader without detail: nothing told is more precise than its rounded cells."""

    @pytest.mark.parametrize("graine", range(40))
    def test_un_total_est_la_somme_de_ses_parts_dites_et_une_part_leur_rapport(self, graine):
        sorties = {
            (etape, famille): (graine * 7 + rang * 3 + tour) % 9
            for rang, etape in enumerate(EtapePerdue)
            for tour, famille in enumerate(Famille)
        }
        dire = dire_pour(AN, exact=False)
        lues = lignes_pertes(sorties, lambda code: dire(37, f"{code}/venues"), dire, au=AUJOURDHUI, exact=False)
        for ligne in lues:
            assert ligne.parties % 5 == 0 and all(raison.nombre % 5 == 0 for raison in ligne.raisons)
            assert ligne.parties == sum(raison.nombre for raison in ligne.raisons)
            assert ligne.venues is None or ligne.venues % 5 == 0
            assert not ligne.lien and not any(raison.lien for raison in ligne.raisons)

    def test_deux_mondes_aux_memes_cases_dites_montrent_la_meme_page(self):
        """Whoever reads the page learns nothing beyond the rounded cells: it is made of them alone."""
        dire = dire_pour(AN, exact=False)
        un = {(etape, famille): 3 for etape in EtapePerdue for famille in Famille}
        dits = {cle: dire(n, f"perte:{cle[0]}:{cle[1]}") for cle, n in un.items()}
        autre = {cle: next(n for n in (4, 2, 1, 3) if dire(n, f"perte:{cle[0]}:{cle[1]}") == dits[cle]) for cle in un}
        assert autre != un
        lues = [
            lignes_pertes(monde, lambda c: dire(30, f"{c}/venues"), dire, au=AUJOURDHUI, exact=False)
            for monde in (un, autre)
        ]
        assert lues[0] == lues[1]

    def test_temoin_un_total_exact_dirait_ce_que_les_parts_cachent(self, monkeypatch):
        """Control: with the exact total beside rounded parts, both worlds are told apart."""
        dire = dire_pour(AN, exact=False)
        sorties = {("attente", "emploi"): 1}
        juste = lignes_pertes(sorties, lambda _c: 30, dire, au=AUJOURDHUI, exact=False)
        monkeypatch.setattr(figures_pertes, "sum", lambda _dits: sum(sorties.values()), raising=False)
        faux = lignes_pertes(sorties, lambda _c: 30, dire, au=AUJOURDHUI, exact=False)
        assert all(ligne.parties % 5 == 0 for ligne in juste)
        assert any(ligne.parties % 5 for ligne in faux)


class TestPages:
    def test_qui_lit_les_lignes_suit_un_lien_les_autres_lisent_le_nombre(self):
        province(3)
        adresse = reverse("tableau_de_bord") + "?periode=12&region=06"
        conseil = texte(connecter("conseiller").get(adresse))
        assert "Entre deux étapes, combien partent et pourquoi?" in conseil and "Sans motif connu" in conseil
        figures = composer(FiltreBord({"periode": "12", "region": "06"}, jour=AUJOURDHUI), detail=True)["figures"]
        pleine = next(ligne for ligne in figures.pertes if ligne.parties)
        choix = {nom: valeurs[0] for nom, valeurs in parse_qs(urlsplit(pleine.lien).query).items()}
        registre_lu = connecter("conseiller").get(pleine.lien)
        assert registre_lu.context["total"] == pleine.parties and choix["etape"] == pleine.etape
        assert reverse("pertes") + "?du=" not in texte(connecter("analyste").get(adresse))

    def test_un_partenaire_lit_les_raisons_arrondies(self):
        province(3, 44)
        client = connecter("gestionnaire_partenaire", organisation=OrganisationFactory())
        reponse = client.get(reverse("parcours_suivis"))
        assert all(ligne.parties % 5 == 0 for ligne in reponse.context.get("pertes", []))
        assert reverse("pertes") not in texte(reponse)
