"""Loading the reference data: complete, repeatable, closed by date, never over a row edited by hand."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from guichet import models as m
from guichet.models.referentiels.validite import Referentiel
from guichet.referentiels import queries
from guichet.referentiels.adresses import Issue
from guichet.referentiels.cache import vider
from guichet.referentiels.chargement import ReferentielFige, charger, charger_referentiels
from guichet.referentiels.jeux import Jeu
from guichet.referentiels.parametres import ParametreAbsent, parametre, periode_du_parametre
from tests import base_de_donnees

pytestmark = pytest.mark.django_db
AU = date(2026, 9, 1)
PARAMETRE = {
    "cle": "essai",
    "libelle": "Essai",
    "nature": "entier",
    "valeur": 5,
    "unite": "jours",
    "valide_du": date(2026, 1, 1),
    "valide_au": None,
    "source": "",
    "certitude": "synthetique",
}


def jeu_parametre(**changements) -> Jeu:
    return Jeu(
        m.Parametre, [PARAMETRE | changements], cle=("cle", "valide_du"), sujet=("cle",), figes=("nature", "valeur")
    )


def test_le_chargement_est_complet():
    assert m.Region.objects.count() == 17
    assert m.PrefixePostal.objects.count() == 421
    assert m.PrefixePostal.objects.filter(chevauche=True).count() == 25
    assert m.PrefixeMunicipal.objects.count() == 98
    assert m.CentreServices.objects.count() == 72
    assert m.StatutImmigration.objects.count() == 14
    assert m.Pays.objects.count() == 249
    for edition in m.EditionEchelle.objects.all():
        assert edition.niveaux.count() == 12 * 4
    assert not m.NiveauEchelle.objects.filter(edition="2023", descripteur="").exists()


def test_charger_deux_fois_ne_change_rien():
    bilans = charger_referentiels(au=AU, derniere_annee=2030)
    assert [(b.crees, b.corriges, b.fermes) for b in bilans] == [(0, 0, 0)] * len(bilans)


def test_la_commande_dit_ce_qu_elle_a_fait():
    sortie = StringIO()
    call_command("charger_referentiels", derniere_annee=2030, stdout=sortie)
    assert "régions" in sortie.getvalue()
    assert "créées 0" in sortie.getvalue()


def test_une_ligne_absente_du_fichier_est_fermee_par_une_date():
    lignes = [{"code": "zzz", "libelle": "Ancienne", "ordre": 1}]
    charger(Jeu(m.CategorieImmigration, lignes), au=AU, fermer_les_absentes=False)
    charger(Jeu(m.CategorieImmigration, [{"code": "yyy", "libelle": "Nouvelle", "ordre": 1}]), au=AU)
    assert m.CategorieImmigration.objects.get(pk="zzz").valide_au == date(2026, 8, 31)
    assert not m.CategorieImmigration.objects.en_vigueur(au=AU).filter(pk="zzz").exists()


@pytest.fixture
def comme_le_proprietaire(nom_de_la_base):
    """Loading runs as the owner of the tables: the portal's own login may not delete."""
    role = connection.settings_dict["USER"]
    with base_de_donnees.connexion_proprietaire(nom_de_la_base) as proprietaire:
        proprietaire.execute(f"GRANT DELETE ON guichet_parametre TO {role}")
        yield
        proprietaire.execute(f"REVOKE DELETE ON guichet_parametre FROM {role}")


@pytest.mark.usefixtures("comme_le_proprietaire")
def test_une_periode_jamais_entree_en_vigueur_disparait():
    charger(jeu_parametre(valide_du=date(2027, 1, 1)), au=AU, fermer_les_absentes=False)
    charger(jeu_parametre(cle="autre"), au=AU)
    assert not m.Parametre.objects.filter(cle="essai").exists()


def test_une_ligne_corrigee_dans_le_fichier_est_corrigee_en_base():
    charger(jeu_parametre(), au=AU, fermer_les_absentes=False)
    bilan = charger(jeu_parametre(libelle="Essai corrigé"), au=AU, fermer_les_absentes=False)
    assert bilan.corriges == 1
    assert m.Parametre.objects.get(cle="essai").libelle == "Essai corrigé"


def test_le_chargement_refuse_de_reecrire_une_valeur():
    charger(jeu_parametre(), au=AU, fermer_les_absentes=False)
    with pytest.raises(ReferentielFige, match="valeur"):
        charger(jeu_parametre(valeur=6), au=AU, fermer_les_absentes=False)


def test_une_valeur_locale_l_emporte_sur_le_fichier():
    m.Parametre.objects.create(**PARAMETRE | {"valeur": 9})
    bilan = charger(jeu_parametre(valide_du=None), au=AU, fermer_les_absentes=False)
    assert bilan.crees == 0
    assert parametre("essai", au=AU) == 9


def test_une_periode_fermee_a_la_main_le_reste():
    charger(jeu_parametre(), au=AU, fermer_les_absentes=False)
    periode = m.Parametre.objects.get(cle="essai")
    periode.valide_au = AU
    periode.save(update_fields=["valide_au"])
    charger(jeu_parametre(), au=AU)
    assert m.Parametre.objects.get(cle="essai").valide_au == AU


def test_une_ligne_modifiee_a_la_main_devient_locale():
    region = m.Region.objects.get(pk="06")
    region.save()
    assert not m.Region.objects.get(pk="06").fournie
    assert issubclass(m.Region, Referentiel)


def test_deux_valeurs_pour_le_meme_jour_sont_refusees():
    m.Parametre.objects.create(**PARAMETRE)
    doublon = m.Parametre(**PARAMETRE | {"valide_du": date(2026, 6, 1)})
    with pytest.raises(ValidationError, match="Fermez d’abord la période"):
        doublon.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        doublon.save()


def test_deux_regles_pour_le_meme_cas_sont_refusees():
    regle = m.RegleAdmissibilite.objects.filter(statut="resident_permanent").first()
    regle.pk, regle.code = None, "AUTRE"
    with pytest.raises(IntegrityError), transaction.atomic():
        regle.save()
    generale = m.RegleAdmissibilite.objects.get(code="GEN-AGE")
    generale.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        generale.save()


def test_une_valeur_en_vigueur_ne_se_reecrit_pas():
    m.Parametre.objects.create(**PARAMETRE)
    with pytest.raises(DatabaseError), transaction.atomic():
        m.Parametre.objects.filter(cle="essai").update(valeur=6)


def test_une_periode_finit_apres_avoir_commence():
    with pytest.raises(IntegrityError), transaction.atomic():
        m.Parametre.objects.create(**PARAMETRE | {"valide_au": date(2025, 1, 1)})


@pytest.mark.parametrize(
    ("au", "montant"),
    [(date(2018, 9, 1), "141.00"), (date(2019, 7, 1), "185.00"), (date(2021, 7, 1), "200.00"), (AU, "205.00")],
)
def test_un_parametre_a_la_valeur_du_jour(au, montant):
    assert parametre("allocation_participation_temps_complet", au=au) == Decimal(montant)


def test_un_parametre_sait_d_ou_il_vient():
    periode = periode_du_parametre("norme_delai_jours_ouvrables", au=AU)
    assert (periode.valeur_typee, periode.unite, periode.certitude) == (50, "jours ouvrables", "verifie")
    assert parametre("types_de_pieces", au=AU) == ["application/pdf", "image/jpeg", "image/png"]
    with pytest.raises(ParametreAbsent):
        parametre("inconnu", au=AU)


def test_les_listes_se_lisent_une_fois_par_minute(django_assert_num_queries):
    with django_assert_num_queries(1):
        premiere, seconde = queries.choix_langues(), queries.choix_langues()
    assert premiere is seconde


def test_les_langues_les_plus_declarees_viennent_en_premier():
    noms = dict(queries.choix_langues())
    assert list(noms)[:3] == ["ara", "spa", "prs"]
    assert (noms["prs"], noms["cmn"], noms["ukr"]) == ("dari", "mandarin", "ukrainien")
    assert len(noms) > 2000


def test_les_choix_sont_en_francais_et_tries():
    pays = [nom for _code, nom in queries.choix_pays()]
    assert pays[:3] == ["Afghanistan", "Afrique du Sud", "Albanie"] or pays[0] == "Afghanistan"
    assert dict(queries.choix_pays())["HTI"] == "Haïti"
    assert len(queries.choix_regions()) == 17
    assert dict(queries.choix_statuts(au=AU))["avucu"].startswith("Autorisation de voyage")
    assert "economique" in dict(queries.choix_categories(au=AU))
    assert queries.statuts(au=AU)["etudiant_international"].a_une_fin
    assert ("95005", "Tadoussac") in queries.choix_municipalites(regions=("03", "09"))
    assert ("66023", "Montréal") not in queries.choix_municipalites(regions=("03", "09"))


def test_l_edition_de_l_echelle_est_celle_du_jour():
    assert queries.edition_echelle(au=date(2012, 1, 1)).code == "2011"
    assert queries.edition_echelle(au=AU).code == "2023"
    assert [n.niveau for n in queries.niveaux_echelle(edition="2023", competence="PO")] == list(range(1, 13))


def test_les_jours_feries_de_la_base_arretent_les_delais():
    assert {date(2026, 6, 24), date(2026, 5, 18), date(2026, 4, 6)} <= queries.jours_feries()
    m.JourFerie.objects.filter(date=date(2026, 4, 6)).update(valide_au=date(2026, 1, 1))
    vider()
    assert date(2026, 4, 6) not in queries.jours_feries()


def test_la_region_se_trouve_par_le_code_postal():
    assert queries.region_de_code_postal("h2x1y4").region == "06"
    assert queries.region_de_code_postal("G0T 1A1").issue == Issue.AMBIGUE
    assert queries.region_de_code_postal("G0T 1A1", code_municipalite="95005").region == "09"


def test_l_admissibilite_se_decide_avec_les_regles_de_la_base():
    faits = queries.Faits("demandeur_asile", "temps_partiel", date(1990, 1, 1), True)
    evaluation = queries.evaluer_admissibilite(faits, au=AU)
    assert evaluation.decision == "admissible"
    assert "allocation" in evaluation.avertissements[0]


def test_importer_les_municipalites_cree_corrige_et_ferme(tmp_path):
    fichier = tmp_path / "repertoire.csv"
    fichier.write_text("code,nom\n66023,Ville de Montréal\n66999,Nouvelle-Ville\n", encoding="utf-8-sig")
    sortie = StringIO()
    call_command("importer_municipalites", str(fichier), source="Répertoire 2026", fermer_absentes=True, stdout=sortie)
    assert m.Municipalite.objects.get(pk="66023").nom == "Ville de Montréal"
    assert m.Municipalite.objects.get(pk="66999").region_id == "06"
    assert m.Municipalite.objects.get(pk="65005").valide_au is not None
    assert "2 lues, 1 créées, 1 corrigées, 172 fermées" in sortie.getvalue()


@pytest.mark.parametrize(
    "contenu", ["nom\nx\n", "code,nom\n6602,Trop court\n", "code,nom\n00123,Inconnue\n", "code,nom\n66023,\n"]
)
def test_importer_un_fichier_fautif_n_ecrit_rien(tmp_path, contenu):
    fichier = tmp_path / "fautif.csv"
    fichier.write_text(contenu, encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("importer_municipalites", str(fichier), source="essai")
    with pytest.raises(CommandError):
        call_command("importer_municipalites", str(tmp_path / "absent.csv"), source="essai")
    assert m.Municipalite.objects.get(pk="66023").nom == "Montréal"
