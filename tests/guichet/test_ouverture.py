"""A transaction opens with its first statement, its scope in front; a session brings its account and no other."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from guichet.acteurs import Role
from guichet.cloison import Portee, portee
from guichet.comptes import sessions
from guichet.models import Utilisateur
from tests.connexion import connecter
from tests.factories.guichet import UtilisateurFactory

LUE = "SELECT current_setting('portail.portee', true), now() = statement_timestamp()"


def _lire() -> tuple[str, bool]:
    with connection.cursor() as curseur:
        curseur.execute(LUE)
        return curseur.fetchone()


@pytest.mark.django_db(transaction=True)
def test_la_premiere_lecture_a_deja_sa_portee():
    with portee(Portee("province")):
        assert _lire()[0] == "province"
    assert not _lire()[0]


@pytest.mark.django_db(transaction=True)
def test_un_premier_ordre_refuse_ne_laisse_pas_les_suivants_hors_de_la_transaction():
    with portee(Portee("province")):
        with pytest.raises(ProgrammingError), connection.cursor() as curseur:
            curseur.execute("SELEC 1")
        assert _lire()[0] == "province"
        assert connection.connection.info.transaction_status.name == "INTRANS"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("facon", ["copy", "executemany", "stream", "nomme", "compose"])
def test_toute_facon_de_parler_ouvre_la_transaction(facon):
    from psycopg import sql

    with transaction.atomic():
        if facon == "nomme":
            with connection.chunked_cursor() as curseur:
                curseur.execute("SELECT 1 WHERE %s = 1", [1])
                assert curseur.fetchall() == [(1,)]
        else:
            with connection.cursor() as curseur:
                if facon == "copy":
                    with curseur.copy("COPY (SELECT 1) TO STDOUT") as copie:
                        assert b"".join(copie)
                elif facon == "stream":
                    assert list(curseur.stream("SELECT 1")) == [(1,)]
                elif facon == "executemany":
                    curseur.executemany("SELECT %s", [[1], [2]])
                else:
                    curseur.execute(sql.SQL("SELECT {}").format(sql.Literal("50 %")))
                    assert curseur.fetchone() == ("50 %",)
        assert connection.connection.info.transaction_status.name == "INTRANS"
    assert connection.connection.info.transaction_status.name == "IDLE"


@pytest.mark.django_db(transaction=True)
def test_un_premier_ordre_avec_un_pour_cent_garde_ses_valeurs():
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute("SELECT '5 %%', %s", ["10 %"])
        assert curseur.fetchone() == ("5 %", "10 %")
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute("SELECT '5 %'")
        assert curseur.fetchone() == ("5 %",)


@pytest.mark.django_db(transaction=True)
def test_une_transaction_annulee_ne_laisse_rien():
    avant = UtilisateurFactory()
    with pytest.raises(ValueError, match="voulue"), transaction.atomic():
        type(avant).objects.filter(pk=avant.pk).update(nom_affiche="Changé")
        raise ValueError("voulue")
    avant.refresh_from_db()
    assert avant.nom_affiche != "Changé"


@pytest.mark.django_db
def test_la_session_signee_dit_seule_qui_demande():
    client = connecter(Role.PERSONNE)
    cle, autre = client.cookies["sessionid"].value, UtilisateurFactory()
    sienne = int(client.session[SESSION_KEY])
    for retenu in (None, sienne, autre.pk):
        sessions._comptes.pop(cle, None)
        if retenu:
            sessions._comptes[cle] = retenu
        assert client.get("/").wsgi_request.user.pk == sienne


@pytest.mark.django_db
def test_un_compte_desactive_est_dehors_a_la_demande_suivante():
    client = connecter(Role.PERSONNE)
    compte = client.get("/").wsgi_request.user
    assert compte.is_authenticated
    Utilisateur.objects.filter(pk=compte.pk).update(is_active=False)
    assert not client.get("/").wsgi_request.user.is_authenticated
