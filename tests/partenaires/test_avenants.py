"""Amendments: drafted, balanced, approved by another, signed by both; then terms, money and accounts follow."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from partenaires.actions import avenant as actions
from partenaires.actions.avenant import ajouter_changement, faire_pas_avenant, ouvrir_avenant, retirer_changement
from partenaires.models import Avenant, Entente, Livrable, Reddition
from partenaires.queries.changements import changements_en_mots, empechements
from partenaires.queries.termes import lignes_de, termes_effectifs, termes_lus
from tests.base_de_donnees import connexion_proprietaire
from tests.factories.ententes import LivrableFactory
from tests.partenaires.signatures import Scene, acteur_de, deleguer_jusqu_a, entente_signee
from tests.partenaires.test_signature import client_de

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _certificat(settings, tmp_path_factory):
    settings.SIGNATURE_DOSSIER = tmp_path_factory.mktemp("signature")


def ebauche(signee: Scene, *changements: tuple[str, str, str], effet_du=None) -> Avenant:
    """A draft with these changes."""
    avenant = ouvrir_avenant(
        entente=signee.entente,
        objet="Ajouter des cours",
        justification="La demande augmente.",
        effet_du=effet_du or timezone.localdate(),
        acteur=signee.gestion,
        le=timezone.now(),
    )
    for cle, operation, valeur in changements:
        avenant = ajouter_changement(
            avenant=avenant, cle=cle, operation=operation, valeur=valeur, acteur=signee.gestion
        )
    return avenant


def mener_a_terme(signee: Scene, avenant: Avenant) -> Avenant:
    """Proposed, approved, signed by both sides."""
    le = timezone.now()
    faire_pas_avenant(avenant=avenant, pas="proposer", acteur=signee.gestion, le=le)
    faire_pas_avenant(avenant=avenant, pas="approuver", acteur=signee.ministere, le=le)
    signee.signer_tout(signee.preparer(Avenant.objects.get(pk=avenant.pk)))
    return Avenant.objects.get(pk=avenant.pk)


HAUSSE = (("montant", "ajouter", "10000"), ("versement:2:montant", "ajouter", "10000"))


def test_un_avenant_signe_change_le_montant_les_versements_et_les_termes_dans_la_meme_transaction():
    signee = entente_signee()
    avenant = mener_a_terme(signee, ebauche(signee, *HAUSSE))
    signee.entente.refresh_from_db()
    assert avenant.est_signe
    assert signee.entente.montant_convenu == Decimal("110000")
    montants = signee.entente.versements.order_by("numero").values_list("montant", flat=True)
    assert list(montants) == [Decimal("60000"), Decimal("50000")]
    hier, maintenant = timezone.localdate() - timedelta(days=1), timezone.now()
    au = {"connus_le": maintenant}
    assert termes_effectifs(signee.entente, au=hier, **au)["montant"] == Decimal("100000")
    assert termes_effectifs(signee.entente, au=timezone.localdate(), **au)["montant"] == Decimal("110000")
    avant = avenant.signe_le - timedelta(microseconds=1)
    assert termes_effectifs(signee.entente, au=timezone.localdate(), connus_le=avant)["montant"] == Decimal("100000")
    lus = {t.cle: t for t in termes_lus(lignes_de(signee.entente), au=timezone.localdate(), connus_le=maintenant)}
    assert lus["montant"].avenants == (avenant,) and not lus["fin"].est_change


def test_un_avenant_desequilibre_ne_se_propose_pas_et_dit_de_combien():
    signee = entente_signee()
    avenant = ebauche(signee, HAUSSE[0])
    with pytest.raises(TransitionRefusee, match=r"il manque 10.000,00"):
        faire_pas_avenant(avenant=avenant, pas="proposer", acteur=signee.gestion, le=timezone.now())
    avenant = ajouter_changement(
        avenant=avenant, cle="versement:2:montant", operation="ajouter", valeur="12000", acteur=signee.gestion
    )
    assert "dépassent" in empechements(avenant)[0]
    assert empechements(ebauche(signee)) == ["L’avenant ne change rien : ajoutez au moins un changement."]


def test_un_avenant_retroactif_sous_un_montant_fixe_se_voit_a_son_equilibre_de_chaque_jour():
    signee = entente_signee()
    jour = timezone.localdate()
    mener_a_terme(
        signee,
        ebauche(signee, ("montant", "fixer", "110000"), ("versement:2:montant", "ajouter", "10000"), effet_du=jour),
    )
    # The instalment's addition survives under the fixed amount, the amount's does not.
    avenant = ebauche(signee, *HAUSSE, effet_du=jour - timedelta(days=30))
    assert len(empechements(avenant)) == 1 and "dépassent" in empechements(avenant)[0]


def test_la_personne_qui_propose_n_approuve_pas_et_l_analyste_ne_signe_pas():
    signee = entente_signee()
    avenant = ebauche(signee, *HAUSSE)
    with pytest.raises(RoleInsuffisant):
        faire_pas_avenant(avenant=avenant, pas="proposer", acteur=signee.ministere, le=timezone.now())
    faire_pas_avenant(avenant=avenant, pas="proposer", acteur=signee.gestion, le=timezone.now())
    double = acteur_de(Role.APPROBATEUR)
    Avenant.objects.filter(pk=avenant.pk).update(propose_par=double.utilisateur_id)
    with pytest.raises(TransitionRefusee, match="ne peut pas l’approuver"):
        faire_pas_avenant(avenant=avenant, pas="approuver", acteur=double, le=timezone.now())
    with pytest.raises(TransitionRefusee, match="page de signature"):
        faire_pas_avenant(avenant=avenant, pas="signer", acteur=double, le=timezone.now())


def test_la_delegation_de_qui_approuve_va_jusqu_au_montant_avec_l_avenant():
    signee = entente_signee()
    avenant, le = ebauche(signee, *HAUSSE), timezone.now()
    faire_pas_avenant(avenant=avenant, pas="proposer", acteur=signee.gestion, le=le)
    petite = acteur_de(Role.APPROBATEUR)
    with pytest.raises(TransitionRefusee, match=r"pas de délégation en vigueur pour approuver 110.000,00"):
        faire_pas_avenant(avenant=avenant, pas="approuver", acteur=petite, le=le)
    # Enough for the entente as it was signed, not for what it becomes.
    deleguer_jusqu_a(petite, Decimal("109999.99"))
    with pytest.raises(TransitionRefusee, match=r"va jusqu’à 109.999,99"):
        faire_pas_avenant(avenant=avenant, pas="approuver", acteur=petite, le=le)
    assert not Avenant.objects.get(pk=avenant.pk).approuve_le


def _approuver_au_dela(signee: Scene, monkeypatch: pytest.MonkeyPatch) -> Avenant:
    """An amendment approved, the action kept from refusing, by someone whose delegation stops a cent below."""
    monkeypatch.setattr(actions, "verifier_delegation", lambda *_a, **_k: None)
    avenant, le, petite = ebauche(signee, *HAUSSE), timezone.now(), acteur_de(Role.APPROBATEUR)
    deleguer_jusqu_a(petite, Decimal("109999.99"))
    faire_pas_avenant(avenant=avenant, pas="proposer", acteur=signee.gestion, le=le)
    faire_pas_avenant(avenant=avenant, pas="approuver", acteur=petite, le=le)
    return Avenant.objects.get(pk=avenant.pk)


def test_la_base_refuse_une_hausse_que_la_delegation_ne_permettait_pas(monkeypatch):
    signee = entente_signee()
    avenant = _approuver_au_dela(signee, monkeypatch)
    with pytest.raises(IntegrityError, match="sans avenant signé que sa délégation"), transaction.atomic():
        signee.signer_tout(signee.preparer(avenant))
    signee.entente.refresh_from_db()
    assert signee.entente.montant_convenu == Decimal("100000")


def test_la_base_refuse_une_hausse_sans_avenant():
    entente = Entente.objects.filter(pk=entente_signee().entente.pk)
    with pytest.raises(IntegrityError, match="sans avenant signé"), transaction.atomic():
        entente.update(montant_convenu=Decimal("100000.01"))


@pytest.mark.django_db(transaction=True)
def test_temoin_sans_la_garde_la_hausse_passe(systeme, nom_de_la_base, monkeypatch):
    with systeme:
        signee = entente_signee()
    with connexion_proprietaire(nom_de_la_base) as proprietaire:
        proprietaire.execute("DROP TRIGGER garder_hausse ON partenaires_entente")
    with systeme:
        avenant = _approuver_au_dela(signee, monkeypatch)
        signee.signer_tout(signee.preparer(avenant))
    with systeme:
        assert Entente.objects.get(pk=signee.entente.pk).montant_convenu == Decimal("110000")


def test_un_versement_parti_ne_change_plus_et_un_nouveau_suit():
    signee = entente_signee()
    assert not signee.entente.versements.get(numero=1).est_planifie
    avenant = ebauche(signee, ("montant", "ajouter", "5000"), ("versement:1:montant", "ajouter", "5000"))
    assert any("n’est plus planifié" in texte for texte in empechements(avenant))
    jour = timezone.localdate() + timedelta(days=90)
    avenant = ebauche(signee, ("montant", "ajouter", "5000"), effet_du=timezone.localdate())
    details = {"condition": "revue", "livrable": ""}
    for nature, valeur in (("montant", "5000"), ("date", jour.isoformat())):
        avenant = ajouter_changement(
            avenant=avenant,
            cle=f"versement:3:{nature}",
            operation="fixer",
            valeur=valeur,
            acteur=signee.gestion,
            details=details,
        )
    assert empechements(avenant) == []
    mener_a_terme(signee, avenant)
    nouveau = signee.entente.versements.get(numero=3)
    assert (nouveau.montant, nouveau.prevu_le, nouveau.condition) == (Decimal("5000"), jour, "revue")


def test_la_fin_une_reddition_et_un_nouveau_livrable_suivent():
    signee = entente_signee()
    entente = signee.entente
    fin, due = entente.fin + timedelta(days=90), timezone.localdate() + timedelta(days=200)
    avenant = ebauche(
        signee, ("fin", "fixer", fin.isoformat()), ("livrable:mi-parcours:date", "fixer", due.isoformat())
    )
    avenant = ajouter_changement(
        avenant=avenant,
        cle="livrable:bilan:date",
        operation="fixer",
        valeur=fin.isoformat(),
        acteur=signee.gestion,
        details={
            "titre": "Bilan ajouté",
            "genre": "reddition_periodique",
            "periode_du": entente.debut.isoformat(),
            "periode_au": entente.fin.isoformat(),
        },
    )
    mener_a_terme(signee, avenant)
    entente.refresh_from_db()
    assert entente.fin == fin
    assert dict(Reddition.objects.values_list("livrable__code", "due_le")) == {"mi-parcours": due, "bilan": fin}
    signe = entente.livrables.get(code="mi-parcours")
    assert signe.du_le != due, "the deliverable stays as signed"


def test_hors_d_un_avenant_aucun_livrable_n_entre_dans_une_entente_signee():
    signee = entente_signee()
    # This test is one transaction: the journal row of the signature would let the row in.
    with pytest.raises(IntegrityError, match="par avenant"), transaction.atomic():
        Livrable.objects.filter(entente=signee.entente).update(titre="Autre")


@pytest.mark.django_db(transaction=True)
class TestLivrableParAvenant:
    def preparer(self, systeme):
        with systeme:
            return entente_signee()

    def test_un_livrable_n_entre_qu_avec_la_signature_d_un_avenant(self, systeme):
        signee = self.preparer(systeme)
        with systeme, pytest.raises(IntegrityError, match="par avenant"), transaction.atomic():
            LivrableFactory(entente=signee.entente)
        with systeme:
            avenant = ebauche(signee, *HAUSSE)
        with systeme, pytest.raises(IntegrityError, match="par avenant"), transaction.atomic():
            faire_pas_avenant(avenant=avenant, pas="proposer", acteur=signee.gestion, le=timezone.now())
            LivrableFactory(entente=signee.entente)

    def test_temoin_sans_la_garde_il_entre(self, systeme, nom_de_la_base):
        signee = self.preparer(systeme)
        with connexion_proprietaire(nom_de_la_base) as proprietaire:
            proprietaire.execute("DROP TRIGGER garder_contenu ON partenaires_livrable")
        with systeme:
            LivrableFactory(entente=signee.entente)


@pytest.mark.parametrize(
    ("cle", "operation", "valeur", "message"),
    [
        ("montant", "fixer", "beaucoup", "ne convient pas"),
        ("fin", "ajouter", "2028-01-01", "n’augmente qu’un nombre"),
        ("activite:absente:prix", "fixer", "3", "n’existe pas"),
        ("n'importe", "fixer", "3", "ne convient pas"),
    ],
)
def test_un_changement_qui_ne_se_lit_pas_est_refuse(cle, operation, valeur, message):
    signee = entente_signee()
    with pytest.raises(TransitionRefusee, match=message):
        ebauche(signee, (cle, operation, valeur))


def test_un_changement_se_remplace_et_se_retire():
    signee = entente_signee()
    avenant = ebauche(signee, HAUSSE[0], ("montant", "fixer", "120000"))
    assert [c["terme"] for c in changements_en_mots(avenant)] == ["Montant de l’aide"]
    assert changements_en_mots(avenant)[0]["apres"].startswith("120")
    assert retirer_changement(avenant=avenant, cle="montant", acteur=signee.gestion).changements == []


def trois_champs(nom: str, jour: date) -> dict[str, int]:
    """A date as a browser sends it."""
    return {f"{nom}_jour": jour.day, f"{nom}_mois": jour.month, f"{nom}_annee": jour.year}


def test_les_pages_menent_de_l_ebauche_a_la_proposition(client):
    signee = entente_signee()
    gestion = client_de(client.__class__(), signee.gestion)
    liste = reverse("avenants", args=[signee.entente.pk])
    saisie = {"objet": "Plus de cours", "justification": "Demande"} | trois_champs("effet_du", timezone.localdate())
    assert "Dites pourquoi" in gestion.post(liste, saisie | {"justification": ""}).content.decode()
    suite = gestion.post(liste, saisie)
    avenant = Avenant.objects.get()
    url = reverse("avenant", args=[avenant.pk])
    assert suite.url == url
    faux = {"action": "changer", "cle": "montant", "operation": "ajouter", "valeur": "dix mille"}
    page = gestion.post(url, faux).content.decode()
    assert "Écrivez un nombre" in page and "dix mille" in page
    gestion.post(url, faux | {"valeur": "10 000,00"})
    assert "il manque 10" in gestion.get(url).content.decode().replace("\xa0", " ")
    gestion.post(
        url,
        {
            "action": "versement",
            "versement-montant": "10 000",
            **trois_champs("versement-prevu_le", timezone.localdate() + timedelta(days=80)),
            "versement-condition": "revue",
            "versement-livrable": "",
        },
    )
    assert "Versement 3" in gestion.get(url).content.decode()
    assert gestion.post(url, {"pas": "proposer"}).status_code == 302
    avenant.refresh_from_db()
    assert avenant.est_propose
    partenaire = client_de(client.__class__(), signee.partenaire)
    assert "Plus de cours" in partenaire.get(url).content.decode()
    assert partenaire.post(url, faux).status_code == 403
    assert partenaire.post(liste, saisie).status_code == 403
    termes = reverse("entente_termes", args=[signee.entente.pk])
    assert "100" in partenaire.get(termes).content.decode()
    passe = trois_champs("au", date(2020, 1, 1)) | trois_champs("su", date(2020, 1, 1))
    assert "Aucun terme" in partenaire.get(termes, passe).content.decode()
