"""A provisional group is kept and accepted, or lapses at its date; pools give groups; nothing waits for anyone."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from guichet.acteurs import Acteur, Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Avis, Journal
from inscriptions.models import Groupe, Seance
from partenaires.actions.echeance import accepter_groupe, decider_echeances, retenir_groupe, tirer_du_bassin
from partenaires.models import DeclarationCapacite, GroupePropose
from partenaires.routines import decider_groupes_envisages
from tests.factories.partenaires import BassinFactory, BesoinFactory, ProposeFactory, RessourceFactory
from tests.partenaires.capacite import DECISION, LE, agent, brouillon

pytestmark = pytest.mark.django_db
CONSEIL = Acteur(role=Role.CONSEILLER, libelle="Conseillère")
LENDEMAIN = LE + (DECISION - LE.date()) + timedelta(days=1)


@pytest.fixture
def propose() -> GroupePropose:
    declaration = brouillon(deposee=True)
    declaration.organisation.courriel = "partenaire@exemple.test"
    declaration.organisation.save()
    return ProposeFactory(declaration=declaration)


def relire(propose: GroupePropose) -> GroupePropose:
    return GroupePropose.objects.select_related("groupe").get(pk=propose.pk)


def test_un_groupe_retenu_et_accepte_est_annonce_avec_ses_seances(propose):
    retenir_groupe(propose=propose, acteur=CONSEIL, le=LE)
    accepter_groupe(propose=propose, acteur=agent(propose.declaration), le=LE)
    assert relire(propose).groupe.etat == "annonce" and relire(propose).accepte_le == LE
    assert Seance.objects.filter(groupe=propose.groupe).count() > 15


def test_on_n_accepte_pas_ce_qui_n_est_pas_retenu_ni_pour_un_autre(propose):
    with pytest.raises(TransitionRefusee, match="n’a pas retenu"):
        accepter_groupe(propose=propose, acteur=agent(propose.declaration), le=LE)
    with pytest.raises(RoleInsuffisant):
        retenir_groupe(propose=propose, acteur=agent(propose.declaration), le=LE)
    retenir_groupe(propose=propose, acteur=CONSEIL, le=LE)
    with pytest.raises(RoleInsuffisant):
        accepter_groupe(propose=propose, acteur=agent(brouillon()), le=LE)


def test_passe_sa_date_un_groupe_ne_se_retient_plus(propose):
    with pytest.raises(TransitionRefusee, match="passée"):
        retenir_groupe(propose=propose, acteur=CONSEIL, le=LENDEMAIN)


@pytest.mark.parametrize(
    ("retenu", "motif"), [(None, "capacite_non_retenue"), (LE, "capacite_sans_reponse")], ids=["non_retenu", "muet"]
)
def test_sans_decision_le_groupe_n_est_plus_envisage_et_le_partenaire_l_apprend(propose, retenu, motif):
    GroupePropose.objects.update(retenu_le=retenu)
    BesoinFactory(propose=propose)
    assert decider_echeances(declaration_id=propose.declaration_id, le=LE) == 0
    with time_machine.travel(LENDEMAIN, tick=False):
        assert decider_groupes_envisages() == 1
        assert decider_groupes_envisages() == 0
    groupe = relire(propose).groupe
    assert groupe.etat == "annule" and Journal.objects.de_l_objet(groupe).latest("id").motif_code == motif
    assert relire(propose).besoins.get().retire_le is not None
    message = Avis.objects.get(cle__startswith="capacite-echue:")
    assert message.destinataire == "partenaire@exemple.test" and propose.reference in message.corps


def test_le_jour_meme_de_la_date_limite_rien_ne_tombe_encore(propose):
    assert decider_echeances(declaration_id=propose.declaration_id, le=LENDEMAIN - timedelta(days=1)) == 0


def test_des_nuits_manquees_se_rattrapent_en_un_seul_message(propose):
    ProposeFactory(declaration=propose.declaration, decision_le=DECISION - timedelta(days=4))
    with time_machine.travel(LENDEMAIN + timedelta(days=9), tick=False):
        assert decider_groupes_envisages() == 2
    assert Avis.objects.filter(cle__startswith="capacite-echue:").count() == 1


def test_un_groupe_accepte_dont_l_annonce_s_est_perdue_est_annonce_a_sa_date(propose):
    GroupePropose.objects.update(retenu_le=LE, accepte_le=LE)
    with time_machine.travel(LENDEMAIN, tick=False):
        decider_groupes_envisages()
    assert relire(propose).groupe.etat == "annonce"
    assert not Avis.objects.filter(cle__startswith="capacite-echue:").exists()


def test_une_declaration_se_ferme_quand_sa_session_commence(propose):
    with time_machine.travel(LE + timedelta(days=50), tick=False):
        decider_groupes_envisages()
        decider_groupes_envisages()
    assert DeclarationCapacite.objects.get().etat == "close"
    assert Journal.objects.filter(objet_type="declaration_capacite", pas="clore").count() == 1


def test_un_bassin_donne_ses_groupes_jusqu_au_dernier():
    declaration = brouillon(deposee=True)
    bassin = BassinFactory(declaration=declaration, nombre=2)
    ressource = RessourceFactory(declaration=declaration)
    bassin.besoins.create(organisation=declaration.organisation, declaration=declaration, ressource=ressource)
    for rang in range(2):
        pris = tirer_du_bassin(
            bassin=bassin, niveau=2, horaire="mar_soir jeu_soir", reference=f"B-{rang}", acteur=CONSEIL, le=LE
        )
        assert (pris.groupe.niveau, pris.groupe.horaire) == (2, ["mar_soir", "jeu_soir"])
        assert pris.besoins.get().ressource == ressource
    with pytest.raises(TransitionRefusee, match="plus de groupe"):
        tirer_du_bassin(bassin=bassin, niveau=2, horaire="mar_soir jeu_soir", reference="B-3", acteur=CONSEIL, le=LE)
    assert Groupe.objects.count() == 2


@pytest.mark.parametrize(("niveau", "horaire"), [(9, "mar_soir jeu_soir"), (2, "sam_am")])
def test_un_bassin_ne_donne_que_ce_qu_il_promet(niveau, horaire):
    bassin = BassinFactory(declaration=brouillon(deposee=True))
    with pytest.raises(TransitionRefusee, match="pas dans le bassin"):
        tirer_du_bassin(bassin=bassin, niveau=niveau, horaire=horaire, reference="B-1", acteur=CONSEIL, le=LE)
