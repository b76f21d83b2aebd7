"""Delegated powers: who grants and ends them, the page, and what the database refuses beyond them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Journal, Motif
from partenaires.actions import decision
from partenaires.actions.delegation import accorder_delegation, terminer_delegation
from partenaires.models import DelegationPouvoir, Entente
from partenaires.queries.decision import plafond_delegue
from tests.base_de_donnees import connexion_proprietaire
from tests.connexion import connecter
from tests.factories.demandes import DelegationFactory
from tests.factories.ententes import EntenteFactory
from tests.factories.guichet import AdhesionFactory
from tests.partenaires.ententes import acteur, texte

pytestmark = pytest.mark.django_db


def approbateur(nom: str = "Sous-ministre Tremblay"):
    """An account that holds the role."""
    return AdhesionFactory(role=Role.APPROBATEUR, organisation=None, utilisateur__nom_affiche=nom).utilisateur


def saisie(qui, **champs) -> dict[str, str]:
    jour = timezone.localdate()
    dates = {"valide_du": jour, "valide_au": jour + timedelta(days=365)}
    cases = {
        f"{nom}_{partie}": str(getattr(valeur, attribut))
        for nom, valeur in dates.items()
        for partie, attribut in (("jour", "day"), ("mois", "month"), ("annee", "year"))
    }
    ecrit = {"utilisateur": str(qui.pk), "montant_max": "250 000,00 $", "acte": "Plan 2026, art. 4"}
    return cases | ecrit | champs


def test_la_direction_accorde_puis_termine_par_les_pages():
    client, qui = connecter("direction"), approbateur()
    adresse = reverse("delegation_accorder")
    assert "Sous-ministre Tremblay" in texte(client.get(adresse))
    page = texte(client.post(adresse, saisie(qui), follow=True))
    une = DelegationPouvoir.objects.get()
    assert (une.montant_max, une.accordee_par) == (250000, client.acteur_de_test.utilisateur)
    assert "En vigueur" in page and "Plan 2026, art. 4" in page
    assert plafond_delegue(qui.pk, au=timezone.localdate()) == 250000
    fin = reverse("delegation_terminer", args=[une.pk])
    assert "Choisissez un motif" in texte(client.post(fin, {"precision": "Gardé."}))
    page = texte(client.post(fin, {"motif": "delegation_fonctions", "precision": "Mutation."}, follow=True))
    une.refresh_from_db()
    assert (une.finie_par, une.fin_motif_id) == (client.acteur_de_test.utilisateur, "delegation_fonctions")
    assert "La personne change de fonctions – Mutation." in page
    assert plafond_delegue(qui.pk, au=timezone.localdate()) == 0
    assert "déjà terminée" in texte(client.post(fin, {"motif": "delegation_autre"}, follow=True))


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"montant_max": "beaucoup"}, "Écrivez un montant"),
        ({"montant_max": "0"}, "Écrivez un montant"),
        ({"valide_au_annee": "2001"}, "Cette date est passée"),
        ({"valide_du_annee": "2090"}, "finit après son début"),
        ({"utilisateur": "999999"}, "liste"),
        ({"acte": ""}, "Écrivez ce champ"),
    ],
)
def test_une_saisie_fautive_se_dit_et_se_garde(champs, message):
    page = texte(connecter("direction").post(reverse("delegation_accorder"), saisie(approbateur(), **champs)))
    assert message in page and not DelegationPouvoir.objects.exists()
    assert champs.get("montant_max", "250 000,00 $") in page.replace("\xa0", " ")


def test_ni_a_soi_meme_ni_a_qui_n_approuve_pas():
    direction, le = acteur(Role.DIRECTION), timezone.now()
    choses = {"montant_max": Decimal(1), "valide_du": le.date(), "valide_au": None, "acte": "x"}
    moi = approbateur()
    pour_moi = Acteur(Role.DIRECTION, utilisateur_id=moi.pk)
    autre = AdhesionFactory(role=Role.ANALYSTE, organisation=None).utilisateur
    for qui, par in ((moi, pour_moi), (autre, direction)):
        with pytest.raises(TransitionRefusee):
            accorder_delegation(utilisateur=qui, acteur=par, le=le, **choses)
    with pytest.raises(IntegrityError, match="delegation_deux_personnes"), transaction.atomic():
        DelegationFactory(utilisateur=moi, accordee_par=moi)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DIRECTION])
def test_seule_la_direction_delegue(role):
    qui, le, une = approbateur(), timezone.now(), DelegationFactory()
    with pytest.raises(RoleInsuffisant):
        accorder_delegation(
            utilisateur=qui,
            montant_max=Decimal(1),
            valide_du=le.date(),
            valide_au=None,
            acte="x",
            acteur=acteur(role),
            le=le,
        )
    with pytest.raises(RoleInsuffisant):
        terminer_delegation(delegation=une, motif=Motif.objects.get(pk="delegation_autre"), acteur=acteur(role), le=le)


def test_les_autres_roles_lisent_le_registre_sans_l_ecrire():
    une = DelegationFactory(utilisateur=approbateur())
    for role in ("gestionnaire_ententes", "approbateur", "payeur"):
        client = connecter(role)
        page = texte(client.get(reverse("delegations")))
        assert "Sous-ministre Tremblay" in page and reverse("delegation_accorder") not in page
        assert client.get(reverse("delegation_accorder")).status_code == 403
        assert client.get(reverse("delegation_terminer", args=[une.pk])).status_code == 403
    assert connecter("analyste").get(reverse("delegations")).status_code == 403


def test_dix_delegations_coutent_les_requetes_d_une(django_assert_max_num_queries):
    client = connecter("direction")
    DelegationFactory.create_batch(10)
    with django_assert_max_num_queries(12):
        client.get(reverse("delegations"))


# --- What the database refuses, whoever writes ---


def approuver_en_sql(entente: Entente, qui: int, montant: str, *, journal: int | None = None, le=None) -> None:
    """The decision past every action, by the application's role: journal row, then the row itself."""
    le = le or timezone.now()
    auteur = Acteur(Role.APPROBATEUR, utilisateur_id=journal or qui)
    with transaction.atomic():
        Journal.inscrire(entente, pas="approuver", de="recommandee", vers="approuvee", acteur=auteur, le=le)
        with connection.cursor() as curseur:
            curseur.execute(
                "UPDATE partenaires_entente SET etat = 'approuvee', montant_convenu = %s, approuvee_le = %s, "
                "approuvee_par_id = %s WHERE id = %s",
                [montant, le, qui, entente.pk],
            )


def recommandee() -> Entente:
    return EntenteFactory(etat="recommandee", soumise_le=timezone.now(), montant_recommande=Decimal("80000"))


def test_la_base_laisse_approuver_jusqu_au_cent_de_la_delegation():
    une = DelegationFactory(montant_max=Decimal("80000"))
    approuver_en_sql(recommandee(), une.utilisateur_id, "80000.00")


def test_la_base_refuse_au_dela_de_la_delegation():
    une = DelegationFactory(montant_max=Decimal("79999.99"))
    with pytest.raises(IntegrityError, match="au-delà de la délégation"):
        approuver_en_sql(recommandee(), une.utilisateur_id, "80000.00")


@pytest.mark.parametrize("cas", ["a_venir", "echue", "terminee", "sans"])
def test_la_base_refuse_une_delegation_qui_n_est_pas_en_vigueur(cas):
    jour, qui = timezone.localdate(), approbateur()
    if cas != "sans":
        dates = {"a_venir": (1, None), "echue": (-30, -1), "terminee": (-30, None)}[cas]
        une = DelegationFactory(
            utilisateur=qui,
            valide_du=jour + timedelta(days=dates[0]),
            valide_au=jour + timedelta(days=dates[1]) if dates[1] else None,
        )
        if cas == "terminee":
            motif = Motif.objects.get(pk="delegation_erreur")
            terminer_delegation(delegation=une, motif=motif, acteur=acteur(Role.DIRECTION), le=timezone.now())
    with pytest.raises(IntegrityError, match="au-delà de la délégation"):
        approuver_en_sql(recommandee(), qui.pk, "1.00")


def test_la_base_refuse_la_delegation_d_une_autre_personne():
    une, qui = DelegationFactory(), approbateur()
    with pytest.raises(IntegrityError, match="le journal ne dit pas"):
        approuver_en_sql(recommandee(), une.utilisateur_id, "1.00", journal=qui.pk)


def test_un_montant_releve_apres_la_decision_est_juge_aussi():
    entente, une = recommandee(), DelegationFactory(montant_max=Decimal("80000"))
    approuver_en_sql(entente, une.utilisateur_id, "80000.00")
    with pytest.raises(IntegrityError, match="au-delà de la délégation"), transaction.atomic():
        Entente.objects.filter(pk=entente.pk).update(montant_convenu=Decimal("80000.01"))


def test_une_delegation_terminee_apres_la_decision_ne_la_defait_pas():
    entente, une = recommandee(), DelegationFactory()
    approuver_en_sql(entente, une.utilisateur_id, "500.00")
    motif = Motif.objects.get(pk="delegation_fonctions")
    terminer_delegation(delegation=une, motif=motif, acteur=acteur(Role.DIRECTION), le=timezone.now())
    Entente.objects.filter(pk=entente.pk).update(titre="Autre titre", etat="approuvee")
    entente.refresh_from_db()
    assert entente.titre == "Autre titre"


def test_une_delegation_ne_se_reecrit_ni_ne_s_efface():
    une = DelegationFactory()
    lignes = DelegationPouvoir.objects.filter(pk=une.pk)
    for champs in ({"montant_max": Decimal("9e9")}, {"valide_au": timezone.localdate()}, {"acte": "Autre"}):
        with pytest.raises(IntegrityError, match="ne se réécrit pas"), transaction.atomic():
            lignes.update(**champs)
    with pytest.raises(DatabaseError), transaction.atomic():
        lignes.delete()
    with pytest.raises(IntegrityError, match="delegation_fin_complete"), transaction.atomic():
        lignes.update(finie_le=timezone.now())
    motif = Motif.objects.get(pk="delegation_erreur")
    terminer_delegation(delegation=une, motif=motif, acteur=acteur(Role.DIRECTION), le=timezone.now())
    with pytest.raises(IntegrityError, match="ne se réécrit pas"), transaction.atomic():
        lignes.update(finie_le=None, finie_par=None, fin_motif=None)


def test_sans_la_phrase_la_base_refuse_encore_et_la_page_le_dit(monkeypatch):
    monkeypatch.setattr(decision, "verifier_delegation", lambda *_a, **_k: None)
    entente = recommandee()
    page = texte(connecter("approbateur").post(reverse("entente_decision", args=[entente.pk]), {"montant": "80000"}))
    assert "Votre délégation en vigueur ne va pas jusqu’à ce montant." in page and 'value="80000"' in page
    entente.refresh_from_db()
    assert entente.est_a_decider


@pytest.mark.django_db(transaction=True)
def test_temoin_sans_les_gardes_n_importe_qui_approuve_n_importe_quoi(systeme, nom_de_la_base):
    with systeme:
        entente, une, qui = recommandee(), DelegationFactory(montant_max=Decimal(1)), approbateur()
    with connexion_proprietaire(nom_de_la_base) as proprietaire:
        proprietaire.execute("ALTER TABLE partenaires_entente DISABLE TRIGGER garder_approbation")
        proprietaire.execute("ALTER TABLE partenaires_delegationpouvoir DISABLE TRIGGER garder_delegation")
    with systeme:
        approuver_en_sql(entente, qui.pk, "80000.00")
        DelegationPouvoir.objects.filter(pk=une.pk).update(montant_max=Decimal("9e9"))
