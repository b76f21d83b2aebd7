"""The life-cycle mechanism: one table, one function, one journal."""

import pytest
from django.db import IntegrityError, connection, transaction

from guichet.acteurs import Acteur, Role
from guichet.cycle import CYCLES, MotifRequis, RoleInsuffisant, TransitionRefusee, franchir, ouvrir, pas_offerts
from guichet.models import Journal
from inscriptions.models import Groupe
from inscriptions.states import CYCLE_GROUPE, EtatGroupe
from tests.factories.inscriptions import GroupeFactory

pytestmark = pytest.mark.django_db
CONSEILLER = Acteur(role=Role.CONSEILLER, libelle="Conseillère")


def acteur(role: Role) -> Acteur:
    return Acteur(role=role, libelle=str(role))


@pytest.mark.parametrize("pas", CYCLE_GROUPE.pas, ids=lambda pas: pas.nom)
@pytest.mark.parametrize("etat", EtatGroupe)
@pytest.mark.parametrize("role", Role)
def test_seuls_les_pas_du_cycle_sont_permis(role, etat, pas):
    groupe = GroupeFactory.build(etat=etat)
    permis = role in pas.roles and etat in pas.de
    offerts = {offert.nom for offert in pas_offerts(groupe, acteur(role))}
    assert (pas.nom in offerts) == (permis and not pas.discret)
    if not permis:
        with pytest.raises(TransitionRefusee):
            franchir(groupe, pas.nom, acteur=acteur(role), motif="essai")


def test_franchir_change_l_etat_et_ecrit_le_journal():
    groupe = GroupeFactory(etat="annonce")
    franchir(groupe, "confirmer", acteur=CONSEILLER)
    groupe.refresh_from_db()
    ligne = Journal.objects.de_l_objet(groupe).last()
    assert groupe.etat == "confirme"
    assert (ligne.pas, ligne.de, ligne.vers, ligne.region_id) == ("confirmer", "annonce", "confirme", groupe.region_id)


def test_un_pas_sans_motif_est_refuse_quand_il_en_faut_un():
    with pytest.raises(MotifRequis):
        franchir(GroupeFactory(etat="annonce"), "annuler", acteur=CONSEILLER, motif="  ")


def test_un_role_etranger_au_pas_est_refuse_en_francais():
    with pytest.raises(RoleInsuffisant, match="Votre rôle"):
        franchir(GroupeFactory(etat="annonce"), "confirmer", acteur=acteur(Role.ANALYSTE))


@pytest.mark.parametrize("ecriture", ["orm", "sql"])
def test_la_base_refuse_un_etat_ecrit_sans_journal(ecriture):
    groupe = GroupeFactory(etat="annonce")
    with pytest.raises(IntegrityError, match="sans ligne de journal"), transaction.atomic():
        if ecriture == "orm":
            Groupe.objects.filter(pk=groupe.pk).update(etat="ferme")
        else:
            with connection.cursor() as curseur:
                curseur.execute("UPDATE inscriptions_groupe SET etat = 'ferme' WHERE id = %s", [groupe.pk])


def test_temoin_sans_la_garde_l_etat_passe(nom_de_la_base):
    """Control: the guard, and nothing else, refuses the raw write."""
    groupe = GroupeFactory(etat="annonce")
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT tgname FROM pg_trigger WHERE tgname = 'garder_etat' AND tgrelid = %s::regclass",
            ["inscriptions_groupe"],
        )
        assert curseur.fetchone()
    Journal.inscrire(groupe, pas="fermer", de="annonce", vers="ferme", acteur=CONSEILLER, le=groupe.etat_depuis)
    assert Groupe.objects.filter(pk=groupe.pk).update(etat="ferme") == 1


def test_un_objet_ne_commence_pas_par_un_etat_avance():
    with pytest.raises(TransitionRefusee):
        ouvrir(GroupeFactory.build(etat="ferme"), acteur=CONSEILLER)


@pytest.mark.parametrize("ordre", ["UPDATE guichet_journal SET motif = 'x'", "DELETE FROM guichet_journal"])
def test_le_journal_ne_se_modifie_pas(ordre):
    GroupeFactory(etat="annonce")
    with (
        pytest.raises(Exception, match=r"permission|ne se modifie pas"),
        transaction.atomic(),
        connection.cursor() as c,
    ):
        c.execute(ordre)


def test_chaque_cycle_part_d_un_etat_initial_et_mene_partout():
    for cycle in CYCLES.values():
        atteints = set(cycle.initiaux)
        for _ in cycle.pas:
            atteints |= {pas.vers for pas in cycle.pas if pas.de & atteints}
        assert atteints == {str(etat) for etat in cycle.etats}, cycle.objet
