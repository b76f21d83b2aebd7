"""The agenda is put in another order before approval; who wrote the minutes does not approve them."""

from __future__ import annotations

import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.cycle import franchir as franchir_le_pas
from partenaires.actions import rencontre as actions
from partenaires.models import PointOrdreDuJour, Rencontre
from tests.base_de_donnees import connexion_proprietaire
from tests.connexion import connecter
from tests.factories.concertation import RencontreFactory
from tests.factories.guichet import UtilisateurFactory
from tests.partenaires.ententes import texte

pytestmark = pytest.mark.django_db


def conseil(**champs) -> Acteur:
    return Acteur(Role.CONSEILLER, utilisateur_id=UtilisateurFactory().pk, libelle="Camille", **champs)


def ordre(rencontre: Rencontre) -> list[str]:
    return [p.titre for p in rencontre.points.filter(retire_le=None).order_by("rang")]


def avec_points(**champs) -> tuple[Rencontre, list[PointOrdreDuJour]]:
    """A meeting with four items, the second taken out."""
    prete, qui = RencontreFactory(**champs), conseil()
    points = [actions.ajouter_point(rencontre=prete, titre=titre, acteur=qui) for titre in "ABCD"]
    actions.retirer_point(point=points[1], acteur=qui, le=timezone.now())
    return prete, points


# --- The order of the agenda ---


def test_un_point_monte_et_descend_parmi_ceux_qui_restent():
    prete, (a, _b, c, d) = avec_points()
    qui = conseil()
    assert actions.deplacer_point(point=c, vers_le_haut=True, acteur=qui) == 1
    assert ordre(prete) == ["C", "A", "D"]
    assert actions.deplacer_point(point=a, vers_le_haut=False, acteur=qui) == 3
    assert ordre(prete) == ["C", "D", "A"]
    # The ends hold.
    assert actions.deplacer_point(point=a, vers_le_haut=False, acteur=qui) == 3
    assert actions.deplacer_point(point=c, vers_le_haut=True, acteur=qui) == 1
    actions.ajouter_point(rencontre=prete, titre="E", acteur=qui)
    assert ordre(prete) == ["C", "D", "A", "E"]
    assert d.rencontre == prete


def test_l_ordre_ne_change_ni_par_un_autre_ni_une_fois_approuve_ni_pour_un_point_retire():
    prete, (a, b, *_autres) = avec_points(tenue=True)
    with pytest.raises(RoleInsuffisant):
        actions.deplacer_point(point=a, vers_le_haut=False, acteur=conseil(regions=("03",)))
    with pytest.raises(TransitionRefusee, match="n’est plus à l’ordre du jour"):
        actions.deplacer_point(point=b, vers_le_haut=True, acteur=conseil())
    actions.rediger_compte_rendu(rencontre=prete, texte="Dit.", acteur=conseil(), le=timezone.now())
    actions.deplacer_point(point=a, vers_le_haut=False, acteur=conseil())
    actions.approuver_compte_rendu(rencontre=prete, acteur=conseil(), le=timezone.now())
    with pytest.raises(TransitionRefusee, match="ne change plus"):
        actions.deplacer_point(point=a, vers_le_haut=True, acteur=conseil())
    with pytest.raises(IntegrityError, match="ne change plus"), transaction.atomic():
        PointOrdreDuJour.objects.filter(pk=a.pk).update(rang=9)


def test_la_page_offre_monter_et_descendre_par_des_boutons_nommes():
    prete, (a, _b, c, _d) = avec_points()
    client, adresse = connecter("conseiller", regions=["06"]), reverse("rencontre_ordre", args=[prete.pk])
    page = texte(client.get(adresse))
    noms = [
        re.sub(r"<[^>]+>", "", bouton)
        for bouton in re.findall(r'name="(?:monter|descendre)"[^>]*>(.*?)</button>', page)
    ]
    assert noms == ["Descendre : A", "Monter : C", "Descendre : C", "Monter : D"]
    reponse = client.post(adresse, {"monter": c.pk})
    assert reponse["Location"] == f"{adresse}#point-{c.pk}"
    page = texte(client.get(adresse))
    assert "est maintenant au point 1." in page and f'id="point-{c.pk}"' in page
    client.post(adresse, {"descendre": a.pk})
    assert ordre(prete) == ["C", "D", "A"]
    assert client.post(adresse, {"monter": "pas-un-point"}).status_code == 404


# --- Two persons for the minutes ---


def test_qui_a_redige_une_version_n_approuve_pas():
    tenue, premiere, seconde, le = RencontreFactory(tenue=True), conseil(), conseil(), timezone.now()
    for qui in (premiere, seconde, premiere):
        actions.rediger_compte_rendu(rencontre=tenue, texte=f"Dit {qui.utilisateur_id}.", acteur=qui, le=le)
    tenue.refresh_from_db()
    assert tenue.redacteurs == [premiere.utilisateur_id, seconde.utilisateur_id]
    for qui in (premiere, seconde):
        with pytest.raises(TransitionRefusee, match="une autre personne qui anime la table"):
            actions.approuver_compte_rendu(rencontre=tenue, acteur=qui, le=le)
    approuvee = actions.approuver_compte_rendu(rencontre=tenue, acteur=conseil(), le=le)
    assert approuvee.est_consignee


def approuver_sans_action(redigee: Rencontre, utilisateur_id: int | None) -> Rencontre:
    """The step, past what the action checks."""
    lue = Rencontre.objects.get(pk=redigee.pk)
    champs = {"approuve_le": timezone.now(), "approuve_par_id": utilisateur_id, "empreinte": "a" * 64}
    franchir_le_pas(lue, "approuver", acteur=conseil(), le=timezone.now(), **champs)
    return lue


def redigee_par(*auteurs: Acteur) -> Rencontre:
    tenue = RencontreFactory(tenue=True)
    for rang, qui in enumerate(auteurs):
        actions.rediger_compte_rendu(rencontre=tenue, texte=f"Dit {rang}.", acteur=qui, le=timezone.now())
    return tenue


def test_la_base_refuse_l_approbation_par_qui_a_redige_ou_par_personne():
    premiere, seconde = conseil(), conseil()
    redigee = redigee_par(premiere, seconde)
    # The list of those who wrote is the database's own: it is not rewritten to make room.
    Rencontre.objects.filter(pk=redigee.pk).update(redacteurs=[])
    for approbateur in (premiere.utilisateur_id, seconde.utilisateur_id, None):
        with pytest.raises(IntegrityError, match="ne l'approuve pas"), transaction.atomic():
            approuver_sans_action(redigee, approbateur)
    with pytest.raises(IntegrityError, match="ne l'approuve pas"), transaction.atomic():
        qui = UtilisateurFactory()
        RencontreFactory(consignee=True, redige_par=qui, approuve_par=qui)
    assert approuver_sans_action(redigee, conseil().utilisateur_id).est_consignee


@pytest.mark.django_db(transaction=True)
def test_temoin_sans_sa_garde_on_approuve_ce_qu_on_a_redige(nom_de_la_base, systeme):
    """Control: the refusals above come from the trigger, and from nothing else."""
    with systeme:
        seule = conseil()
        redigee = redigee_par(seule)
    with connexion_proprietaire(nom_de_la_base) as proprietaire:
        proprietaire.execute("ALTER TABLE partenaires_rencontre DISABLE TRIGGER garder_rencontre")
    with systeme:
        assert approuver_sans_action(redigee, seule.utilisateur_id).est_consignee


def test_la_page_dit_qu_une_autre_personne_approuve():
    tenue = RencontreFactory(tenue=True)
    auteur, autre = connecter("conseiller", regions=["06"]), connecter("direction")
    client_page = reverse("rencontre", args=[tenue.pk])
    auteur.post(reverse("rencontre_compte_rendu", args=[tenue.pk]), {"texte": "Dit."})
    page = texte(auteur.get(client_page))
    assert "une autre personne qui anime la table l’approuve" in page and 'value="approuver"' not in page
    page = texte(auteur.post(reverse("rencontre_pas", args=[tenue.pk]), {"pas": "approuver"}, follow=True))
    assert "Compte rendu à approuver" in page
    assert 'value="approuver"' in texte(autre.get(client_page))
