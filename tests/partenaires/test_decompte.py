"""The final accounting, against cases computed by hand: what is paid, withheld, taken off, recovered; then closing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cycle import TransitionRefusee
from guichet.models import Journal
from partenaires.a_faire import affaires
from partenaires.actions.decompte import approuver_decompte, etablir_decompte, fermer_entente
from partenaires.actions.lot import consigner_paiements, preparer_lot
from partenaires.actions.versement import autoriser_versement, emettre_versement, liberer_versement
from partenaires.models import Decompte, Entente, Versement
from partenaires.queries.decompte import repartir
from tests.base_de_donnees import connexion_proprietaire
from tests.factories.decomptes import DecompteFactory
from tests.factories.ententes import (
    DepenseRedditionFactory,
    EntenteFactory,
    LigneBudgetFactory,
    LivrableFactory,
    RedditionFactory,
    VersementFactory,
)
from tests.factories.guichet import OrganisationFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db


@dataclass
class Cas:
    """An entente of 100,000 $: instalments (amount, issued or not), eligible dollars; what must come out of it."""

    nom: str
    versements: list[tuple[int, bool]]
    admissible: int
    etat: str
    droit: int
    solde: int
    payes: list[int]
    retenus: list[int]
    retranche: int


CAS = (
    Cas("tout dépensé", [(60, True), (40, False)], 100, "rapport_final", 100, 40, [40], [], 0),
    Cas("moins dépensé", [(60, True), (40, False)], 85, "rapport_final", 85, 25, [40], [], -15),
    Cas("trop dépensé", [(60, True), (40, False)], 130, "rapport_final", 100, 40, [40], [], 0),
    Cas("résiliée tôt", [(30, True), (30, False), (40, False)], 50, "resiliee", 50, 20, [30], [40], -10),
    Cas("résiliée, rien dépensé", [(30, True), (70, False)], 0, "resiliee", 0, -30, [], [70], -30),
    Cas("déjà trop versé", [(60, True), (40, True)], 85, "rapport_final", 85, -15, [], [], -15),
    Cas("versé juste", [(85, True), (15, False)], 85, "rapport_final", 85, 0, [], [15], 0),
)


def mille(montant: int) -> Decimal:
    return Decimal(montant) * 1000


def acteur(role: Role) -> Acteur:
    return Acteur(role=role, utilisateur_id=UtilisateurFactory().pk)


def entente_finie(cas: Cas) -> Entente:
    """The entente of a case, its final account accepted."""
    organisation = OrganisationFactory(neq="1123456789")
    with transaction.atomic():
        entente = EntenteFactory(active=True, etat=cas.etat, organisation=organisation, versements=False)
        livrable = LivrableFactory(entente=entente, genre="reddition_finale")
        ligne = LigneBudgetFactory(entente=entente)
        for numero, (montant, emis) in enumerate(cas.versements, start=1):
            fait = {"autorise_le": timezone.now(), "emis_le": timezone.now(), "etat": "emis"} if emis else {}
            attend = {} if emis else {"condition": "reddition", "livrable": livrable}
            VersementFactory(entente=entente, numero=numero, montant=mille(montant), **fait, **attend)
        reddition = RedditionFactory(livrable=livrable, acceptee=True)
        depense = mille(cas.admissible) + 500
        DepenseRedditionFactory(reddition=reddition, ligne=ligne, montant=depense, admissible=mille(cas.admissible))
    return Entente.objects.get(pk=entente.pk)


def decompter(entente: Entente):
    decompte = etablir_decompte(entente=entente, acteur=acteur(Role.GESTIONNAIRE_ENTENTES), le=timezone.now())
    return approuver_decompte(decompte=decompte, acteur=acteur(Role.APPROBATEUR), le=timezone.now())


@pytest.mark.parametrize("cas", CAS, ids=lambda cas: cas.nom)
def test_le_decompte_et_ce_qui_en_suit_sont_ceux_comptes_a_la_main(cas):
    entente = entente_finie(cas)
    decompte = decompter(entente)
    assert (decompte.droit, decompte.solde) == (mille(cas.droit), mille(cas.solde))
    lignes = Versement.objects.filter(entente=entente).order_by("numero")
    exigibles = [v.montant for v in lignes if v.est_exigible and not v.est_recouvrement]
    assert exigibles == [mille(m) for m in cas.payes]
    assert [v.montant for v in lignes if v.est_retenu] == [mille(m) for m in cas.retenus]
    retranche = sum((v.montant for v in lignes if v.est_recouvrement), Decimal(0))
    assert retranche == mille(cas.retranche)
    assert sum(exigibles) + retranche == decompte.solde


@pytest.mark.parametrize("cas", CAS, ids=lambda cas: cas.nom)
def test_une_fois_tout_regle_l_entente_ferme_avec_le_juste_montant_emis(cas):
    entente = entente_finie(cas)
    decompte = decompter(entente)
    approbateur, payeur = acteur(Role.APPROBATEUR), acteur(Role.PAYEUR)
    a_payer = list(Versement.objects.filter(entente=entente, etat="exigible"))
    if a_payer:
        with pytest.raises(TransitionRefusee, match="Il reste à payer"):
            fermer_entente(entente=entente, acteur=approbateur, le=timezone.now())
        for versement in a_payer:
            autoriser_versement(versement=versement, acteur=approbateur, le=timezone.now())
        lot = preparer_lot(versements=[v.pk for v in a_payer], acteur=payeur, le=timezone.now())
        assert lot.total == decompte.solde
        references = {v.reference: f"P-{v.numero}" for v in a_payer}
        consigner_paiements(lot=lot, references=references, acteur=payeur, le=timezone.now())
    fermee = fermer_entente(entente=entente, acteur=approbateur, le=timezone.now())
    assert fermee.fermee_le
    emis = Versement.objects.filter(entente=entente, etat="emis")
    assert sum(v.montant for v in emis) == decompte.droit


def test_les_montants_sont_ceux_du_jour_et_une_autre_personne_approuve():
    entente = entente_finie(CAS[1])
    gestion = acteur(Role.GESTIONNAIRE_ENTENTES)
    decompte = etablir_decompte(entente=entente, acteur=gestion, le=timezone.now())
    memes = Acteur(role=Role.APPROBATEUR, utilisateur_id=gestion.utilisateur_id)
    with pytest.raises(TransitionRefusee, match="ne peut pas l’approuver"):
        approuver_decompte(decompte=decompte, acteur=memes, le=timezone.now())
    autre = RedditionFactory(livrable=LivrableFactory(entente=entente), acceptee=True)
    ligne = entente.lignes_budget.get()
    DepenseRedditionFactory(reddition=autre, ligne=ligne, montant=Decimal("5000"), admissible=Decimal("5000"))
    with pytest.raises(TransitionRefusee, match="ont changé"):
        approuver_decompte(decompte=decompte, acteur=acteur(Role.APPROBATEUR), le=timezone.now())
    assert decompter(entente).solde == Decimal("30000")
    with pytest.raises(TransitionRefusee, match="n’est plus possible"):
        etablir_decompte(entente=entente, acteur=gestion, le=timezone.now())


def test_pas_de_decompte_avant_le_rapport_final_accepte():
    entente = EntenteFactory(active=True, etat="rapport_final")
    gestion = acteur(Role.GESTIONNAIRE_ENTENTES)
    with pytest.raises(TransitionRefusee, match="rapport final est accepté"):
        etablir_decompte(entente=entente, acteur=gestion, le=timezone.now())
    with pytest.raises(TransitionRefusee, match="à la fin de l’entente"):
        etablir_decompte(entente=EntenteFactory(active=True), acteur=gestion, le=timezone.now())
    with pytest.raises(TransitionRefusee, match="Votre rôle"):
        etablir_decompte(entente=entente, acteur=acteur(Role.PAYEUR), le=timezone.now())


def autoriser_le_reste(entente: Entente) -> Versement:
    paye = Versement.objects.get(entente=entente, etat="exigible", genre="ordinaire")
    return autoriser_versement(versement=paye, acteur=acteur(Role.APPROBATEUR), le=timezone.now())


def liberer_le_retenu(entente: Entente) -> None:
    retenu = Versement.objects.get(entente=entente, etat="retenu")
    liberer_versement(versement=retenu, acteur=acteur(Role.APPROBATEUR), le=timezone.now(), motif="x")


def mettre_seul_au_lot(entente: Entente) -> None:
    preparer_lot(versements=[autoriser_le_reste(entente).pk], acteur=acteur(Role.PAYEUR), le=timezone.now())


def emettre_seul(entente: Entente) -> None:
    reste = autoriser_le_reste(entente)
    emettre_versement(versement=reste, acteur=acteur(Role.PAYEUR), le=timezone.now(), reference="P-1")


GESTES = (
    (liberer_le_retenu, "a fixé ce qui reste dû", "partenaires.actions.versement._exiger_sans_decompte"),
    (mettre_seul_au_lot, "ajoutez-le au lot", "partenaires.actions.lot._verifier_compensations"),
    (emettre_seul, "passez par un lot", "partenaires.actions.versement._exiger_compensation"),
)
chaque_geste = pytest.mark.parametrize(("geste", "message", "garde"), GESTES, ids=[g.__name__ for g, _m, _g in GESTES])


@chaque_geste
def test_ce_que_le_decompte_retient_ne_se_libere_plus_et_se_paie_avec_sa_compensation(geste, message, garde):
    entente = entente_finie(CAS[3])
    decompter(entente)
    with pytest.raises(TransitionRefusee, match=message):
        geste(entente)


@chaque_geste
def test_temoin_sans_la_garde_le_versement_part_sans_sa_compensation(monkeypatch, geste, message, garde):
    entente = entente_finie(CAS[3])
    decompter(entente)
    monkeypatch.setattr(garde, lambda *_lignes: None)
    geste(entente)
    assert not Versement.objects.get(entente=entente, genre="recouvrement").lot_id


def test_chaque_pas_du_decompte_est_au_journal_avec_ses_montants():
    entente = entente_finie(CAS[1])
    gestion, approbateur = acteur(Role.GESTIONNAIRE_ENTENTES), acteur(Role.APPROBATEUR)
    for _fois in range(2):
        decompte = etablir_decompte(entente=entente, acteur=gestion, le=timezone.now())
    page = reverse("decompte", args=[entente.pk])
    assert page in [affaire.url for affaire in affaires(approbateur, au=timezone.localdate())]
    approuver_decompte(decompte=decompte, acteur=approbateur, le=timezone.now())
    assert page not in [affaire.url for affaire in affaires(approbateur, au=timezone.localdate())]
    lignes = list(Journal.objects.de_l_objet(decompte))
    assert [(ligne.pas, ligne.vers, ligne.acteur_id) for ligne in lignes] == [
        ("ouvrir", "etabli", gestion.utilisateur_id),
        ("refaire", "etabli", gestion.utilisateur_id),
        ("approuver", "verrouille", approbateur.utilisateur_id),
    ]
    assert {ligne.contexte["solde"] for ligne in lignes} == {"25000.00"}
    assert {ligne.organisation_id for ligne in lignes} == {entente.organisation_id}


def approuver_par_sql(entente: Entente) -> None:
    Decompte.objects.filter(entente=entente).update(etat="verrouille", approuve_le=timezone.now())


def test_la_base_refuse_une_approbation_absente_du_journal_ou_sans_date():
    decompte = DecompteFactory()
    with pytest.raises(IntegrityError, match="sans ligne de journal"), transaction.atomic():
        approuver_par_sql(decompte.entente)
    with pytest.raises(IntegrityError, match="decompte_etat_date"), transaction.atomic():
        Decompte.objects.filter(pk=decompte.pk).update(approuve_le=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_temoin_sans_la_garde_un_decompte_s_approuve_hors_du_journal(systeme, nom_de_la_base):
    with systeme:
        decompte = DecompteFactory()
    with connexion_proprietaire(nom_de_la_base) as proprietaire:
        proprietaire.execute("ALTER TABLE partenaires_decompte DISABLE TRIGGER garder_etat")
    with systeme:
        approuver_par_sql(decompte.entente)
        assert Decompte.objects.get(pk=decompte.pk).est_approuve


def test_un_recouvrement_vient_seulement_du_decompte_et_une_fois():
    entente = EntenteFactory(active=True)
    with pytest.raises(IntegrityError, match="recouvrement_du_decompte"), transaction.atomic():
        VersementFactory(entente=entente, genre="recouvrement", montant=Decimal("-5"))
    VersementFactory(entente=entente, genre="recouvrement", montant=Decimal("-5"), condition="decompte")
    with pytest.raises(IntegrityError, match="recouvrement_unique"), transaction.atomic():
        VersementFactory(entente=entente, genre="recouvrement", montant=Decimal("-5"), condition="decompte")


def fermer_par_sql(entente: Entente) -> None:
    """Past every action: journal row and state, only the database judges."""
    with transaction.atomic():
        ici = Entente.objects.get(pk=entente.pk)
        Journal.inscrire(ici, pas="fermer", de=ici.etat, vers="fermee", acteur=Acteur.systeme(), le=timezone.now())
        Entente.objects.filter(pk=entente.pk).update(etat="fermee")


def test_la_base_refuse_de_fermer_une_entente_non_soldee():
    entente = entente_finie(CAS[1])
    with pytest.raises(IntegrityError, match="au lieu de"):
        fermer_par_sql(entente)
    decompter(entente)
    with pytest.raises(IntegrityError, match="au lieu de"):
        fermer_par_sql(entente)


@pytest.mark.django_db(transaction=True)
def test_temoin_sans_la_garde_une_entente_non_soldee_ferme(systeme, nom_de_la_base):
    with systeme:
        entente = entente_finie(CAS[1])
    with connexion_proprietaire(nom_de_la_base) as proprietaire:
        proprietaire.execute("ALTER TABLE partenaires_entente DISABLE TRIGGER garder_fermeture")
    with systeme:
        fermer_par_sql(entente)
        assert Entente.objects.get(pk=entente.pk).est_finie


def test_temoin_payer_sans_retrancher_ne_donne_pas_le_solde():
    class Ligne:
        montant = Decimal("40000")

    juste = repartir(Decimal("25000"), [Ligne()])
    assert sum(v.montant for v in juste.gardes) + juste.retranche == Decimal("25000")
    assert sum(v.montant for v in juste.gardes) != Decimal("25000")
