"""The life cycle of a request, from its own table: every state, step and role."""

from __future__ import annotations

import pytest

from guichet.acteurs import Acteur, Role
from guichet.cycle import MotifRequis, RoleInsuffisant, TransitionRefusee
from guichet.cycle.franchir import pas_offerts, pas_possibles, verifier_pas
from inscriptions.models import Inscription
from inscriptions.states import CYCLE_INSCRIPTION, EtatInscription


@pytest.mark.parametrize("pas", CYCLE_INSCRIPTION.pas, ids=lambda pas: pas.nom)
@pytest.mark.parametrize("etat", EtatInscription)
@pytest.mark.parametrize("role", Role)
def test_seuls_les_pas_du_cycle_sont_permis(role, etat, pas):
    demande, acteur = Inscription(etat=etat), Acteur(role=role)
    permis = etat in pas.de and role in pas.roles
    assert (pas in pas_possibles(demande, acteur)) is permis
    if permis:
        verifier_pas(demande, pas, acteur, "un motif")
        return
    attendue = RoleInsuffisant if role not in pas.roles else TransitionRefusee
    with pytest.raises(attendue):
        verifier_pas(demande, pas, acteur, "un motif")


@pytest.mark.parametrize("pas", [pas for pas in CYCLE_INSCRIPTION.pas if pas.motif_requis], ids=lambda pas: pas.nom)
def test_un_pas_qui_demande_un_motif_le_demande(pas):
    demande = Inscription(etat=next(iter(pas.de)))
    with pytest.raises(MotifRequis):
        verifier_pas(demande, pas, Acteur(role=next(iter(pas.roles))), " ")


@pytest.mark.parametrize("etat", EtatInscription)
def test_la_personne_lit_ses_propres_mots(etat):
    assert CYCLE_INSCRIPTION.libelle(etat, Role.PERSONNE)


@pytest.mark.parametrize("etat", EtatInscription)
def test_aucun_pas_du_ministere_n_est_offert_a_la_personne(etat):
    noms = {pas.nom for pas in pas_offerts(Inscription(etat=etat), Acteur(role=Role.PERSONNE))}
    assert noms <= {"retirer", "reprendre", "poursuivre"}
