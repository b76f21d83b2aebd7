"""Facts outlive what happens to them: a corrected file, a killed fold, a login that must see no row."""

from __future__ import annotations

import os
import signal
from datetime import date, timedelta

import psycopg
import pytest
from django.db import connection, connections
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import franchir
from guichet.models import Personne
from indicateurs.actions import incorporer_sql
from indicateurs.actions.incorporer import incorporer_journal
from indicateurs.filtre import Filtre
from indicateurs.models import AgregatAxe, Fait
from indicateurs.queries import comptage
from inscriptions.models import Inscription
from tests.base_de_donnees import connexion_proprietaire, pour_psycopg, url_vers
from tests.indicateurs.test_incorporer import DERIVEES, incorporer, mettre_en_attente, photo
from tests.journal import attendre_le_journal

SYSTEME = Acteur.systeme()
AUJOURDHUI = timezone.localdate()
PERIODE = Filtre(AUJOURDHUI - timedelta(days=100), AUJOURDHUI)


def refaire(nom_de_la_base: str, *, sans_profils: bool = False) -> None:
    """Forget everything derived and read the journal again; with `sans_profils`, what was known of persons too."""
    with connexion_proprietaire(nom_de_la_base) as proprietaire:
        proprietaire.execute(f"TRUNCATE {DERIVEES}{', indicateurs_profil' if sans_profils else ''}")
        noms = ("journal", "profils") if sans_profils else ("journal",)
        proprietaire.execute(
            "UPDATE indicateurs_repere SET xid = '0', journal_id = 0 WHERE nom = ANY (%s)", [list(noms)]
        )
    incorporer()


@pytest.mark.django_db(transaction=True)
class TestProfils:
    @pytest.fixture
    def corrigee(self, systeme) -> list:
        """What was counted before the person's file was corrected."""
        with systeme:
            inscription = mettre_en_attente()
            Inscription.objects.filter(pk=inscription.pk).update(statut_id="demandeur_asile")
        incorporer()
        with systeme:
            avant = photo()
            Personne.objects.filter(pk=inscription.personne_id).update(sexe="x", date_naissance=date(1950, 1, 1))
            Inscription.objects.filter(pk=inscription.pk).update(statut_id="resident_permanent")
        return avant

    def test_reconstruire_apres_une_correction_du_dossier_ne_change_pas_le_passe(self, corrigee, nom_de_la_base):
        refaire(nom_de_la_base)
        with portee(SYSTEME):
            assert photo() == corrigee

    def test_temoin_sans_les_profils_gardes_le_passe_changerait(self, corrigee, nom_de_la_base):
        refaire(nom_de_la_base, sans_profils=True)
        with portee(SYSTEME):
            assert photo() != corrigee

    def test_un_pas_d_apres_la_correction_se_compte_avec_elle(self, corrigee, systeme):
        with systeme:
            personne = Personne.objects.get(sexe="x")
            mettre_en_attente()
            franchir(Inscription.objects.get(personne=personne), "placer", acteur=SYSTEME)
        incorporer()
        with portee(SYSTEME):
            # One leaves the queue from the cell where one entered it: the exit keeps the status of the entry.
            sorties = Fait.objects.filter(evenement="sortie_attente").values_list("statut", flat=True)
            assert list(sorties) == ["demandeur_asile"]
            assert connection_profils(personne.pk) == ["demandeur_asile", "resident_permanent"]


def connection_profils(sujet) -> list[str]:
    with connection.cursor() as curseur:
        curseur.execute("SELECT statut FROM indicateurs_profil WHERE sujet_id = %s ORDER BY xid, journal_id", [sujet])
        return [statut for (statut,) in curseur.fetchall()]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rang", (2, 6))
def test_tuer_le_pliage_au_milieu_ne_compte_rien_deux_fois(systeme, rang):
    """The process dies by signal 9 after each part of the statements; another takes over."""
    with systeme:
        for _personne in range(3):
            mettre_en_attente()
    attendre_le_journal()
    enfant = os.fork()
    if enfant == 0:
        _plier_puis_mourir(rang)
    _pid, statut = os.waitpid(enfant, 0)
    assert os.WTERMSIG(statut) == signal.SIGKILL
    with portee(SYSTEME):
        assert Fait.objects.count() == 0
    incorporer()
    incorporer()
    with portee(SYSTEME):
        assert AgregatAxe.objects.get(evenement="entree_attente", axe="", region="06").nb == 3


def _plier_puis_mourir(rang: int) -> None:
    """In the child: fold under a connection of its own and die before the statement of that rank."""
    parent = [connexion.connection for connexion in connections.all()]
    for connexion in connections.all():
        connexion.connection = None
    ordres = [incorporer_sql.OUVRIR_MOIS, *incorporer_sql.FAITS, *incorporer_sql.AGREGATS]

    def mourir(executer, requete, *reste):
        if requete == ordres[rang]:
            os.kill(os.getpid(), signal.SIGKILL)
        return executer(requete, *reste)

    try:
        with portee(SYSTEME), connection.execute_wrapper(mourir):
            incorporer_journal()
    finally:
        os._exit(len(parent))


@pytest.mark.django_db(transaction=True)
class TestAnalyste:
    @pytest.fixture
    def analyste(self, systeme, nom_de_la_base):
        with systeme:
            mettre_en_attente()
        incorporer()
        with psycopg.connect(pour_psycopg(url_vers("DATABASE_URL_ANALYSTE", nom_de_la_base)), autocommit=True) as lien:
            yield lien

    def test_il_compte_selon_deux_axes_sans_lire_une_ligne(self, analyste):
        requete, valeurs = comptage._faits(
            ["entree_attente"], {"niveau": 3, "region": "06"}, "sexe", False, [(PERIODE.du, PERIODE.au, 1)]
        )
        assert [(e, nb) for e, _cle, _delai, nb in analyste.execute(requete, valeurs)] == [("entree_attente", 1)]
        presents = analyste.execute(
            "SELECT nb FROM indicateurs_en_cours('entree_attente', %s, '{}', '', true)", [PERIODE.au]
        )
        assert presents.fetchall() == [(1,)]

    def test_aucune_ligne_de_personne_ni_aucun_mois_ne_lui_est_ouvert(self, analyste):
        mois = (AUJOURDHUI - timedelta(days=30)).strftime("indicateurs_fait_%Y_%m")
        for requete in (
            "SELECT 1 FROM indicateurs_fait",
            f"SELECT 1 FROM {mois}",
            "SELECT 1 FROM indicateurs_profil",
            "SELECT indicateurs_ouvrir_mois(ARRAY['2030-01-01'::date])",
        ):
            analyste.execute("SELECT set_config('portail.portee', 'province', false)")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                analyste.execute(requete)

    @pytest.mark.parametrize("choix", ['{"nom": "x"}', '{"region\\" OR true --": "x"}'])
    def test_un_axe_inconnu_est_refuse(self, analyste, choix):
        with pytest.raises(psycopg.errors.RaiseException, match="axe inconnu"):
            analyste.execute(
                "SELECT * FROM indicateurs_compter('{debut}', %s, %s, %s, '', false)", [PERIODE.du, PERIODE.au, choix]
            )

    def test_une_valeur_n_est_jamais_du_code(self, analyste):
        ruse = "x' OR true --"
        lus = analyste.execute(
            "SELECT * FROM indicateurs_compter("
            "'{entree_attente}', %s, %s, jsonb_build_object('pays', %s::text), '', false)",
            [PERIODE.du, PERIODE.au, ruse],
        )
        assert lus.fetchall() == []


@pytest.mark.django_db(transaction=True)
def test_chaque_mois_ouvert_est_cloisonne_de_force(systeme):
    with systeme:
        mettre_en_attente()
    incorporer()
    with portee(SYSTEME), connection.cursor() as curseur:
        curseur.execute(
            "SELECT bool_and(c.relrowsecurity AND c.relforcerowsecurity AND EXISTS"
            " (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)), count(*)"
            " FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid"
            " WHERE h.inhparent = 'indicateurs_fait'::regclass"
        )
        assert curseur.fetchone() == (True, 1)
