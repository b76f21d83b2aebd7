"""The back office of the reference data."""

import pytest
from django.contrib import admin
from django.test import RequestFactory

from guichet import models as m

pytestmark = pytest.mark.django_db


@pytest.fixture
def demande():
    requete = RequestFactory().get("/administration/")
    requete.user = m.Utilisateur(is_staff=True, is_superuser=True, is_active=True)
    return requete


@pytest.mark.parametrize("nom", [n for n in m.referentiels.__all__ if n not in {"Certitude", "Referentiel"}])
def test_chaque_referentiel_se_consulte_et_ne_se_supprime_pas(nom, demande):
    gestion = admin.site.get_model_admin(getattr(m, nom))
    assert not gestion.has_delete_permission(demande)
    assert gestion.get_changelist_instance(demande).result_count > 0


def test_la_valeur_d_un_parametre_ne_se_modifie_pas(demande):
    gestion = admin.site.get_model_admin(m.Parametre)
    periode = m.Parametre.objects.get(cle="age_minimum")
    assert "valeur" in gestion.get_readonly_fields(demande, periode)
    assert gestion.get_readonly_fields(demande) == []
    formulaire = gestion.get_form(demande, periode)
    assert {"valide_au", "source"} <= set(formulaire.base_fields)
    assert "valeur" not in formulaire.base_fields


def test_renommer_une_municipalite_change_son_rang_dans_la_liste():
    ville = m.Municipalite.objects.get(pk="66023")
    ville.nom = "Île-de-Montréal"
    ville.save(update_fields=["nom"])
    assert m.Municipalite.objects.get(pk="66023").cle_tri == "ile-de-montreal"


def test_le_code_d_une_region_ne_se_modifie_pas(demande):
    gestion = admin.site.get_model_admin(m.Region)
    assert gestion.get_readonly_fields(demande, m.Region.objects.get(pk="06")) == ["code"]
