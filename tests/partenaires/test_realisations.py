"""What was done equals a slow count over rolls, evaluations and services; nothing of another partner counts."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from guichet.models import Journal, Motif
from inscriptions.models import Evaluation, Presence, Seance
from partenaires.models import ServiceRendu, TermeEntente
from partenaires.queries import realisations as module
from partenaires.queries.realisations import realisations
from tests.factories.ententes import ActiviteFactory, EntenteFactory, IndicateurFactory
from tests.factories.guichet import AdhesionFactory, OrganisationFactory
from tests.factories.inscriptions import GroupeFactory
from tests.inscriptions.classe import place_confirmee

pytestmark = pytest.mark.django_db

DEBUT = date(2026, 1, 1)
DU, AU = date(2026, 2, 1), date(2026, 4, 30)
UNITES = ("seance_groupe", "heure_apprenant", "evaluation_classement", "personne_servie", "rencontre_individuelle")


def entente_a_tout(organisation=None):
    """One activity by unit, 3,650 of each over a year of 365 days, and one indicator."""
    entente = EntenteFactory(
        organisation=organisation or OrganisationFactory(), approuvee=True, debut=DEBUT, fin=DEBUT + timedelta(364)
    )
    for unite in UNITES:
        ActiviteFactory(entente=entente, code=unite.replace("_", "-"), unite=unite, volume_prevu=Decimal("3650"))
    IndicateurFactory(entente=entente, code="debuts", cible=Decimal("730"), tolerance=Decimal("0.2"))
    return entente


def peupler(organisation, graine: int) -> None:
    """Groups, meetings held or not, rolls, evaluations, services; some outside the period."""
    hasard = random.Random(graine)
    membre = AdhesionFactory(role="agent_partenaire", organisation=organisation, valide_du=date(2026, 3, 1)).utilisateur
    motif = Motif.objects.order_by("code").first()
    for _g in range(2):
        groupe = GroupeFactory(organisation=organisation, etat="en_cours")
        places = [place_confirmee(groupe) for _ in range(3)]
        for rang in range(14):
            jour = date(2026, 1, 20) + timedelta(days=rang * 9)
            annulee = hasard.random() < 0.2
            seance = Seance.objects.create(
                groupe=groupe,
                organisation=organisation,
                date=jour,
                heure_debut=time(18),
                heure_fin=hasard.choice([time(19, 20), time(20), time(21, 30)]),
                annulee_le=timezone.now() if annulee else None,
                motif_annulation=motif if annulee else None,
                appel_le=timezone.now() if hasard.random() < 0.8 else None,
            )
            for place in places:
                Presence.objects.create(
                    seance=seance,
                    place=place,
                    personne=place.personne,
                    organisation=organisation,
                    region_id="06",
                    code=hasard.choice(["present", "retard", "absent"]),
                    saisie_le=timezone.now(),
                )
        for place in places:
            le = timezone.make_aware(datetime(2026, hasard.randrange(1, 7), hasard.randrange(1, 28), 23, 30))
            Evaluation.objects.create(
                inscription=place.inscription,
                personne=place.personne,
                region_id="06",
                genre=hasard.choice(["classement", "autoevaluation"]),
                edition_id="2023",
                co=1,
                po=1,
                ce=1,
                pe=1,
                evaluee_le=le,
                evaluee_par=hasard.choice([membre, None]),
            )


def servir(entente, /, **champs) -> ServiceRendu:
    """One accepted line."""
    valeurs = {
        "organisation_id": entente.organisation_id,
        "entente": entente,
        "source": "organisme",
        "reference": f"S-{ServiceRendu.objects.count()}",
        "activite": "rencontre-individuelle",
        "date": date(2026, 3, 3),
        "quantite": Decimal("1"),
        "unite": "rencontre_individuelle",
        "clientele": "toutes",
        "region_id": "06",
        "personne_ref": "P-001",
        "cree_le": timezone.now(),
    }
    return ServiceRendu.objects.create(**(valeurs | champs))


def lentement(organisation) -> dict[str, Decimal | None]:
    """The five units, row by row."""
    tenues = [
        s
        for s in Seance.objects.all()
        if s.organisation_id == organisation.pk and DU <= s.date <= AU and s.annulee_le is None
    ]
    venues = [p for s in tenues for p in s.presences.all() if p.code in ("present", "retard")]
    minutes = sum(
        (p.seance.heure_fin.hour * 60 + p.seance.heure_fin.minute)
        - (p.seance.heure_debut.hour * 60 + p.seance.heure_debut.minute)
        for p in venues
    )
    evaluations = [
        e
        for e in Evaluation.objects.exclude(evaluee_par=None)
        if e.genre == "classement"
        and DU <= timezone.localdate(e.evaluee_le) <= AU
        and any(
            a.organisation_id == organisation.pk and a.valide_du <= timezone.localdate(e.evaluee_le)
            for a in e.evaluee_par.adhesions.all()
        )
    ]
    return {
        "seance-groupe": Decimal(len([s for s in tenues if s.appel_le])),
        "heure-apprenant": (Decimal(minutes) / 60).quantize(Decimal("0.001")),
        "evaluation-classement": Decimal(len(evaluations)),
        "personne-servie": Decimal(len({p.personne_id for p in venues})),
        "rencontre-individuelle": None,
    }


@pytest.mark.parametrize("graine", range(3))
def test_chaque_unite_egale_un_compte_lent(graine):
    entente = entente_a_tout()
    peupler(entente.organisation, graine)
    peupler(OrganisationFactory(), graine + 50)
    faites = {r.code: r for r in realisations(entente, du=DU, au=AU) if r.nature == "activite"}
    assert {code: r.compte for code, r in faites.items()} == lentement(entente.organisation)
    assert faites["seance-groupe"].compte > 5 and faites["heure-apprenant"].compte > 20


def test_temoin_une_seance_annulee_comptee_se_verrait(monkeypatch):
    entente = entente_a_tout()
    peupler(entente.organisation, 0)
    Seance.objects.filter(annulee_le__isnull=False, date__range=(DU, AU)).update(appel_le=timezone.now())
    monkeypatch.setitem(
        module._COMPTEURS,
        "seance_groupe",
        lambda o, du, au: Decimal(Seance.objects.filter(organisation_id=o, date__range=(du, au)).count()),
    )
    faites = {r.code: r.compte for r in realisations(entente, du=DU, au=AU)}
    assert faites["seance-groupe"] != lentement(entente.organisation)["seance-groupe"]


def test_le_prevu_d_une_periode_est_sa_part_des_jours():
    entente = entente_a_tout()
    prevus = {r.code: r.prevu for r in realisations(entente, du=DU, au=AU)}
    assert prevus["seance-groupe"] == Decimal("890.000") and prevus["debuts"] == Decimal("178.000")
    assert {r.prevu for r in realisations(entente, du=DEBUT, au=entente.fin) if r.nature == "activite"} == {
        Decimal("3650.000")
    }


def test_les_services_hors_du_portail_s_ajoutent_par_source_et_une_personne_compte_une_fois():
    entente = entente_a_tout()
    servir(entente)
    servir(entente, source="ministere", quantite=Decimal("2.5"))
    servir(entente, fini_le=timezone.now(), fini_motif="Erreur", quantite=Decimal("90"))
    servir(entente, date=date(2026, 6, 1), quantite=Decimal("90"))
    servir(entente, entente=None, quantite=Decimal("90"))
    personne = {"activite": "personne-servie", "unite": "personne_servie"}
    servir(entente, **personne)
    servir(entente, **personne)
    servir(entente, **personne, personne_ref="P-002")
    servir(entente, **personne, personne_ref="", nombre=4, quantite=Decimal("4"))
    faites = {r.code: r for r in realisations(entente, du=DU, au=AU)}
    rencontres = faites["rencontre-individuelle"]
    assert rencontres.par_source == {"ministere": Decimal("2.50"), "organisme": Decimal("1.00")}
    assert (rencontres.compte, rencontres.externe, rencontres.retenu) == (None, Decimal("3.5"), Decimal("3.5"))
    assert faites["personne-servie"].externe == Decimal("6")


def test_deux_activites_d_une_unite_se_partagent_le_compte_sans_rien_perdre():
    entente = EntenteFactory(approuvee=True, debut=DEBUT, fin=DEBUT + timedelta(364))
    for code, volume in (("jour", "100"), ("soir", "200"), ("fin-de-semaine", "33")):
        ActiviteFactory(entente=entente, code=code, volume_prevu=Decimal(volume))
    peupler(entente.organisation, 1)
    faites = {r.code: r.compte for r in realisations(entente, du=DU, au=AU)}
    total = lentement(entente.organisation)["heure-apprenant"]
    assert sum(faites.values()) == total and faites["soir"] > faites["jour"] > faites["fin-de-semaine"] > 0


def test_un_indicateur_dont_la_definition_a_change_n_a_pas_de_valeur():
    entente = EntenteFactory(approuvee=True, debut=DEBUT, fin=DEBUT + timedelta(364))
    IndicateurFactory(entente=entente, code="debuts", version_mesure=1)
    IndicateurFactory(entente=entente, code="abandon", version_mesure=9)
    Journal.objects.create(
        objet_type="place",
        objet_id=entente.pk,
        pas="commencer",
        de="confirmee",
        vers="commencee",
        le=timezone.make_aware(datetime(2026, 3, 3, 9)),
        acteur_role="systeme",
        organisation=entente.organisation,
    )
    faites = {r.code: r for r in realisations(entente, du=DU, au=AU)}
    assert (faites["debuts"].compte, faites["debuts"].definition) == (Decimal("1.000"), "debuts v1")
    assert (faites["abandon"].compte, faites["abandon"].definition) == (None, "abandon v9")


def test_le_prevu_suit_les_avenants_en_vigueur_a_la_fin_de_la_periode():
    entente = entente_a_tout()
    for operation, valeur, effet in (("fixer", "3650", DEBUT), ("ajouter", "365", date(2026, 4, 30))):
        TermeEntente.objects.create(
            entente=entente,
            organisation=entente.organisation,
            cle="activite:seance-groupe:volume",
            operation=operation,
            valeur=valeur,
            effet_du=effet,
            connu_le=timezone.now(),
        )
    assert {r.code: r.prevu for r in realisations(entente, du=DU, au=AU)}["seance-groupe"] == Decimal("979.000")
    avant = {r.code: r.prevu for r in realisations(entente, du=DU, au=date(2026, 4, 29))}
    assert avant["seance-groupe"] == Decimal("880.000")
    entente.refresh_from_db()
    assert entente.activites.get(code="seance-groupe").volume_prevu == Decimal("3650")
