"""What a line of the register comes from and leads to: a survey, an alert or a review fills it, a promise goes on."""

from __future__ import annotations

import pytest
from django.urls import reverse

from partenaires.models import EngagementConcertation, Revue
from tests.factories.concertation import MandatFactory, TableFactory
from tests.factories.ententes import RevueFactory
from tests.factories.indicateurs import AlerteFactory
from tests.factories.pilotage import AmeliorationFactory, LigneDePlanFactory
from tests.factories.sondages import VagueSondageFactory

pytestmark = pytest.mark.django_db
DATE = (("jour", "day"), ("mois", "month"), ("annee", "year"))


def test_une_alerte_et_une_revue_remplissent_le_constat(client_role):
    alerte, revue = AlerteFactory(), RevueFactory()
    page = client_role("analyste").get(reverse("alertes")).content.decode()
    adresse = f"{reverse('amelioration_nouvelle')}?origine=alerte&amp;cle={alerte.pk}"
    assert adresse in page
    forme = client_role("analyste").get(adresse.replace("&amp;", "&")).content.decode()
    assert "hors de ses bornes" in forme and str(alerte.pk) in forme
    gestion = client_role("gestionnaire_ententes")
    lien = f"{reverse('amelioration_nouvelle')}?origine=revue&cle={revue.pk}"
    assert lien.replace("&", "&amp;") in gestion.get(reverse("revue", args=[revue.pk])).content.decode()
    Revue.objects.filter(pk=revue.pk).update(contenu={"propositions": [{"texte": "Revoir le rythme."}]})
    assert "Revoir le rythme." in gestion.get(lien).content.decode()
    # Someone who may not read the review gets an empty form, not its words.
    assert "Revoir le rythme." not in client_role("analyste").get(lien).content.decode()
    assert client_role("analyste").get(f"{lien}x").status_code == 200


def test_l_origine_mene_a_sa_page_qui_peut_la_lire(client_role):
    vague, revue = VagueSondageFactory(), RevueFactory()
    adresses = {"enquete": reverse("vague_sondage", args=[vague.pk]), "revue": reverse("revue", args=[revue.pk])}
    for origine, cle, lecteurs, autres in (
        ("enquete", vague.pk, ("analyste", "direction"), ("conseiller", "gestionnaire_ententes")),
        ("revue", revue.pk, ("gestionnaire_ententes", "direction"), ("analyste",)),
    ):
        page = reverse("amelioration", args=[AmeliorationFactory(origine=origine, origine_cle=str(cle)).pk])
        for role in lecteurs:
            assert adresses[origine] in client_role(role).get(page).content.decode(), role
        for role in autres:
            lue = client_role(role).get(page)
            assert lue.status_code == 200 and adresses[origine] not in lue.content.decode(), role
    dite = AmeliorationFactory(origine="plainte", origine_cle="dossier 12")
    page = client_role("analyste").get(reverse("amelioration", args=[dite.pk])).content.decode()
    assert "Plainte : dossier 12" in page


def test_un_engagement_s_inscrit_a_une_table_qu_on_anime(client_role):
    suivie = AmeliorationFactory(planifiee=True, regions=["06"], ligne=LigneDePlanFactory())
    table, mandat = TableFactory(), MandatFactory(table=TableFactory())
    TableFactory(region_id="03", nom="Table régionale, Québec")
    page, adresse = (reverse(nom, args=[suivie.pk]) for nom in ("amelioration", "amelioration_engagement"))
    conseil = client_role("conseiller", regions=["06"])
    assert adresse in conseil.get(page).content.decode()
    forme = conseil.get(adresse).content.decode()
    # The only table she leads: its form at once, with what is expected; the finding stays in the register.
    assert "Un avis deux semaines avant" in forme and suivie.constat not in forme
    for choisi in ("assiduite", str(suivie.ligne_id)):
        assert f'<option value="{choisi}" selected>' in forme
    saisie = {"titre": "Un avis", "responsable": f"org:{mandat.organisation_id}", "indicateur": "assiduite"}
    dates = {f"echeance_{nom}": getattr(suivie.effet_attendu_le, cle) for nom, cle in DATE}
    suite = conseil.post(adresse, saisie | dates, follow=True)
    pris = EngagementConcertation.objects.get()
    assert (pris.table, pris.origine_genre, pris.origine_cle) == (table, "amelioration", str(suivie.pk))
    assert "Engagements pris" in suite.content.decode() and str(pris.pk) in suite.content.decode()
    assert "Engagements pris" not in client_role("analyste").get(page).content.decode()


def test_quand_plusieurs_tables_sont_possibles_on_dit_laquelle(client_role):
    suivie, ailleurs = AmeliorationFactory(planifiee=True, regions=["06"]), AmeliorationFactory(regions=["03"])
    TableFactory(), TableFactory(region_id=None, nom="Table nationale")
    autre = TableFactory(region_id="03", nom="Table régionale, Québec")
    adresse = reverse("amelioration_engagement", args=[suivie.pk])
    direction = client_role("direction")
    choix = direction.get(adresse).content.decode()
    assert "Table nationale" in choix and "Montréal" in choix and "Québec</option>" not in choix
    assert "Choisissez dans la liste" in direction.post(adresse, {"table": autre.pk}).content.decode()
    table = TableFactory()
    assert direction.post(adresse, {"table": table.pk}).url == f"{adresse}?table={table.pk}"
    assert "Ce qui est promis" in direction.get(adresse, {"table": table.pk}).content.decode()
    # Another table than those the measure touches is no choice, even by its address.
    assert "Ce qui est promis" not in direction.get(adresse, {"table": autre.pk}).content.decode()
    conseil = client_role("conseiller", regions=["06"])
    assert conseil.get(reverse("amelioration_engagement", args=[ailleurs.pk])).status_code == 403
    for role in ("analyste", "gestionnaire_ententes"):
        assert client_role(role).get(adresse).status_code == 403
        page = client_role(role).get(reverse("amelioration", args=[suivie.pk])).content.decode()
        assert "Inscrire un engagement" not in page
    assert client_role("gestionnaire_partenaire").get(adresse).status_code == 404
