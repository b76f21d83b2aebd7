"""The scenes of a partner's path: its tasks, their effects."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from guichet.models import Avis
from inscriptions.models import Groupe, SessionCours
from partenaires.models import (
    AgregatAttente,
    AgregatCapacite,
    DeclarationCapacite,
    DocumentEntente,
    DocumentSigne,
    DocumentTable,
    ExecutionFormation,
    GroupePropose,
    LotServices,
    Ouverture,
    Reddition,
    ServiceRendu,
    Signataire,
    ValeurReddition,
)
from partenaires.tasks import produire_document
from tests.factories.concertation import DocumentTableFactory
from tests.factories.demandes import DocumentFactory
from tests.factories.ententes import ActiviteFactory, EntenteFactory, LivrableFactory, RedditionFactory
from tests.factories.inscriptions import InscriptionFactory, SessionCoursFactory
from tests.factories.partenaires import DeclarationFactory, FormationFactory, OuvertureFactory, ProposeFactory
from tests.factories.services import LotServicesFactory
from tests.partenaires.signatures import document_a_signer
from tests.taches.scenes import Scene


def _session(debut_dans: int) -> SessionCours:
    debut = timezone.localdate() + timedelta(days=debut_dans)
    return SessionCoursFactory(code=f"S{debut_dans}", nom="Session", debut=debut, fin=debut + timedelta(days=70))


def groupes_a_decider() -> Scene:
    """One group lapses, one was accepted and its announcement lost; a declaration of a session begun closes."""
    declaration = DeclarationFactory(
        deposee=True, session=_session(20), organisation__courriel="partenaire@exemple.test"
    )
    hier = timezone.localdate() - timedelta(days=1)
    ProposeFactory(declaration=declaration, decision_le=hier)
    maintenant = timezone.now()
    ProposeFactory(declaration=declaration, decision_le=hier, retenu_le=maintenant, accepte_le=maintenant)
    DeclarationFactory(session=_session(-5))

    def effets() -> tuple[list[str], list[str], int]:
        return (
            sorted(Groupe.objects.values_list("etat", flat=True)),
            sorted(DeclarationCapacite.objects.values_list("etat", flat=True)),
            Avis.objects.filter(cle__startswith="capacite-echue:").count(),
        )

    return Scene(effets, (["annonce", "annule"], ["close", "deposee"], 1))


def tableau_a_lire() -> Scene:
    """Two persons wait, a partner promises eighteen seats."""
    for _rang in range(2):
        InscriptionFactory()
    declaration = DeclarationFactory(deposee=True, session=_session(40))
    ProposeFactory(declaration=declaration, groupe__capacite=18)

    def effets() -> tuple[list[int], list[int]]:
        return (
            list(AgregatAttente.objects.values_list("personnes", flat=True)),
            list(AgregatCapacite.objects.values_list("places_envisagees", flat=True)),
        )

    return Scene(effets, ([2], [18]))


def remplissage_a_prevoir() -> Scene:
    """A provisional group has no forecast yet, and thirty persons could sit in it."""
    for _rang in range(30):
        InscriptionFactory()
    ProposeFactory(declaration=DeclarationFactory(deposee=True, session=_session(40)))

    def etat() -> list[tuple[int | None, object]]:
        return list(GroupePropose.objects.values_list("remplissage_bas", "remplissage_le"))

    return Scene(lambda: [bas for bas, _le in etat()], [15], etat=etat)


def formation_demandee() -> Scene:
    """A run is asked: two persons, one provisional group."""
    for _rang in range(2):
        InscriptionFactory(complete_le=timezone.now() - timedelta(days=10))
    declaration = DeclarationFactory(deposee=True, session=_session(40))
    ProposeFactory(declaration=declaration, groupe__capacite=3, groupe__minimum=2)
    execution = FormationFactory(session=declaration.session)

    def effets() -> list[tuple[str, int]]:
        return list(ExecutionFormation.objects.values_list("etat", "nb_ouvertures"))

    return Scene(effets, [("proposee", 1)], {"execution_id": str(execution.pk)})


def ouvertures_a_demander() -> Scene:
    """A run is confirmed: its group is to be asked of the partner."""
    declaration = DeclarationFactory(
        deposee=True, session=_session(40), organisation__courriel="partenaire@exemple.test"
    )
    propose = ProposeFactory(declaration=declaration)
    cle = f"g:{propose.pk}"
    execution = FormationFactory(
        session=declaration.session,
        etat="confirmee",
        instance={"offres": [{"id": cle, "declaration": str(declaration.pk)}]},
        resultat={"ouvertures": [[cle, "t", 12, []]]},
    )

    def effets() -> tuple[list[str], int, int]:
        return (
            list(Ouverture.objects.values_list("etat", flat=True)),
            GroupePropose.objects.filter(retenu_le__isnull=False).count(),
            Avis.objects.filter(cle__startswith="ouvertures:").count(),
        )

    return Scene(effets, (["a_repondre"], 1, 1), {"execution_id": str(execution.pk)})


def ouverture_sans_suite() -> Scene:
    """A group asked of a partner was decided without its answer."""
    declaration = DeclarationFactory(deposee=True, session=_session(40))
    OuvertureFactory(propose=ProposeFactory(declaration=declaration, groupe__etat="annule"))
    return Scene(lambda: list(Ouverture.objects.values_list("etat", flat=True)), ["caduque"])


def _document() -> DocumentEntente:
    chemin = storages["prive"].save("ententes/resolution.pdf", ContentFile(b"%PDF-1.7 resolution"))
    return DocumentFactory(chemin=chemin, code=f"document-{DocumentEntente.objects.count()}")


def _documents_sains() -> int:
    return DocumentEntente.objects.filter(verdict="saine").count()


def _verdicts() -> list[Any]:
    return list(DocumentEntente.objects.order_by("pk").values_list("pk", "verdict", "verifiee_le"))


def document_a_verifier() -> Scene:
    """A document of a request waits for its verdict."""
    return Scene(_documents_sains, 1, {"document_id": str(_document().pk)}, _verdicts)


def documents_oublies() -> Scene:
    """Two documents whose check was lost."""
    for _rang in range(2):
        _document()
    return Scene(_documents_sains, 2, etat=_verdicts)


def _document_table() -> DocumentTable:
    nom = f"concertation/{uuid.uuid4().hex}.pdf"
    return DocumentTableFactory(chemin=storages["prive"].save(nom, ContentFile(b"%PDF-1.7 bilan")))


def _documents_table() -> list[Any]:
    return list(DocumentTable.objects.order_by("pk").values_list("pk", "verdict", "verifiee_le"))


def _documents_table_sains() -> int:
    return DocumentTable.objects.sains().count()


def document_table_a_verifier() -> Scene:
    """A document of a table waits for its verdict."""
    document = _document_table()
    return Scene(_documents_table_sains, 1, {"document_id": str(document.pk)}, _documents_table)


def documents_table_oublies() -> Scene:
    """Two documents of tables whose check was lost."""
    for _rang in range(2):
        _document_table()
    return Scene(_documents_table_sains, 2, etat=_documents_table)


def reddition_a_preparer() -> Scene:
    """The period of an account is over and nobody has begun it."""
    entente = EntenteFactory(approuvee=True, debut=timezone.localdate() - timedelta(days=200))
    ActiviteFactory(entente=entente)
    RedditionFactory(livrable=LivrableFactory(entente=entente))

    def effets() -> tuple[list[str], int]:
        return list(Reddition.objects.values_list("etat", flat=True)), ValeurReddition.objects.count()

    return Scene(effets, (["brouillon"], 1))


def services_confirmes() -> Scene:
    """A file of two services was confirmed and its message lost."""
    maintenant = timezone.now()
    ligne = "S-%d\t\taccueil\t2026-03-03\t1\trencontre_individuelle\ttoutes\t06\tP-1\t\n"
    texte = "".join(f"{n}\t{ligne % n}" for n in (1, 2))
    lot = LotServicesFactory(
        etat="apercu",
        applique_le=None,
        annulable_jusqu_au=None,
        confirme_le=maintenant,
        nb_lignes=2,
        chemin=storages["prive"].save(f"services/{uuid.uuid4().hex}.tsv", ContentFile(texte.encode())),
    )

    def effets() -> tuple[str, list[str]]:
        references = ServiceRendu.objects.actifs().order_by("reference").values_list("reference", flat=True)
        return LotServices.objects.get(pk=lot.pk).etat, list(references)

    return Scene(effets, ("applique", ["S-1", "S-2"]))


def lot_confirme() -> Scene:
    """The same file, its message received."""
    scene = services_confirmes()
    return Scene(scene.effets, scene.attendus, {"lot_id": str(LotServices.objects.get().pk)})


def _document_a_signer(*, produit: bool = False):
    """A prepared document of an approved entente; its file is made by hand, its first signature given."""
    document = document_a_signer()
    if produit:
        produire_document(document_id=str(document.pk))
        premier = document.signataires.order_by("ordre").first()
        premier.signe_le, premier.signe_par, premier.mode = timezone.now(), premier.utilisateur, "local"
        premier.signe_nom = premier.nom
        premier.save()
    return document


def _documents_signes() -> tuple[int, int]:
    scelles = Signataire.objects.filter(scelle_le__isnull=False).count()
    return DocumentSigne.objects.exclude(chemin="").count(), scelles


def document_a_produire() -> Scene:
    """A document to sign whose file is not made."""
    document = _document_a_signer()
    return Scene(_documents_signes, (1, 0), {"document_id": str(document.pk)}, etat=_fichiers_signes)


def document_a_sceller() -> Scene:
    """A document whose first signature is given and not yet in the file."""
    document = _document_a_signer(produit=True)
    return Scene(_documents_signes, (1, 1), {"document_id": str(document.pk)}, etat=_fichiers_signes)


def signature_oubliee() -> Scene:
    """A signature whose message was lost."""
    _document_a_signer(produit=True)
    return Scene(_documents_signes, (1, 1))


def _fichiers_signes() -> list[tuple[str, str]]:
    return list(DocumentSigne.objects.values_list("pdf_sha256", "signe_sha256"))


SCENES_PARTENAIRES: dict[str, Callable[[], Scene]] = {
    "partenaires.tasks.verifier_document": document_a_verifier,
    "partenaires.routines.reprendre_documents": documents_oublies,
    "partenaires.tasks.verifier_document_table": document_table_a_verifier,
    "partenaires.routines.reprendre_documents_table": documents_table_oublies,
    "partenaires.routines.preparer_redditions_dues": reddition_a_preparer,
    "partenaires.routines.appliquer_lots_confirmes": services_confirmes,
    "partenaires.tasks.appliquer_lot_confirme": lot_confirme,
    "partenaires.routines.executer_formation": formation_demandee,
    "partenaires.routines.demander_les_ouvertures": ouvertures_a_demander,
    "partenaires.routines.reprendre_formations": ouverture_sans_suite,
    "partenaires.routines.decider_groupes_envisages": groupes_a_decider,
    "partenaires.routines.prevoir_remplissages_dus": remplissage_a_prevoir,
    "partenaires.routines.rafraichir_tableau_capacite": tableau_a_lire,
    "partenaires.routines.reprendre_signatures": signature_oubliee,
    "partenaires.tasks.produire_document": document_a_produire,
    "partenaires.tasks.sceller_document": document_a_sceller,
}
