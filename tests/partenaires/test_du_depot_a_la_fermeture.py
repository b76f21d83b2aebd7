"""One entente, from the request to its closing, by four people who never take each other's part."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Journal, Motif
from partenaires import routines, routines_ententes, tasks
from partenaires.actions import (
    analyse,
    contenu_entente,
    decision,
    decompte,
    demande,
    lot,
    negociation,
    reddition,
    revue,
    signature,
    versement,
)
from partenaires.models import DocumentSigne, Entente, Reddition, Revue, Versement
from tests.factories.demandes import DelegationFactory
from tests.factories.ententes import ActiviteAdmissibleFactory, AppelFactory, VoletFactory
from tests.factories.guichet import AdhesionFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
DEBUT = date(2026, 4, 1)


def a(jour: date, heure: int = 10) -> datetime:
    return timezone.make_aware(datetime(jour.year, jour.month, jour.day, heure))


class Gens:
    """Four people: who manages the organisation, who analyses, who decides, who pays."""

    def __init__(self) -> None:
        self.organisation = OrganisationFactory(neq="1144455566", region_id="06")
        self.partenaire = self._un(Role.GESTIONNAIRE_PARTENAIRE, self.organisation)
        self.gestion = self._un(Role.GESTIONNAIRE_ENTENTES)
        self.approbation = self._un(Role.APPROBATEUR)
        self.paiement = self._un(Role.PAYEUR)

    def _un(self, role: Role, organisation=None) -> Acteur:
        adhesion = AdhesionFactory(role=role, organisation=organisation, valide_du=date(2020, 1, 1))
        organisation_id = organisation.pk if organisation else None
        return Acteur(role, utilisateur_id=adhesion.utilisateur_id, organisation_id=organisation_id, libelle=str(role))


@pytest.fixture
def gens() -> Gens:
    return Gens()


def demander(gens: Gens) -> Entente:
    """The request, written and submitted, analysed, decided by another person within her delegation."""
    volet = VoletFactory(version__depenses_admissibles=["Salaires", "Locaux"])
    ActiviteAdmissibleFactory(volet=volet, code="cours", prix_maximum=Decimal("25"))
    appel = AppelFactory(
        volet=volet,
        ouvre_le=date(2026, 1, 5),
        ferme_le=date(2026, 2, 15),
        debut=DEBUT,
        fin=date(2027, 3, 31),
        regions=["06"],
    )
    with portee(gens.partenaire):
        entente = demande.ouvrir_demande(appel=appel, acteur=gens.partenaire, le=a(date(2026, 1, 10)))
        ecrire(entente, gens.partenaire)
        demande.soumettre_demande(entente=entente, acteur=gens.partenaire, le=a(date(2026, 1, 20)))
    with portee(gens.gestion):
        analyse.commencer_analyse(entente=entente, acteur=gens.gestion, le=a(date(2026, 1, 22)))
        analyse.recommander(
            entente=entente, montant=Decimal("50000"), texte="Utile.", acteur=gens.gestion, le=a(date(2026, 2, 20))
        )
    DelegationFactory(
        utilisateur_id=gens.approbation.utilisateur_id, montant_max=Decimal("100000"), valide_du=date(2020, 1, 1)
    )
    with portee(gens.approbation):
        decision.approuver(entente=entente, montant=Decimal("50000"), acteur=gens.approbation, le=a(date(2026, 2, 25)))
    entente.refresh_from_db()
    return entente


def ecrire(entente: Entente, acteur: Acteur) -> None:
    """What the organisation writes: activities, budget, words."""
    le = a(date(2026, 1, 12))
    champs = {"titre": "Cours du soir", "description": "Des cours de groupe.", "clienteles": ["toutes"]}
    champs |= {"territoire": ["06"], "revue_prevue_le": date(2026, 9, 30), "montant_demande": Decimal("50000")}
    demande.enregistrer_demande(entente=entente, acteur=acteur, champs=champs)
    cours = {"code": "cours", "titre": "Cours de groupe", "unite": "heure_apprenant"}
    cours |= {"volume_prevu": Decimal("2500"), "prix_unitaire": Decimal("20")}

    def ajouter(sorte: str, **champs):
        return contenu_entente.enregistrer_element(entente=entente, acteur=acteur, le=le, genre=sorte, champs=champs)

    ajouter("activite", **cours)
    ajouter("budget", poste="Salaires", montant=Decimal("48000"))
    ajouter("budget", poste="Locaux", montant=Decimal("12000"))
    milieu = {"periode_du": DEBUT, "periode_au": date(2026, 9, 30), "du_le": date(2026, 10, 31)}
    fin = {"periode_du": DEBUT, "periode_au": date(2027, 3, 31), "du_le": date(2027, 5, 31)}
    premier = ajouter("livrable", genre="reddition_periodique", titre="Mi-parcours", **milieu)
    dernier = ajouter("livrable", genre="reddition_finale", titre="Rapport final", **fin)
    for montant, condition, livrable, prevu in (
        ("20000", "signature", None, DEBUT),
        ("20000", "reddition", premier, date(2026, 11, 15)),
        ("10000", "reddition", dernier, date(2027, 6, 30)),
    ):
        ajouter("versement", montant=Decimal(montant), condition=condition, livrable=livrable, prevu_le=prevu)


def s_entendre_et_signer(gens: Gens, entente: Entente) -> None:
    """A question asked and resolved, then both sides sign, each in its turn; nobody signs for the other."""
    with portee(gens.partenaire):
        question = negociation.ouvrir_commentaire(
            entente=entente,
            acteur=gens.partenaire,
            cible=cible_du_prix(entente),
            texte="Le prix comprend-il le matériel?",
            le=a(date(2026, 3, 2)),
        )
    appeles = [
        signature.Appele(gens.partenaire.utilisateur_id, "partenaire", "Directrice"),
        signature.Appele(gens.approbation.utilisateur_id, "ministere", "Sous-ministre adjointe"),
    ]
    with portee(gens.gestion):
        with pytest.raises(TransitionRefusee):
            signature.figer_document(objet=entente, appeles=appeles, acteur=gens.gestion, le=a(date(2026, 3, 3)))
        negociation.resoudre(commentaire=question, acteur=gens.gestion, le=a(date(2026, 3, 4)))
        document = signature.figer_document(objet=entente, appeles=appeles, acteur=gens.gestion, le=a(date(2026, 3, 5)))
    assert tasks.produire_document(document_id=str(document.pk))
    une, autre = DocumentSigne.objects.get(pk=document.pk).signataires.order_by("ordre")
    with portee(gens.approbation), pytest.raises(TransitionRefusee):
        signature.signer(signataire=autre, acteur=gens.approbation, le=a(date(2026, 3, 6)))
    with portee(gens.partenaire):
        signature.signer(signataire=une, acteur=gens.partenaire, le=a(date(2026, 3, 7)))
    with portee(gens.approbation):
        signature.signer(signataire=autre, acteur=gens.approbation, le=a(date(2026, 3, 9)))
    entente.refresh_from_db()
    assert entente.etat == "signee"
    juger()


def cible_du_prix(entente: Entente) -> str:
    """How a comment names the price of the first activity."""
    return f"activite:{entente.activites.get().code}:prix"


def payer(gens: Gens, entente: Entente, jour: date) -> Decimal:
    """What is due is authorised by one, paid by another; the amount."""
    with time_machine.travel(a(jour), tick=False):
        routines.rendre_versements_exigibles()
    dus = list(Versement.objects.filter(entente=entente, etat="exigible"))
    with portee(gens.approbation):
        for un in dus:
            versement.autoriser_versement(versement=un, acteur=gens.approbation, le=a(jour, 11))
    with portee(gens.paiement):
        if dus:
            fichier = lot.preparer_lot(
                versements=[un.pk for un in dus], acteur=gens.paiement, le=a(jour + timedelta(1))
            )
            references = {un.reference: f"P-{un.numero}" for un in fichier.versements.all()}
            lot.consigner_paiements(lot=fichier, references=references, acteur=gens.paiement, le=a(jour + timedelta(2)))
    juger()
    return sum((un.montant for un in dus), Decimal(0))


def rendre_compte(gens: Gens, une: Reddition, jour: date, *, corriger: bool) -> None:
    """Prepared, written, given, perhaps returned and given again, accepted."""
    with portee(gens.partenaire):
        une = reddition.preparer_reddition(reddition=une, acteur=gens.partenaire, le=a(jour))
        raisons = {valeur.pk: "Les groupes commencent à l’automne." for valeur in une.valeurs.all()}
        part = Decimal("0.5") if corriger else Decimal("0.9")
        depenses = {ligne.pk: (ligne.montant * part, "") for ligne in une.entente.lignes_budget.all()}
        with pytest.raises(TransitionRefusee):
            reddition.soumettre_reddition(reddition=une, acteur=gens.partenaire, le=a(jour, 11))
        reddition.ecrire_reddition(
            reddition=une, acteur=gens.partenaire, recit="Tout va bien.", raisons=raisons, depenses=depenses
        )
        reddition.soumettre_reddition(reddition=une, acteur=gens.partenaire, le=a(jour, 12))
    if corriger:
        motif = Motif.objects.get(code="reddition_chiffres_a_expliquer")
        with portee(gens.gestion):
            reddition.retourner_reddition(reddition=une, acteur=gens.gestion, le=a(jour + timedelta(3)), motif=motif)
        with portee(gens.partenaire):
            reddition.soumettre_reddition(reddition=une, acteur=gens.partenaire, le=a(jour + timedelta(5)))
    with portee(gens.gestion):
        admissibles = {depense.pk: depense.montant for depense in une.depenses.all()}
        reddition.accepter_reddition(
            reddition=une, acteur=gens.gestion, le=a(jour + timedelta(9)), admissibles=admissibles
        )


def revoir(gens: Gens, entente: Entente) -> None:
    """The review comes by itself at its day, once; comments, meeting, conclusion with a dated action."""
    with time_machine.travel(a(entente.revue_prevue_le), tick=False):
        routines_ententes.generer_revues()
        routines_ententes.generer_revues()
    une = Revue.objects.get(entente=entente)
    jour = entente.revue_prevue_le
    with portee(gens.partenaire):
        revue.commenter_revue(
            revue=une, acteur=gens.partenaire, le=a(jour + timedelta(4)), commentaire="Il manque des locaux le soir."
        )
    with portee(gens.gestion):
        revue.consigner_rencontre(
            revue=une, acteur=gens.gestion, le=a(jour + timedelta(9)), jour=jour + timedelta(8), compte_rendu="Tenue."
        )
        mesure = revue.MesureConvenue("Trouver deux locaux", "partenaire", jour + timedelta(60))
        revue.conclure_revue(
            revue=une, acteur=gens.gestion, le=a(jour + timedelta(10)), conclusion="On continue.", mesures=[mesure]
        )
    entente.refresh_from_db()
    assert entente.etat == "active"


def juger() -> None:
    """What the database judges at the end of a transaction, now."""
    with connection.cursor() as curseur:
        curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
        curseur.execute("SET CONSTRAINTS ALL DEFERRED")


def test_une_entente_va_de_la_demande_a_la_fermeture_par_quatre_personnes(gens):
    entente = demander(gens)
    s_entendre_et_signer(gens, entente)
    with time_machine.travel(a(DEBUT), tick=False):
        routines_ententes.activer_ententes()
    verse = payer(gens, entente, DEBUT)
    assert verse > 0
    revoir(gens, entente)
    premiere, finale = Reddition.objects.filter(entente=entente).order_by("due_le")
    rendre_compte(gens, premiere, date(2026, 10, 20), corriger=True)
    verse += payer(gens, entente, date(2026, 11, 20))
    with time_machine.travel(a(date(2027, 4, 1)), tick=False):
        routines_ententes.attendre_rapports_finaux()
    rendre_compte(gens, finale, date(2027, 5, 10), corriger=False)
    with portee(gens.gestion):
        compte = decompte.etablir_decompte(entente=entente, acteur=gens.gestion, le=a(date(2027, 6, 1)))
    with portee(gens.approbation):
        decompte.approuver_decompte(decompte=compte, acteur=gens.approbation, le=a(date(2027, 6, 8)))
    juger()
    verse += payer(gens, entente, date(2027, 7, 15))
    entente.refresh_from_db()
    if entente.etat != "fermee":
        with portee(gens.approbation):
            decompte.fermer_entente(entente=entente, acteur=gens.approbation, le=a(date(2027, 8, 1)))
    entente.refresh_from_db()
    compte.refresh_from_db()
    # 90 % of a budget of 60 000 $ was spent: more than the 50 000 $ agreed, all of which is due.
    assert (entente.etat, compte.droit, verse) == ("fermee", Decimal("50000.00"), Decimal("50000.00"))
    assert {ligne.pas for ligne in Journal.objects.de_l_objet(premiere)} >= {"soumettre", "retourner", "accepter"}


def test_chacun_ne_prend_que_sa_part(gens):
    entente = demander(gens)
    for acteur in (gens.gestion, gens.paiement, gens.partenaire):
        with pytest.raises((TransitionRefusee, RoleInsuffisant)):
            decision.approuver(entente=entente, montant=Decimal("1"), acteur=acteur, le=a(date(2026, 3, 1)))
    with pytest.raises(RoleInsuffisant):
        lot.preparer_lot(versements=[], acteur=gens.approbation, le=a(date(2026, 3, 1)))
