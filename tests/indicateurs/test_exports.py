"""Exports: a file asked for, made once, safe to open, taken by who still has the right, then gone."""

import csv
import hashlib
import io
import random
import zipfile
from datetime import UTC, date, datetime, timedelta
from itertools import product

import openpyxl
import pytest
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from guichet.acteurs import Acteur, Role
from guichet.cycle import MotifRequis, RoleInsuffisant, TransitionRefusee, franchir, pas_possibles
from indicateurs.actions.export import demander_export, expirer, filigrane_de, produire, telecharger
from indicateurs.exports import NATURES, Colonne, Genre
from indicateurs.exports.classeur import ecrire_xlsx
from indicateurs.exports.ecriture import Empreinte, ecrire_csv
from indicateurs.exports.parquet import ecrire_parquet
from indicateurs.exports.surete import DANGEREUX, neutraliser
from indicateurs.filtre import Filtre
from indicateurs.models import Export, LectureExport
from indicateurs.states import CYCLE_EXPORT, EXPORTATEURS, EtatExport
from tests.factories.indicateurs import ExportFactory

FILTRE = Filtre(date(2026, 1, 1), date(2026, 6, 30))
ANALYSTE = Acteur(role=Role.ANALYSTE)
COLONNES = (
    Colonne("texte", "v.texte"),
    Colonne("nombre", "v.nombre", Genre.NOMBRE),
    Colonne("jour", "v.jour", Genre.DATE),
    Colonne("moment", "v.moment", Genre.MOMENT),
)
TEXTES = ["=1+1", "+A1", "-2", "@SUM(A1)", "\tx", "\rx", "simple", 'a "b" <c> & d', "été, œuf", "l1\nl2", "\x01ctl"]


def suite():
    lignes = [(t, n, date(2026, 3, 5), "2026-03-05 13:05:00-05") for n, t in enumerate(TEXTES)]
    lignes.append((None, None, None, None))
    valeurs = ", ".join(["(%s::text, %s::int, %s::date, %s::timestamptz)"] * len(lignes))
    return f"FROM (VALUES {valeurs}) v (texte, nombre, jour, moment)", [v for ligne in lignes for v in ligne]


def ecrire(ecrivain) -> tuple[bytes, Empreinte, int]:
    fichier = io.BytesIO()
    sortie = Empreinte(fichier)
    lignes = ecrivain(sortie, COLONNES, suite(), "Exporté par =moi", lambda _n: None)
    return fichier.getvalue(), sortie, lignes


@pytest.fixture
def hasard() -> random.Random:
    return random.Random(20261129)


def _relu_au_hasard(hasard: random.Random) -> tuple[list[tuple[str, str]], list[list[str]]]:
    """Five hundred rows of two texts made of what CSV and formulas are made of, and what a reader of the CSV finds."""
    signes = ["=", "+", "-", "@", "\t", "\r", "\n", ",", '"', "'", ";", " ", "a", "é"]
    textes = [
        tuple("".join(hasard.choices(signes, k=hasard.randrange(7))) for _colonne in range(2)) for _rangee in range(500)
    ]
    valeurs = ", ".join(["(%s::text, %s::int, %s::text)"] * len(textes))
    parametres = [valeur for rang, (texte, autre) in enumerate(textes) for valeur in (texte, -rang, autre)]
    colonnes = (Colonne("texte", "v.texte"), Colonne("nombre", "v.nombre", Genre.NOMBRE), Colonne("autre", "v.autre"))
    fichier = io.BytesIO()
    suite = f"FROM (VALUES {valeurs}) v (texte, nombre, autre)", parametres
    assert ecrire_csv(Empreinte(fichier), colonnes, suite, "Exporté", lambda _n: None) == len(textes)
    reste = fichier.getvalue().decode().split("\r\n", 2)[2]
    return textes, list(csv.reader(io.StringIO(reste, newline="")))


@pytest.mark.django_db
class TestFichiers:
    def test_le_csv_dit_qui_l_a_demande_et_ne_contient_aucune_formule(self):
        octets, sortie, lignes = ecrire(ecrire_csv)
        filigrane, reste = octets.decode().split("\r\n", 1)
        assert filigrane == "# Exporté par =moi"
        lues = list(csv.reader(io.StringIO(reste, newline="")))
        assert lues[0] == ["texte", "nombre", "jour", "moment"]
        assert [ligne[0] for ligne in lues[1:-1]] == [neutraliser(t) for t in TEXTES]
        assert lues[1][1:] == ["0", "2026-03-05", "2026-03-05T13:05:00"]
        assert (lignes, sortie.octets) == (len(TEXTES) + 1, len(octets))
        assert sortie.sha256 == hashlib.sha256(octets).hexdigest()

    def test_mille_cellules_au_hasard_sortent_telles_quelles_ou_desarmees(self, hasard):
        textes, relu = _relu_au_hasard(hasard)
        assert relu == [
            [neutraliser(texte), str(-rang), neutraliser(autre)] for rang, (texte, autre) in enumerate(textes)
        ]

    def test_temoin_sans_le_regard_porte_sur_chaque_bloc_une_formule_sort(self, hasard, monkeypatch):
        monkeypatch.setattr("indicateurs.exports.ecriture.peut_cacher_une_formule", lambda _bloc: False)
        _textes, relu = _relu_au_hasard(hasard)
        assert any(cellule.startswith(DANGEREUX) for texte, _nombre, autre in relu for cellule in (texte, autre))

    def test_un_classeur_plein_de_textes_differents_les_ecrit_dans_leur_cellule(self, monkeypatch):
        monkeypatch.setattr("indicateurs.exports.classeur.RETENUES", 3)
        octets, _sortie, _lignes = ecrire(ecrire_xlsx)
        feuille = CalamineWorkbook.from_filelike(io.BytesIO(octets)).get_sheet_by_index(0).to_python()
        attendus = [neutraliser(t).replace("\x01", "").replace("\r", "\n") for t in TEXTES]
        assert [str(ligne[0]).replace("\r", "\n") for ligne in feuille[2 : 2 + len(TEXTES)]] == attendus
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            assert archive.read("xl/sharedStrings.xml").count(b"<si>") == 3

    def test_le_classeur_a_des_dates_des_nombres_et_aucune_formule(self):
        octets, _sortie, lignes = ecrire(ecrire_xlsx)
        feuille = CalamineWorkbook.from_filelike(io.BytesIO(octets)).get_sheet_by_index(0).to_python()
        assert feuille[0][0] == "Exporté par =moi"
        assert feuille[2][2:] == [date(2026, 3, 5), timezone.datetime(2026, 3, 5, 13, 5)]
        assert [ligne[1] for ligne in feuille[2:5]] == [0, 1, 2]
        attendus = [neutraliser(t).replace("\x01", "").replace("\r", "\n") for t in TEXTES]
        assert [str(ligne[0]).replace("\r", "\n") for ligne in feuille[2 : 2 + len(TEXTES)]] == attendus
        assert lignes == len(TEXTES) + 1
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            assert archive.testzip() is None
            assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")

    def test_un_lecteur_strict_ouvre_le_classeur_et_y_lit_des_dates(self):
        octets, _sortie, lignes = ecrire(ecrire_xlsx)
        rangees = list(openpyxl.load_workbook(io.BytesIO(octets)).active.iter_rows(values_only=True))
        assert len(rangees) == lignes + 2
        assert rangees[2][1:] == (0, datetime(2026, 3, 5), datetime(2026, 3, 5, 13, 5))
        assert rangees[-1] == (None, None, None, None)

    def test_le_parquet_s_ouvre_et_se_ferme_par_sa_marque(self):
        octets, sortie, lignes = ecrire(ecrire_parquet)
        assert octets[:4] == octets[-4:] == b"PAR1"
        assert "Exporté par =moi".encode() in octets
        assert (lignes, sortie.octets) == (len(TEXTES) + 1, len(octets))

    @pytest.mark.parametrize("debut", DANGEREUX)
    def test_une_cellule_qui_commence_comme_une_formule_est_precedee_d_une_apostrophe(self, debut):
        assert neutraliser(f"{debut}cmd") == f"'{debut}cmd"
        assert neutraliser("cmd") == "cmd"


# A step is named: written whole, its sets would come in another order in each process.
@pytest.mark.parametrize(
    ("role", "etat", "pas"),
    list(product(Role, EtatExport, CYCLE_EXPORT.pas)),
    ids=lambda valeur: getattr(valeur, "nom", str(valeur)),
)
def test_un_export_ne_prend_que_les_pas_de_son_cycle(role, etat, pas):
    permis = etat in pas.de and role in pas.roles
    export = Export(etat=etat)
    assert (pas in pas_possibles(export, Acteur(role=role))) is permis
    if not permis:
        with pytest.raises(TransitionRefusee):
            franchir(export, pas.nom, acteur=Acteur(role=role), motif="x", le=timezone.now())


@pytest.mark.django_db
class TestDemander:
    def test_un_fichier_se_demande_se_fait_une_fois_et_se_prend(self):
        export = demander_export(acteur=ANALYSTE, nature="agregats", filtre=FILTRE, format="csv", motif="Rapport")
        le = timezone.now()
        assert [produire(export_id=export.pk, le=le) for _fois in range(2)] == ["pret", "pret"]
        export.refresh_from_db()
        with storages["prive"].open(export.chemin) as fichier:
            assert hashlib.sha256(fichier.read()).hexdigest() == export.sha256
        telecharger(export=export, acteur=ANALYSTE, le=le)
        assert LectureExport.objects.filter(export=export).count() == 1

    def test_le_fichier_dit_l_heure_du_quebec(self):
        le = datetime(2026, 7, 2, 2, 30, tzinfo=UTC)
        export = demander_export(
            acteur=ANALYSTE, nature="agregats", filtre=FILTRE, format="csv", motif="Rapport", le=le
        )
        export.refresh_from_db()
        assert "1er juillet 2026 à 22 h 30" in filigrane_de(export).replace("\u00a0", " ")

    def test_un_motif_est_exige(self):
        with pytest.raises(MotifRequis):
            demander_export(acteur=ANALYSTE, nature="agregats", filtre=FILTRE, format="csv", motif=" ")

    @pytest.mark.parametrize(("nature", "role"), list(product(("agregats", "faits", "exports"), Role)))
    def test_chaque_nature_dit_qui_peut_la_prendre(self, nature, role):
        arguments = {"nature": nature, "filtre": FILTRE, "format": "csv", "motif": "Rapport"}
        if role in NATURES[nature].roles:
            assert role in EXPORTATEURS
        else:
            with pytest.raises(RoleInsuffisant):
                demander_export(acteur=Acteur(role=role), **arguments)

    def test_les_faits_sortent_sans_personne(self):
        noms = {colonne.nom for colonne in NATURES["faits"].colonnes}
        assert "evenement" in noms
        assert not noms & {"personne_id", "journal_id", "origine_id", "id"}

    def test_le_droit_perdu_entre_la_demande_et_le_telechargement_ferme_le_fichier(self):
        export = demander_export(acteur=ANALYSTE, nature="agregats", filtre=FILTRE, format="csv", motif="Rapport")
        produire(export_id=export.pk, le=timezone.now())
        export.refresh_from_db()
        with pytest.raises(RoleInsuffisant):
            telecharger(export=export, acteur=Acteur(role=Role.CONSEILLER), le=timezone.now())
        with pytest.raises(RoleInsuffisant):
            telecharger(export=export, acteur=Acteur(role=Role.DIRECTION, utilisateur_id=99), le=timezone.now())

    def test_un_fichier_expire_s_efface_et_sa_demande_reste(self, django_capture_on_commit_callbacks):
        export = ExportFactory()
        produire(export_id=export.pk, le=timezone.now())
        export.refresh_from_db()
        chemin, apres = export.chemin, export.expire_le + timedelta(seconds=1)
        with pytest.raises(TransitionRefusee):
            telecharger(export=export, acteur=ANALYSTE, le=apres)
        with django_capture_on_commit_callbacks(execute=True):
            expirer(export=export, le=apres)
        assert not storages["prive"].exists(chemin)
        assert Export.objects.get(pk=export.pk).sha256

    def test_une_requete_impossible_donne_un_echec_qui_se_lit(self):
        assert (
            produire(export_id=ExportFactory(filtre={"du": "2026-01-01", "au": "jamais"}).pk, le=timezone.now())
            == "echec"
        )


@pytest.mark.django_db
class TestPages:
    def test_on_demande_on_attend_on_prend(self, client_role):
        client = client_role("analyste")
        demande = {"nature": "agregats", "format": "xlsx", "du": "2026-01-01", "au": "2026-06-30", "motif": "Étude"}
        page = client.post(reverse("exports"), demande | {"au": "2025-01-01"}).content.decode()
        assert "La fin vient après le début" in page
        assert 'value="Étude"' in page
        client.post(reverse("exports"), demande)
        export = Export.objects.get()
        attente = client.get(reverse("export", args=[export.pk]), headers={"HX-Request": "true"})
        assert attente.status_code == 200
        assert client.get(reverse("export_fichier", args=[export.pk])).status_code == 302
        produire(export_id=export.pk, le=timezone.now())
        prete = client.get(reverse("export", args=[export.pk])).content.decode().replace("\xa0", " ")
        assert "Télécharger" in prete and "Du 1er janvier 2026 au 30 juin 2026<br>Tout le Québec" in prete
        fichier = client.get(reverse("export_fichier", args=[export.pk]))
        assert b"".join(fichier.streaming_content)[:2] == b"PK"
        assert client_role("conseiller").get(reverse("exports")).status_code == 403
        assert client_role("conseiller").get(reverse("export_fichier", args=[export.pk])).status_code == 404
