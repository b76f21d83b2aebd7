"""Row-level security: each scope sees its own rows, nothing without a scope, and the catalogue proves it everywhere."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction

from guichet.acteurs import Acteur, Role
from guichet.cloison import Portee, portee
from guichet.cloison.droits import FONCTIONS_DU_PROPRIETAIRE
from guichet.models import Journal, Personne
from inscriptions.models import Groupe, Inscription, OffreDePlace, Place
from tests.base_de_donnees import connexion_proprietaire
from tests.factories.guichet import OrganisationFactory, PersonneFactory
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, OffreFactory, PlaceFactory

pytestmark = pytest.mark.django_db

# Columns that say whom a row belongs to: a table that has one is behind row-level security.
COLONNES_DE_CLOISON = {"personne_id", "organisation_id"}
# Read before any scope exists, by sign-in: policies alone guard them (docs/cloison.md).
COMPTES = {"guichet_adhesion", "guichet_adhesionevent", "inscriptions_lieu"}


def compter(modele, acteur) -> int:
    with portee(acteur):
        return modele.objects.count()


@pytest.fixture
def place():
    return PlaceFactory(commencee=True)


@pytest.mark.parametrize("modele", [Personne, Inscription, Place, OffreDePlace, Groupe, Journal])
def test_sans_portee_aucune_ligne_n_existe(place, modele):
    with portee(Portee()):
        assert modele.objects.count() == 0


@pytest.mark.parametrize("modele", [Personne, Inscription, Place, OffreDePlace, Groupe])
def test_une_personne_ne_voit_que_ses_lignes(place, modele):
    autre = PlaceFactory()
    assert compter(modele, Acteur(role=Role.PERSONNE, personne_id=place.personne_id)) == 1
    assert compter(modele, Acteur(role=Role.PERSONNE, personne_id=autre.personne_id)) == 1
    assert compter(modele, Acteur.systeme()) == 2


@pytest.mark.parametrize("modele", [Personne, Inscription, Place, OffreDePlace, Groupe])
def test_un_partenaire_ne_voit_que_ses_eleves_et_ses_groupes(place, modele):
    PlaceFactory()
    PersonneFactory()
    chez_nous = Acteur(role=Role.AGENT_PARTENAIRE, organisation_id=place.organisation_id)
    ailleurs = Acteur(role=Role.AGENT_PARTENAIRE, organisation_id=OrganisationFactory().pk)
    assert compter(modele, chez_nous) == 1
    assert compter(modele, ailleurs) == 0


def test_un_conseiller_ne_voit_que_les_personnes_de_ses_regions():
    InscriptionFactory(personne=PersonneFactory(region_id="06"))
    InscriptionFactory(personne=PersonneFactory(region_id="03"))
    assert compter(Inscription, Acteur(role=Role.CONSEILLER, regions=("03",))) == 1
    assert compter(Personne, Acteur(role=Role.CONSEILLER, regions=("06", "03"))) == 2
    assert compter(Inscription, Acteur(role=Role.CONSEILLER)) == 2


def test_la_portee_disparait_avec_la_transaction():
    PersonneFactory()
    with portee(Acteur.systeme()):
        assert Personne.objects.count() == 1
    with portee(Portee()):
        with portee(Acteur.systeme()):
            assert Personne.objects.count() == 1
        assert Personne.objects.count() == 0


def test_un_partenaire_n_ecrit_pas_chez_un_autre(place):
    etranger = Acteur(role=Role.AGENT_PARTENAIRE, organisation_id=OrganisationFactory().pk)
    with pytest.raises(ProgrammingError, match="row-level security"), portee(etranger):
        GroupeFactory(organisation_id=place.organisation_id, session=place.groupe.session)


def test_une_cle_etrangere_ne_traverse_pas_la_cloison():
    offre = OffreFactory()
    autre = OrganisationFactory()
    with pytest.raises(IntegrityError, match="dans_groupe"), transaction.atomic():
        OffreDePlace.objects.filter(pk=offre.pk).update(organisation_id=autre.pk)
        with connection.cursor() as curseur:
            curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_changer_de_region_suit_dans_les_offres_et_les_places(place):
    Inscription.objects.filter(pk=place.inscription_id).update(region_id="03")
    place.refresh_from_db()
    assert place.region_id == "03"


def _tables_a_cloison() -> set[str]:
    return {
        modele._meta.db_table
        for modele in apps.get_models()
        if modele._meta.app_label in {"guichet", "inscriptions", "partenaires", "indicateurs"}
        and COLONNES_DE_CLOISON & {champ.column for champ in modele._meta.concrete_fields}
    } - COMPTES


def test_chaque_table_d_un_locataire_est_cloisonnee_de_force():
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid "
            "WHERE c.relrowsecurity AND c.relforcerowsecurity AND p.polqual IS NOT NULL AND p.polwithcheck IS NOT NULL"
        )
        cloisonnees = {nom for (nom,) in curseur.fetchall()}
    assert _tables_a_cloison() - cloisonnees == set()


def test_le_role_de_l_application_n_a_aucun_privilege_de_trop():
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, "
            "EXISTS (SELECT 1 FROM pg_auth_members m WHERE m.member = r.oid), "
            "EXISTS (SELECT 1 FROM pg_class c WHERE c.relowner = r.oid) "
            "FROM pg_roles r WHERE rolname = current_user"
        )
        assert curseur.fetchone() == (False, False, False, False, False, False)
        curseur.execute("SELECT has_schema_privilege('public', 'CREATE')")
        assert curseur.fetchone() == (False,)
        curseur.execute(
            "SELECT count(*) FROM information_schema.role_table_grants "
            "WHERE grantee = current_user AND privilege_type IN ('TRUNCATE', 'TRIGGER', 'REFERENCES')"
        )
        assert curseur.fetchone() == (0,)


def _relues() -> set[str]:
    """The tables whose policy reads the kind of scope more than once: `condition` says what that costs."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT tablename FROM pg_policies WHERE policyname = 'cloison' AND qual ~ 'portee.*portee'")
        return {table for (table,) in curseur.fetchall()}


def test_une_politique_ne_lit_la_portee_qu_une_fois():
    assert _relues() == set()


@pytest.mark.django_db(transaction=True)
def test_une_base_faite_avant_reecrit_ses_politiques(nom_de_la_base, systeme):
    """The former form, on one table: seen by the test above, gone after the migration, and the same rows are shown."""
    with systeme:
        place = PlaceFactory()
        PlaceFactory()
    lue = "(SELECT current_setting('portail.portee', true))"
    sienne = "personne_id = (SELECT nullif(current_setting('portail.personne', true), '')::uuid)"
    personne = Acteur(role=Role.PERSONNE, personne_id=place.personne_id)
    with connexion_proprietaire(nom_de_la_base) as proprietaire:
        proprietaire.execute(
            "ALTER POLICY cloison ON inscriptions_place "
            f"USING ({lue} = 'province' OR ({lue} = 'personne' AND {sienne}))"
        )
        assert (_relues(), compter(Place, personne)) == ({"inscriptions_place"}, 1)
        editeur = SimpleNamespace(connection=connection, execute=lambda ordre, **_: proprietaire.execute(ordre))
        (operation,) = import_module("indicateurs.migrations.0020_cloisons_relues").Migration.operations
        operation.database_forwards("indicateurs", editeur, None, None)
    assert (_relues(), compter(Place, personne), compter(Place, Acteur.systeme())) == (set(), 1, 2)


def test_aucune_vue_ni_fonction_ne_contourne_la_cloison():
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = 'public' AND c.relkind IN ('v', 'm')"
        )
        vues = curseur.fetchone()
        curseur.execute(
            "SELECT p.oid::regprocedure::text, has_function_privilege('public', p.oid, 'EXECUTE'), p.proconfig "
            "FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef"
        )
        fonctions = {nom.replace(",", ", "): (ouverte, reglages[0]) for nom, ouverte, reglages in curseur.fetchall()}
    assert vues == (0,)
    # Those known here alone, closed to whoever is not named, their search path fixed.
    assert fonctions == dict.fromkeys(FONCTIONS_DU_PROPRIETAIRE, (False, "search_path=public, pg_temp"))


def test_l_analyste_ne_lit_que_des_agregats():
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
            "AND has_table_privilege('portail_analyste', oid, 'SELECT')"
        )
        lisibles = {nom for (nom,) in curseur.fetchall()}
    assert not lisibles & _tables_a_cloison()
    agregats = {"indicateurs_agregataxe", "indicateurs_agregatattente", "partenaires_agregatcapacite"}
    assert agregats <= lisibles


@pytest.mark.django_db(transaction=True)
def test_temoin_cloison_levee_le_partenaire_etranger_voit_tout(nom_de_la_base, systeme):
    """Control: with row-level security lifted, the same count leaks; the test above is not green by accident."""
    with systeme:
        PlaceFactory()
        etranger = Acteur(role=Role.AGENT_PARTENAIRE, organisation_id=OrganisationFactory().pk)
    assert compter(Place, etranger) == 0
    with connexion_proprietaire(nom_de_la_base) as proprietaire:
        proprietaire.execute("ALTER TABLE inscriptions_place DISABLE ROW LEVEL SECURITY")
    assert compter(Place, etranger) == 1
