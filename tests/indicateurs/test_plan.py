"""The register of the action plan: what is delivered, who moves a line, what a proof is, what the public reads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.mesure.definition import MESURES
from indicateurs.documents_plan import html_du_rapport, rendre_rapport
from indicateurs.figures_publiques import ChiffrePublie
from indicateurs.preuves import chemin, est_ouverte_a_tous, existe
from indicateurs.queries import plan as lecture
from indicateurs.registre import OBJECTIFS
from partenaires.actions import plan as actions
from partenaires.actions.plans_fournis import charger_plans, lire
from partenaires.exercices import exercice_de
from partenaires.models import GenreLigne, LigneDePlan, PlanAction, PreuveDePlan
from tests import pdf_ua
from tests.factories.pilotage import LigneDePlanFactory, PlanFactory, PreuveFactory

pytestmark = pytest.mark.django_db
DIRECTION = Acteur(role=Role.DIRECTION)
CODES = "CF1 CF2 CF3 CF4 CF5 CI1 CI2 CI3 P1 P2 P3 P4 P5 F1 F2 F3 F4 I1 I2 I2a I2b I3 I4".split()  # noqa: SIM905


def pas(ligne: LigneDePlan, nom: str, **raison: str) -> LigneDePlan:
    return actions.franchir_ligne(ligne=ligne, pas=nom, acteur=DIRECTION, le=timezone.now(), **raison)


def test_le_plan_fourni_a_toutes_ses_lignes_et_se_recharge_sans_rien_changer():
    le = timezone.now()
    assert [ligne.code for ligne in charger_plans(le=le)] == CODES
    f3 = LigneDePlan.objects.get(code="F3")
    pas(f3, "entreprendre")
    actions.retirer_preuve(preuve=f3.preuves.first(), acteur=DIRECTION, le=le, motif="Refaite.")
    LigneDePlan.objects.filter(code="F1").update(titre="Autre chose")
    avant = PreuveDePlan.objects.count()
    assert charger_plans(le=le) == []
    assert PreuveDePlan.objects.count() == avant
    assert LigneDePlan.objects.get(code="F1").titre == "Analyser les besoins et les parcours"
    f3.refresh_from_db()
    assert f3.etat == "en_realisation"
    i2a = LigneDePlan.objects.get(code="I2a")
    assert i2a.parent.code == "I2" and {c.code for c in i2a.repond_a.all()} == {"CI2", "CI3", "P4"}
    assert (f3.echeance, f3.echeance_le) == ("Printemps 2018 → été 2019", date(2019, 9, 22))
    # Every objective of the registry of indicators is a line of the plan.
    assert {objectif.code for objectif in OBJECTIFS} <= set(CODES)
    # Every finding and every principle is answered by something.
    vises = LigneDePlan.objects.filter(genre__in=(GenreLigne.CONSTAT, GenreLigne.PRINCIPE))
    assert not vises.filter(reponses__isnull=True).exists()


def test_chaque_preuve_fournie_mene_quelque_part():
    for preuve in lire("preuves_de_plan"):
        connue = preuve["cle"] in MESURES if preuve["genre"] == "indicateur" else existe(preuve["cle"])
        assert connue, preuve


def test_temoin_une_adresse_inventee_n_existe_pas():
    assert not existe("/page-qui-n-existe-pas/")
    assert chemin("https://portail.example/pertes/?x=1") == "/pertes/"
    assert est_ouverte_a_tous("/donnees-ouvertes/") and not est_ouverte_a_tous("/pertes/")


def test_une_ligne_ne_se_realise_pas_sans_preuve():
    ligne = pas(LigneDePlanFactory(), "entreprendre")
    with pytest.raises(TransitionRefusee, match="preuve"):
        pas(ligne, "realiser", motif="Fait.")
    preuve = PreuveFactory(ligne=ligne)
    ligne = pas(ligne, "realiser", motif="Fait.")
    assert ligne.est_realisee and ligne.finie_le
    with pytest.raises(TransitionRefusee, match="seule preuve"):
        actions.retirer_preuve(preuve=preuve, acteur=DIRECTION, le=timezone.now(), motif="Fausse.")
    ligne = pas(ligne, "rouvrir", motif_code="plan_reprise")
    assert ligne.finie_le is None
    assert actions.retirer_preuve(preuve=preuve, acteur=DIRECTION, le=timezone.now(), motif="Fausse.").retiree_le
    with pytest.raises(TransitionRefusee, match="déjà retirée"):
        actions.retirer_preuve(preuve=preuve, acteur=DIRECTION, le=timezone.now(), motif="Fausse.")
    assert [un.motif for un in lecture.histoire([ligne])][:2] == ["Les travaux reprennent", "Fait."]


def test_la_base_refuse_une_fin_sans_date_et_une_preuve_deux_fois():
    with pytest.raises(IntegrityError, match="ligne_de_plan_finie_datee"), transaction.atomic():
        LigneDePlanFactory(etat="realisee")
    preuve = PreuveFactory()
    with pytest.raises(TransitionRefusee, match="déjà jointe"):
        actions.joindre_preuve(
            ligne=preuve.ligne, acteur=DIRECTION, le=timezone.now(), genre="ecran", cle=preuve.cle, libelle="x"
        )


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DIRECTION])
def test_seule_la_direction_tient_le_plan(role):
    autre, le, preuve = Acteur(role=role), timezone.now(), PreuveFactory()
    essais = (
        lambda: actions.creer_plan(acteur=autre, code="x", genre="plan", titre="x", source="x", publie_le=le.date()),
        lambda: actions.ajouter_ligne(plan=preuve.ligne.plan, acteur=autre, le=le, code="Z", titre="x", texte="x"),
        lambda: actions.joindre_preuve(ligne=preuve.ligne, acteur=autre, le=le, genre="indicateur", cle="abandon"),
        lambda: actions.retirer_preuve(preuve=preuve, acteur=autre, le=le, motif="x"),
        lambda: actions.franchir_ligne(ligne=preuve.ligne, pas="entreprendre", acteur=autre, le=le),
    )
    for essai in essais:
        with pytest.raises(RoleInsuffisant):
            essai()


def test_la_direction_ajoute_un_audit_et_le_mene_par_les_pages(client_role):
    direction, jour = client_role("direction"), timezone.localdate()
    publie = {"publie_le_jour": jour.day, "publie_le_mois": jour.month, "publie_le_annee": jour.year}
    audit = {"genre": "audit", "titre": "Audit 2026", "code": "audit-2026", "source": "Vérificateur"}
    suite = direction.post(reverse("plan_nouveau"), audit | publie)
    assert suite.url == f"{reverse('ligne_nouvelle')}?plan=audit-2026"
    plan = PlanAction.objects.get()
    ligne = {
        "plan": plan.pk,
        "genre": "recommandation",
        "volet": "commun",
        "code": "R1",
        "titre": "Mieux",
        "texte": "Faire mieux.",
    }
    direction.post(reverse("ligne_nouvelle"), ligne)
    r1 = LigneDePlan.objects.get()
    assert "déjà une ligne de ce code" in direction.post(reverse("ligne_nouvelle"), ligne).content.decode()
    preuve = reverse("preuve_joindre", args=[r1.pk])
    assert "pas de page à cette adresse" in direction.post(preuve, {"ecran": "/nulle-part/"}).content.decode()
    assert "l’un des deux" in direction.post(preuve, {}).content.decode()
    direction.post(preuve, {"ecran": "https://x.example/pertes/?a=1", "libelle": "Les pertes"})
    direction.post(preuve, {"indicateur": "abandon"})
    for nom, saisie in (("entreprendre", {}), ("realiser", {"motif": "Tout est là."})):
        direction.post(reverse("ligne_de_plan_pas", args=[r1.pk, nom]), saisie)
    page = direction.get(reverse("ligne_de_plan", args=[r1.pk])).content.decode()
    assert "Réalisée" in page and 'href="/pertes/"' in page and "Tout est là." in page
    assert "Rouvrir" in page and "Entreprendre" not in page
    registre = client_role("analyste").get(reverse("plan_registre")).content.decode()
    assert "Audit 2026" in registre and reverse("plan_nouveau") not in registre
    assert client_role("analyste").get(preuve).status_code == 403


def test_une_ligne_passee_est_en_retard_tant_qu_elle_n_est_pas_faite():
    jour = timezone.localdate()
    tard = LigneDePlanFactory(echeance_le=jour - timedelta(days=1))
    LigneDePlanFactory(echeance_le=jour)
    LigneDePlanFactory(echeance_le=jour - timedelta(days=1), realisee=True)
    LigneDePlanFactory(echeance_le=jour - timedelta(days=1), genre="constat")
    assert list(LigneDePlan.objects.en_retard(au=jour)) == [tard]
    assert [ligne for ligne in LigneDePlan.objects.all() if ligne.est_en_retard(au=jour)] == [tard]


def test_la_page_publique_dit_constats_actions_et_chiffres_publies_seulement(monkeypatch):
    charger_plans(le=timezone.now())
    pas(LigneDePlan.objects.get(code="F3"), "entreprendre")
    publie = ChiffrePublie("Premiers cours dans la norme", 0.75, "", definition="x")
    monkeypatch.setattr(lecture, "chiffres_publies", lambda codes: (None, {"debuts_dans_la_norme": publie}))
    page = Client().get(reverse("plan_public")).content.decode()
    assert page.count("En réalisation") > 1 and "Premiers cours dans la norme" in page
    for code in ("F1", "F3", "I2b"):
        assert f'id="ligne-{code}"' in page
    # A screen behind sign-in is no proof for the public.
    assert "/comment-les-places-sont-attribuees/" in page and "/pertes/" not in page
    assert "Direction" not in page.split("<footer")[0].split("<main")[1].replace("la direction", "")


def test_une_page_sans_plan_se_dit_vide():
    assert "Aucun plan" in Client().get(reverse("plan_public")).content.decode()


def test_le_rapport_annuel_est_un_pdf_ua(client_role):
    charger_plans(le=timezone.now())
    pas(LigneDePlan.objects.get(code="F1"), "entreprendre")
    plan, le = PlanAction.objects.get(), timezone.now()
    annee = exercice_de(timezone.localdate())
    assert pdf_ua.defauts(rendre_rapport(plan, annee, le=le)) == []
    html = html_du_rapport(plan, annee, le=le)
    assert "Entreprise" in html
    assert "Aucune ligne n’a changé d’état" in html_du_rapport(plan, annee - 1, le=le)
    analyste = client_role("analyste")
    assert analyste.get(reverse("plan_rapport_pdf"), {"exercice": annee + 1}).status_code == 404
    assert analyste.get(reverse("plan_rapport_pdf"), {"plan": "inconnu"}).status_code == 404


def test_dix_lignes_coutent_les_requetes_d_une(client_role, django_assert_max_num_queries):
    PreuveFactory(ligne__plan=PlanFactory())
    client = client_role("direction")
    client.get(reverse("plan_registre"))
    for _ligne in range(10):
        PreuveFactory(ligne__plan=PlanFactory())
    with django_assert_max_num_queries(16):
        client.get(reverse("plan_registre"))
