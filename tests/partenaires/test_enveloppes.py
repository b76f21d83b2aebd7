"""Envelopes by fiscal year: engaged, paid, left, projected; rows that end and are never rewritten."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cycle import RoleInsuffisant
from partenaires.actions.enveloppe import fixer_enveloppe
from partenaires.exercices import bornes, exercice_de, mois_de, repartir_par_exercice
from partenaires.models import Enveloppe, Programme
from partenaires.queries.enveloppes import consommation, mois_par_mois, mouvements
from tests.base_de_donnees import connexion_proprietaire
from tests.connexion import connecter
from tests.factories.decomptes import DecompteFactory
from tests.factories.ententes import EntenteFactory, ProgrammeFactory, VersementFactory, VoletFactory
from tests.factories.normes import EnveloppeFactory

LE = datetime(2026, 11, 28, 15, tzinfo=timezone.get_fixed_timezone(-300))
AU = LE.date()
GESTION = Acteur(role=Role.GESTIONNAIRE_ENTENTES)


@pytest.mark.parametrize(
    ("jour", "exercice"), [(date(2026, 4, 1), 2026), (date(2027, 3, 31), 2026), (date(2026, 3, 31), 2025)]
)
def test_l_exercice_commence_le_1er_avril(jour, exercice):
    assert exercice_de(jour) == exercice
    assert bornes(exercice)[0] <= jour <= bornes(exercice)[1]


def test_les_douze_mois_d_un_exercice():
    mois = mois_de(2026)
    assert (mois[0], mois[8], mois[9], mois[-1]) == (
        date(2026, 4, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
        date(2027, 3, 1),
    )


@pytest.mark.parametrize(
    ("debut", "fin", "parts"),
    [
        (date(2026, 4, 1), date(2027, 3, 31), {2026: "100.00"}),
        (date(2026, 4, 1), date(2028, 3, 31), {2026: "49.93", 2027: "50.07"}),
        (date(2027, 3, 31), date(2027, 4, 2), {2026: "33.33", 2027: "66.67"}),
    ],
)
def test_un_montant_se_repartit_selon_les_jours_sans_perdre_un_cent(debut, fin, parts):
    assert repartir_par_exercice(Decimal(100), debut, fin) == {a: Decimal(p) for a, p in parts.items()}


def versement(entente, montant, prevu_le, numero, **autres):
    return VersementFactory(entente=entente, montant=Decimal(montant), prevu_le=prevu_le, numero=numero, **autres)


def emis(le: datetime) -> dict:
    return {"etat": "emis", "autorise_le": le, "emis_le": le}


@pytest.fixture
def _en_novembre():
    with time_machine.travel(LE, tick=False):
        yield


@pytest.mark.django_db
@pytest.mark.usefixtures("_en_novembre")
def test_la_consommation_egale_le_compte_fait_a_la_main():
    volet = VoletFactory()
    EnveloppeFactory(exercice=2026, montant=Decimal("100000"), debut_le=LE - timedelta(days=200))
    # Two years: 60 000 this year of which 40 000 paid, 40 000 the next.
    deux_ans = EntenteFactory(volet=volet, signee=True, versements=False, montant_demande=Decimal("100000"))
    versement(deux_ans, "40000", date(2026, 4, 15), 1, **emis(LE - timedelta(days=100)))
    versement(deux_ans, "20000", date(2027, 3, 31), 2)
    versement(deux_ans, "40000", date(2027, 4, 1), 3)
    # Paid back, once the final accounting is approved.
    DecompteFactory(
        approuve=True,
        entente=deux_ans,
        **dict.fromkeys(("convenu", "verse"), Decimal("100000")),
        **dict.fromkeys(("admissible", "droit"), Decimal("94000")),
        solde=Decimal("-6000"),
        etabli_le=LE - timedelta(days=95),
        approuve_le=LE - timedelta(days=92),
    )
    versement(
        deux_ans,
        "-1000",
        date(2026, 8, 1),
        5,
        genre="recouvrement",
        condition="decompte",
        **emis(LE - timedelta(days=90)),
    )
    # Approved, without a calendar: the year it begins.
    EntenteFactory(volet=volet, approuvee=True, montant_demande=Decimal("10000"), debut=date(2026, 12, 1))
    # Ended early: what was paid counts, the rest no longer does.
    rompue = EntenteFactory(
        volet=volet, signee=True, etat="resiliee", versements=False, montant_demande=Decimal("9000")
    )
    versement(rompue, "3000", date(2026, 5, 1), 1, **emis(LE - timedelta(days=150)))
    versement(rompue, "6000", date(2027, 1, 1), 2)
    # Recommended: 12 000 over one whole year from 1 April 2027; a mere request counts for nothing.
    annee = {"debut": date(2027, 4, 1), "fin": date(2028, 3, 31), "revue_prevue_le": date(2027, 10, 1)}
    EntenteFactory(volet=volet, etat="recommandee", montant_recommande=Decimal("12000"), **annee)
    EntenteFactory(volet=volet, soumise=True, montant_demande=Decimal("77777"))
    # Another programme's money is its own.
    ailleurs = VoletFactory(version__programme=ProgrammeFactory(code="ailleurs", nom="Ailleurs"))
    EntenteFactory(volet=ailleurs, signee=True)

    un, deux = consommation(volet.version.programme, au=AU)
    assert (un.exercice, un.enveloppe) == (2026, Decimal("100000"))
    assert un.engage == Decimal("72000")  # 60 000 − 1 000 + 10 000 + 3 000
    assert un.verse == Decimal("42000")  # 40 000 − 1 000 + 3 000
    assert (un.reste, un.a_venir, un.depassement) == (Decimal("28000"), 0, 0)
    assert (deux.exercice, deux.enveloppe, deux.engage, deux.a_venir) == (2027, None, 40000, 12000)
    assert deux.reste is None and deux.projete == 52000 and not deux.est_en_alerte(Decimal("0.1"))
    mois = mois_par_mois(mouvements(volet.version.programme, au=AU), 2026, au=AU)
    assert sum(m.prevu for m in mois) == Decimal("62000")
    assert sum(m.verse or 0 for m in mois) == un.verse
    assert [m.verse is None for m in mois] == [False] * 8 + [True] * 4


@pytest.mark.django_db
@pytest.mark.usefixtures("_en_novembre")
def test_l_alerte_precede_le_depassement():
    volet = VoletFactory()
    enveloppe = EnveloppeFactory(exercice=2026, montant=Decimal("100000"))
    EntenteFactory(volet=volet, approuvee=True, montant_demande=Decimal("89999"), debut=date(2026, 12, 1))
    (annee,) = consommation(volet.version.programme, au=AU)
    assert not annee.est_en_alerte(Decimal("0.9"))
    client = connecter("direction")
    assert "presque épuisée" not in client.get(reverse("enveloppes")).content.decode()
    EntenteFactory(
        volet=volet,
        etat="recommandee",
        montant_recommande=Decimal("12000"),
        debut=date(2026, 12, 1),
        fin=date(2027, 3, 31),
        revue_prevue_le=None,
    )
    (annee,) = consommation(volet.version.programme, au=AU)
    assert annee.depassement == Decimal("1999") and annee.est_en_alerte(Decimal("0.9"))
    page = client.get(reverse("enveloppes"))
    assert "presque épuisée" in page.content.decode() and page.context["graphique"] is not None
    assert enveloppe.montant == 100000


@pytest.mark.django_db
def test_un_nouveau_montant_finit_l_ancien_et_le_garde():
    programme, hier, le = ProgrammeFactory(), timezone.now() - timedelta(days=2), timezone.now()
    for moment, montant in ((hier, "100"), (le, "150"), (le, "150")):
        fixer_enveloppe(
            programme=programme, exercice=2026, montant=Decimal(montant), motif="Crédits", acteur=GESTION, le=moment
        )
    lignes = list(Enveloppe.objects.order_by("debut_le"))
    assert [(ligne.montant, ligne.fin_le) for ligne in lignes] == [(100, le), (150, None)]
    (veille,) = consommation(programme, au=timezone.localdate(hier))
    (jour,) = consommation(programme, au=timezone.localdate(le))
    assert (veille.enveloppe, jour.enveloppe) == (100, 150)
    for role in set(Role) - {Role.GESTIONNAIRE_ENTENTES}:
        with pytest.raises(RoleInsuffisant):
            fixer_enveloppe(
                programme=programme, exercice=2026, montant=Decimal(1), motif="x", acteur=Acteur(role=role), le=le
            )


REECRITURES = (
    {"montant": 1},
    {"exercice": 2030},
    {"motif": "Autre", "fin_le": timezone.now()},
)


@pytest.mark.django_db
@pytest.mark.parametrize("champs", REECRITURES)
def test_la_base_refuse_de_reecrire_une_enveloppe(champs):
    enveloppe = EnveloppeFactory()
    with pytest.raises(DatabaseError, match="ne se réécrit pas"), transaction.atomic():
        Enveloppe.objects.filter(pk=enveloppe.pk).update(**champs)
    with pytest.raises(DatabaseError), transaction.atomic():
        Enveloppe.objects.filter(pk=enveloppe.pk).delete()


@pytest.mark.django_db(transaction=True)
def test_temoin_sans_la_garde_une_enveloppe_se_reecrit(systeme, nom_de_la_base):
    with systeme:
        enveloppe = EnveloppeFactory()
    with connexion_proprietaire(nom_de_la_base) as proprietaire:
        proprietaire.execute("ALTER TABLE partenaires_enveloppe DISABLE TRIGGER garder_enveloppe")
    with systeme:
        assert Enveloppe.objects.filter(pk=enveloppe.pk).update(montant=1) == 1


@pytest.mark.django_db
def test_fixer_une_enveloppe_par_page():
    programme = ProgrammeFactory()
    client = connecter("gestionnaire_ententes")
    adresse, exercice = reverse("enveloppe_fixer"), exercice_de(timezone.localdate())
    donnees = {"programme": programme.pk, "exercice": exercice, "montant": "2 500 000,00 $", "motif": "Crédits"}
    for autres, champ in (({"montant": "x"}, "montant"), ({"exercice": 1999}, "exercice"), ({"motif": ""}, "motif")):
        reponse = client.post(adresse, donnees | autres)
        assert champ in reponse.context["form"].errors and "selected" in reponse.content.decode()
    assert client.post(adresse, donnees).status_code == 302
    enveloppe = Enveloppe.objects.get()
    assert enveloppe.montant == 2_500_000 and enveloppe.fixee_par is not None
    page = client.get(reverse("enveloppes")).content.decode()
    assert "Montants fixés pour" in page and "Crédits" in page
    assert Programme.objects.count() == 1
