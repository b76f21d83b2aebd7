"""A file of capacity: errors name the line, the column and what to do; all of it is saved, or nothing."""

from __future__ import annotations

import csv
import io

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from inscriptions.models import Groupe
from partenaires.fichier import COLONNES, LIGNES_MAX
from partenaires.models import Bassin, BesoinRessource, GroupePropose, ImportCapacite, Ressource
from tests.connexion import connecter
from tests.factories.guichet import OrganisationFactory
from tests.factories.partenaires import ProposeFactory
from tests.partenaires.capacite import LE, brouillon, client_de

pytestmark = pytest.mark.django_db

ENSEIGNANT = {
    "type": "enseignant",
    "reference": "ENS",
    "nom": "Équipe du soir",
    "nombre": "2",
    "horaire": "lun_soir mar_soir mer_soir jeu_soir",
    "heures_par_semaine": "12",
}
LOCAL = {"type": "local", "reference": "LOC", "nom": "Local 101", "horaire": "lun_soir mer_soir", "capacite": "20"}
GROUPE = {
    "type": "groupe",
    "reference": "G-01",
    "niveau": "3",
    "formule": "Temps partiel",
    "mode": "en_classe",
    "lieu": "pavillon CENTRAL",
    "horaire": "lundi_soir mercredi_soir",
    "heures_par_semaine": "6,0",
    "garde": "non",
    "capacite": "18",
    "minimum": "11",
    "debut": "2027-01-11",
    "fin": "2027-03-26",
    "cout": "9 500,50",
    "ressources": "ENS LOC",
}
BASSIN = GROUPE | {
    "type": "bassin",
    "reference": "B-01",
    "nombre": "4",
    "niveau": "1",
    "niveau_max": "4",
    "horaire": "lun_soir mer_soir | mar_soir jeu_soir",
    "ressources": "ENS",
}
BON = (GROUPE, ENSEIGNANT, LOCAL, BASSIN)


@pytest.fixture(autouse=True)
def _le_23_novembre():
    with time_machine.travel(LE, tick=False):
        yield


def fichier(*lignes, separateur=";", encodage="utf-8-sig", colonnes=COLONNES) -> bytes:
    sortie = io.StringIO()
    ecrivain = csv.DictWriter(sortie, colonnes, delimiter=separateur, restval="", extrasaction="ignore")
    ecrivain.writeheader()
    ecrivain.writerows(lignes)
    return sortie.getvalue().encode(encodage)


def envoyer(declaration, octets, client=None):
    """The page that follows the upload."""
    client = client or client_de(declaration)
    recu = SimpleUploadedFile("capacite.csv", octets, content_type="text/csv")
    return client.post(reverse("declaration_importer", args=[declaration.pk]), {"fichier": recu}, follow=True)


def confirmer(client=None):
    recu = ImportCapacite.objects.latest("recu_le")
    client = client or client_de(recu.declaration)
    return client.post(reverse("capacite_import", args=[recu.pk]), follow=True)


def rien_d_enregistre() -> bool:
    return not (Groupe.objects.exists() or Bassin.objects.exists() or Ressource.objects.exists())


@pytest.mark.parametrize(
    ("separateur", "encodage"), [(";", "utf-8-sig"), (",", "utf-8"), ("\t", "utf-8"), (";", "cp1252")]
)
def test_un_bon_fichier_se_verifie_puis_s_enregistre_en_une_fois(separateur, encodage):
    declaration = brouillon()
    apercu = envoyer(declaration, fichier(*BON, separateur=separateur, encodage=encodage))
    assert apercu.context["lecture"].erreurs == []
    assert apercu.context["ajouts"] == 4 and rien_d_enregistre()
    assert "4 lignes enregistrées" in confirmer().content.decode()
    propose = GroupePropose.objects.select_related("groupe__lieu").get()
    assert (propose.groupe.horaire, str(propose.cout)) == (["lun_soir", "mer_soir"], "9500.50")
    assert propose.groupe.lieu.nom == "Pavillon central" and propose.decision_le == declaration.decision_le
    assert Bassin.objects.get().horaires == ["lun_soir mer_soir", "mar_soir jeu_soir"]
    assert BesoinRessource.objects.count() == 3 and Ressource.objects.get(reference="ENS").nombre == 2


def test_le_meme_fichier_une_seconde_fois_ne_change_rien():
    declaration = brouillon()
    envoyer(declaration, fichier(*BON))
    confirmer()
    avant = list(Groupe.objects.values()) + list(Bassin.objects.values()) + list(BesoinRessource.objects.values())
    assert "déjà enregistré" in confirmer().content.decode()
    apercu = envoyer(declaration, fichier(*BON))
    assert apercu.context["lecture"].a_faire == [] and apercu.context["inchangees"] == 4
    confirmer()
    apres = list(Groupe.objects.values()) + list(Bassin.objects.values()) + list(BesoinRessource.objects.values())
    assert apres == avant


def test_une_ligne_changee_ne_touche_que_la_sienne():
    declaration = brouillon()
    envoyer(declaration, fichier(*BON))
    confirmer()
    apercu = envoyer(declaration, fichier(ENSEIGNANT, GROUPE | {"capacite": "20", "ressources": "ENS"}))
    assert (apercu.context["changements"], apercu.context["inchangees"]) == (1, 1)
    client_de(declaration).post(apercu.request["PATH_INFO"])
    assert Groupe.objects.get().capacite == 20 and Bassin.objects.exists()
    assert BesoinRessource.objects.filter(propose__isnull=False, retire_le__isnull=True).count() == 1


def test_la_declaration_exportee_revient_sans_rien_changer():
    declaration = brouillon()
    envoyer(declaration, fichier(*BON))
    confirmer()
    export = client_de(declaration).get(reverse("declaration_csv", args=[declaration.pk])).content
    apercu = envoyer(declaration, export)
    assert apercu.context["lecture"].erreurs == [] and apercu.context["lecture"].a_faire == []


LIGNES_FAUTIVES = [
    ({"type": "cours"}, "type", "Écrivez enseignant, local, groupe ou bassin"),
    ({"reference": ""}, "reference", "Écrivez une référence"),
    ({"reference": "G" * 30}, "reference", "au plus"),
    ({"reference": "=HYPERLINK(1)"}, "reference", "Commencez par une lettre"),
    ({"niveau": "treize"}, "niveau", "1, 2, 3, 4"),
    ({"niveau": "13"}, "niveau", "11, 12."),
    ({"niveau": "5", "niveau_max": "3"}, "niveau_max", "vient après"),
    ({"formule": "temps plein"}, "formule", "temps_complet, temps_partiel"),
    ({"mode": "ailleurs"}, "mode", "en_classe, en_ligne"),
    ({"filiere": "beta"}, "filiere", "reguliere, alpha"),
    ({"lieu": "Gymnase"}, "lieu", "Vos lieux : Pavillon central"),
    ({"lieu": ""}, "lieu", "Choisissez un lieu"),
    ({"horaire": "lun_nuit"}, "horaire", "« lun_nuit » n’est pas un moment"),
    ({"horaire": ""}, "horaire", "Écrivez au moins un moment"),
    ({"horaire": "lun_soir mer_soir | mar_soir jeu_soir"}, "horaire", "Trop d’horaires"),
    ({"heures_par_semaine": "beaucoup"}, "heures_par_semaine", "un nombre entre"),
    ({"heures_par_semaine": "30"}, "heures_par_semaine", "À temps partiel"),
    ({"heures_par_semaine": "11"}, "horaire", "au plus 10 h par semaine"),
    ({"garde": "peut-être"}, "garde", "oui ou non"),
    ({"capacite": "-3"}, "capacite", "un nombre entre"),
    ({"minimum": "19"}, "minimum", "ne dépasse pas la capacité"),
    ({"debut": "11/01/2027"}, "debut", "2027-01-11"),
    ({"debut": "2027-02-30"}, "debut", "n’existe pas"),
    ({"debut": "2026-12-28"}, "debut", "dans la session"),
    ({"fin": "2027-01-05"}, "fin", "suit le premier"),
    ({"fin": "2027-09-05"}, "fin", "dans la session"),
    ({"cout": "gratuit"}, "cout", "un nombre entre"),
    ({"decision_le": "2026-11-01"}, "decision_le", "n’est pas passée"),
    ({"decision_le": "2027-01-11"}, "decision_le", "avant le premier jour"),
    ({"ressources": "ENS ABSENTE"}, "ressources", "« ABSENTE » n’existe pas"),
    ({"horaire": "mar_soir jeu_soir"}, "ressources", "« Local 101 » n’est pas libre : mardi et jeudi"),
    ({"heures_par_semaine": "9", "horaire": "lun_soir mer_soir", "ressources": "PEU"}, "ressources", "au plus 6 h"),
    ({"capacite": "25"}, "capacite", "a 20 places"),
]


@pytest.mark.parametrize(("autres", "colonne", "message"), LIGNES_FAUTIVES, ids=lambda v: str(v)[:40])
def test_une_ligne_fautive_est_nommee_avec_sa_colonne_et_rien_n_est_enregistre(autres, colonne, message):
    declaration = brouillon()
    peu = ENSEIGNANT | {"reference": "PEU", "nom": "Peu", "heures_par_semaine": "6"}
    bonne = GROUPE | {"reference": "BONNE"}
    apercu = envoyer(declaration, fichier(ENSEIGNANT, LOCAL, peu, bonne, GROUPE | autres))
    erreurs = apercu.context["lecture"].erreurs
    assert [(e.ligne, e.colonne) for e in erreurs] == [(6, colonne)], erreurs
    assert message in erreurs[0].message
    page = apercu.content.decode()
    assert "Ligne 6" in page and f"<code>{colonne}</code>" in page
    assert confirmer().context["lecture"].erreurs and rien_d_enregistre()


def test_des_heures_qui_depassent_la_declaration_sont_nommees():
    declaration = brouillon(heures_disponibles=50)
    erreur = envoyer(declaration, fichier(ENSEIGNANT, LOCAL, GROUPE)).context["lecture"].erreurs[0]
    assert (erreur.ligne, erreur.colonne) == (4, "heures_par_semaine") and "en a 50" in erreur.message


def test_deux_lignes_de_meme_reference_renvoient_a_la_premiere():
    erreur = envoyer(brouillon(), fichier(ENSEIGNANT, LOCAL, GROUPE, GROUPE)).context["lecture"].erreurs[0]
    assert (erreur.ligne, erreur.colonne) == (5, "reference") and "ligne 4" in erreur.message


def test_toutes_les_erreurs_d_un_fichier_sont_dites_ensemble():
    lecture = envoyer(
        brouillon(), fichier(GROUPE | {"niveau": "99", "cout": "x"}, ENSEIGNANT | {"nom": "=1"}, {"type": "?"})
    ).context["lecture"]
    assert {(e.ligne, e.colonne) for e in lecture.erreurs} >= {(2, "niveau"), (2, "cout"), (3, "nom"), (4, "type")}


ENTETE = ";".join(COLONNES).encode()
FICHIERS_ILLISIBLES = {
    "sans_ligne": (ENTETE + b"\r\n", "aucune ligne"),
    "lignes_vides": (ENTETE + b"\r\n;;;;\r\n\r\n", "aucune ligne"),
    "colonne_manquante": (
        fichier(GROUPE, colonnes=[c for c in COLONNES if c != "niveau"]),
        "manque les colonnes niveau",
    ),
    "colonne_inconnue": (ENTETE + b";couleur\r\n", "colonnes inconnues : couleur"),
    "colonne_double": (ENTETE + b";niveau\r\n", "en double : niveau"),
    "guillemets": (ENTETE + b'\r\ngroupe;"G-01;3;' + b";" * 5, "guillemets"),
    "trop_de_cases": (ENTETE + b"\r\n" + b"x;" * 30 + b"\r\n", "31 cases au lieu de 20"),
    "trop_de_lignes": (fichier(*[{"type": "groupe"}] * (LIGNES_MAX + 1)), "1000 lignes"),
    "autre_chose": (b"Bonjour, voici nos groupes\r\nmerci\r\n", "manque les colonnes"),
}


@pytest.mark.parametrize("nom", FICHIERS_ILLISIBLES)
def test_un_fichier_qui_ne_se_lit_pas_dit_pourquoi(nom):
    octets, message = FICHIERS_ILLISIBLES[nom]
    lecture = envoyer(brouillon(), octets).context["lecture"]
    assert message in lecture.refus and lecture.lignes == []
    assert confirmer().context["lecture"].refus and rien_d_enregistre()


@pytest.mark.parametrize(
    ("octets", "message"),
    [
        (b"", "vide"),
        (b"PK\x03\x04classeur", "pas un fichier CSV"),
        (b"%PDF-1.7", "pas un fichier CSV"),
        (ENTETE + b"\r\n\x00", "illisibles"),
        (b"x" * 1_000_001, "1 Mo"),
    ],
)
def test_un_fichier_qui_n_est_pas_du_texte_est_refuse_sans_etre_garde(octets, message):
    page = envoyer(brouillon(), octets)
    assert message in str(page.context["form"].errors) and not ImportCapacite.objects.exists()


def test_aucune_case_exportee_ne_s_execute_dans_un_tableur():
    from partenaires.fichier import ecrire, lire

    dangereuses = ["=1+1", "+1", "-1", "@A1", "\t=1", "ordinaire"]
    texte = ecrire([[d] * len(COLONNES) for d in dangereuses])
    lues = list(csv.reader(io.StringIO(texte.removeprefix("\ufeff")), delimiter=";"))[1:]
    assert all(case[0] not in "=+-@\t\r" for ligne in lues for case in ligne)
    assert lire(texte.removeprefix("\ufeff"))[0].valeurs["nom"] == "=1+1"


def test_un_groupe_retenu_ne_change_plus_par_fichier():
    declaration = brouillon()
    envoyer(declaration, fichier(*BON))
    confirmer()
    GroupePropose.objects.update(retenu_le=LE)
    lecture = envoyer(declaration, fichier(ENSEIGNANT, LOCAL, GROUPE | {"capacite": "15"})).context["lecture"]
    assert [(e.ligne, e.colonne) for e in lecture.erreurs] == [(4, "reference")]
    assert envoyer(declaration, fichier(ENSEIGNANT, LOCAL, GROUPE)).context["lecture"].erreurs == []


def test_une_panne_au_milieu_n_enregistre_rien(monkeypatch):
    declaration = brouillon()
    envoyer(declaration, fichier(*BON))
    from partenaires.actions import contenu

    monkeypatch.setattr(contenu, "proposer_groupe", lambda **_: (_ for _ in ()).throw(RuntimeError("panne")))
    with pytest.raises(RuntimeError):
        confirmer()
    monkeypatch.undo()
    assert ImportCapacite.objects.get().applique_le is None and rien_d_enregistre()


def test_le_fichier_d_un_autre_partenaire_n_existe_pas():
    declaration = brouillon()
    envoyer(declaration, fichier(*BON))
    client = connecter("gestionnaire_partenaire", organisation=OrganisationFactory())
    adresse = reverse("capacite_import", args=[ImportCapacite.objects.get().pk])
    assert client.get(adresse).status_code == 404 and client.post(adresse).status_code == 404
    assert rien_d_enregistre()


def test_une_declaration_deposee_n_accepte_pas_de_fichier():
    declaration = ProposeFactory(declaration=brouillon(deposee=True)).declaration
    page = envoyer(declaration, fichier(*BON))
    assert "Reprenez la déclaration" in page.content.decode() and not ImportCapacite.objects.exists()


def test_le_modele_porte_les_colonnes_et_une_ligne_de_chaque_genre():
    contenu = client_de(brouillon()).get(reverse("capacite_modele")).content.decode("utf-8-sig")
    lignes = list(csv.DictReader(io.StringIO(contenu), delimiter=";"))
    assert [ligne["type"] for ligne in lignes] == ["enseignant", "local", "groupe", "bassin"]
    assert tuple(lignes[0]) == COLONNES
