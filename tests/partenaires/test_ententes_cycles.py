"""The life cycles of ententes and of what hangs on them: every state × step × role, and who acts next in each state."""

from __future__ import annotations

import pytest

from guichet.acteurs import Acteur, Role
from guichet.cycle import TransitionRefusee, franchir, pas_possibles
from partenaires.attentes import ATTENTES, Partie
from partenaires.models import AppelProjets, Avenant, Decompte, Entente, Reddition, Revue, Versement, VersionProgramme
from partenaires.states_decomptes import CYCLE_DECOMPTE
from partenaires.states_ententes import (
    CYCLE_AVENANT,
    CYCLE_ENTENTE,
    CYCLE_REDDITION,
    CYCLE_REVUE,
    CYCLE_VERSEMENT,
)
from partenaires.states_programmes import CYCLE_APPEL, CYCLE_VERSION_PROGRAMME

CYCLES = (
    (Entente, CYCLE_ENTENTE),
    (Avenant, CYCLE_AVENANT),
    (Reddition, CYCLE_REDDITION),
    (Versement, CYCLE_VERSEMENT),
    (Revue, CYCLE_REVUE),
    (Decompte, CYCLE_DECOMPTE),
    (VersionProgramme, CYCLE_VERSION_PROGRAMME),
    (AppelProjets, CYCLE_APPEL),
)
PAS = [(modele, pas) for modele, cycle in CYCLES for pas in cycle.pas]


@pytest.mark.django_db
@pytest.mark.parametrize(("modele", "pas"), PAS, ids=[f"{modele.CYCLE}-{pas.nom}" for modele, pas in PAS])
def test_chaque_objet_ne_prend_que_les_pas_de_son_cycle(modele, pas):
    for etat in modele._meta.get_field("etat").choices:
        for role in Role:
            permis = role in pas.roles and etat[0] in pas.de
            objet = modele(etat=etat[0])
            assert (pas in pas_possibles(objet, Acteur(role=role))) is permis, (etat, role)
            if not permis:
                with pytest.raises(TransitionRefusee):
                    franchir(objet, pas.nom, acteur=Acteur(role=role), motif="x")


@pytest.mark.parametrize("objet", ATTENTES)
def test_chaque_etat_dit_qui_agit_ensuite(objet):
    cycle = next(cycle for _modele, cycle in CYCLES if cycle.objet == objet)
    assert set(ATTENTES[objet]) == {etat.value for etat in cycle.etats}


@pytest.mark.parametrize("objet", ATTENTES)
def test_qui_est_attendu_a_un_pas_a_faire_et_un_etat_final_n_attend_personne(objet):
    cycle = next(cycle for _modele, cycle in CYCLES if cycle.objet == objet)
    for etat, attente in ATTENTES[objet].items():
        assert (attente.qui is Partie.PERSONNE) == (etat in cycle.finaux), etat


def test_l_analyse_la_decision_et_le_paiement_sont_a_des_roles_differents():
    roles = {pas.nom: pas.roles for pas in (*CYCLE_ENTENTE.pas, *CYCLE_VERSEMENT.pas)}
    for un, autre in (("recommander", "approuver"), ("approuver", "emettre"), ("autoriser", "emettre")):
        assert not roles[un] & roles[autre]
