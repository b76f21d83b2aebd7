"""For each task, a scene that gives it work, and how its effects are counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.models import Avis, EtatAvis, Journal, Personne, Piece, VerdictPiece
from indicateurs.models import Fait
from inscriptions.models import (
    Attestation,
    EtalonnageAttente,
    NuitAttente,
    OffreDePlace,
    Place,
    PrevisionAttente,
    PrevisionDemande,
)
from tests.factories.guichet import PersonneFactory
from tests.factories.inscriptions import (
    GroupeFactory,
    InscriptionFactory,
    OffreFactory,
    PlaceFactory,
)
from tests.inscriptions.classe import noter
from tests.taches.scene import Scene
from tests.taches.scenes_places import demandes_a_traiter, demandes_oubliees

SYSTEME = Acteur.systeme()


def _avis(rang: int, **champs: Any) -> Avis:
    return Avis.objects.create(
        cle=f"scene:{rang}",
        canal="courriel",
        destinataire=f"p{rang}@exemple.test",
        objet="Objet",
        corps="Corps",
        du_le=timezone.now() - timedelta(minutes=1),
        **champs,
    )


def _courriels() -> list[str]:
    return sorted(message.to[0] for message in mail.outbox)


def pas_journalises(objet: str, pas: str) -> Callable[[], int]:
    """How often this step was journaled."""
    return lambda: Journal.objects.filter(objet_type=objet, pas=pas).count()


def messages_a_envoyer() -> Scene:
    """Three messages are due."""
    for rang in range(3):
        _avis(rang)
    return Scene(_courriels, [f"p{rang}@exemple.test" for rang in range(3)])


def messages_dont_un_perdu() -> Scene:
    """Two messages are due; the relay of a third died an hour ago."""
    perdu = _avis(9, etat=EtatAvis.EN_COURS, reclame_le=timezone.now() - timedelta(hours=1))
    for rang in range(2):
        _avis(rang)

    def effets() -> tuple[list[str], str]:
        return _courriels(), Avis.objects.get(pk=perdu.pk).etat

    return Scene(effets, (["p0@exemple.test", "p1@exemple.test"], EtatAvis.INCERTAIN))


def _piece(personne: Personne) -> Piece:
    contenu = b"%PDF-1.7 preuve"
    return Piece.objects.create(
        personne=personne,
        region_id=personne.region_id,
        genre="statut",
        nom_origine="preuve.pdf",
        type_mime="application/pdf",
        taille=len(contenu),
        sha256="0" * 64,
        chemin=storages["prive"].save("pieces/preuve.pdf", ContentFile(contenu)),
        deposee_le=timezone.now(),
    )


def _verdicts() -> int:
    return Piece.objects.filter(verdict=VerdictPiece.SAINE).count()


def _verdicts_dates() -> list[Any]:
    return list(Piece.objects.order_by("pk").values_list("pk", "verdict", "verifiee_le"))


def piece_en_quarantaine() -> Scene:
    """A file waits for its verdict."""
    piece = _piece(PersonneFactory())
    return Scene(_verdicts, 1, {"piece_id": str(piece.pk)}, _verdicts_dates)


def pieces_oubliees() -> Scene:
    """Two files whose check was lost."""
    for _rang in range(2):
        _piece(PersonneFactory())
    return Scene(_verdicts, 2, etat=_verdicts_dates)


def _place_rendue() -> str:
    """A seat came back and two persons wait for it."""
    groupe = GroupeFactory(capacite=1, minimum=1)
    OffreFactory(groupe=groupe, etat="expiree")
    for _rang in range(2):
        InscriptionFactory()
    return str(groupe.pk)


def _offres_vives() -> tuple[int, int]:
    return OffreDePlace.objects.vives().count(), Avis.objects.filter(cle__startswith="offre:proposee:").count()


def place_a_ceder() -> Scene:
    """The seat of one group."""
    return Scene(_offres_vives, (1, 1), {"groupe_id": _place_rendue()})


def places_a_ceder() -> Scene:
    """The seats of two groups whose message was lost."""
    for _rang in range(2):
        _place_rendue()
    return Scene(_offres_vives, (2, 2))


def offres_echues() -> Scene:
    """Two offers past their delay, nobody else waits."""
    hier = timezone.now() - timedelta(days=1)
    for _rang in range(2):
        OffreFactory(proposee_le=hier - timedelta(days=5), rappel_le=hier - timedelta(days=3), expire_le=hier)
    return Scene(pas_journalises("offre", "expirer"), 2)


def offre_a_rappeler() -> Scene:
    """An offer whose reminder is due."""
    hier = timezone.now() - timedelta(days=1)
    OffreFactory(proposee_le=hier - timedelta(days=2), rappel_le=hier)
    return Scene(lambda: Avis.objects.filter(cle__startswith="offre:rappel").count(), 1)


def _place_finie(**groupe: Any) -> Place:
    """A seat whose class is over, with its results."""
    debut = timezone.localdate() - timedelta(days=170)
    dates = {"debut": debut, "fin": debut + timedelta(days=60)} | groupe
    place = PlaceFactory(
        etat="terminee",
        commencee_le=timezone.now() - timedelta(days=170),
        finie_le=timezone.now() - timedelta(days=110),
        offre=_offre_acceptee(GroupeFactory(etat="termine", **dates)),
    )
    noter(place)
    return place


def _offre_acceptee(groupe: Any) -> OffreDePlace:
    return OffreFactory(
        groupe=groupe,
        etat="acceptee",
        repondue_le=timezone.now(),
        inscription=InscriptionFactory(en_cours=True),
    )


def _attestation() -> Attestation:
    from inscriptions.actions.attestation import contenu_de, nouveau_code

    place = _place_finie()
    return Attestation.objects.create(
        place=place,
        personne_id=place.personne_id,
        organisation_id=place.organisation_id,
        region_id=place.region_id,
        code=nouveau_code(),
        contenu=contenu_de(place),
        emise_le=timezone.now(),
    )


def _attestations_faites() -> tuple[int, int]:
    return Attestation.objects.exclude(chemin="").count(), Avis.objects.filter(cle__startswith="attestation").count()


def attestation_a_produire() -> Scene:
    """An attestation whose file is not made."""
    return Scene(_attestations_faites, (1, 1), {"attestation_id": str(_attestation().pk)})


def attestation_oubliee() -> Scene:
    """The same, found by the clock."""
    _attestation()
    return Scene(_attestations_faites, (1, 1))


def groupe_a_commencer() -> Scene:
    """A confirmed group whose first day has come."""
    jour = timezone.localdate()
    GroupeFactory(etat="confirme", debut=jour, fin=jour + timedelta(days=70))
    return Scene(pas_journalises("groupe", "commencer"), 1)


def groupe_a_terminer() -> Scene:
    """A group whose last day is past."""
    jour = timezone.localdate()
    GroupeFactory(etat="en_cours", debut=jour - timedelta(days=70), fin=jour - timedelta(days=1))
    return Scene(pas_journalises("groupe", "terminer"), 1)


def premier_cours_proche() -> Scene:
    """A class begins in two days."""
    debut = timezone.localdate() + timedelta(days=1)
    groupe = GroupeFactory(etat="confirme", debut=debut, fin=debut + timedelta(days=70))
    place = PlaceFactory(offre=_offre_acceptee(groupe))
    return Scene(lambda: Avis.objects.filter(personne=place.personne_id).count(), 1)


def parcours_echu() -> Scene:
    """A class over long ago, and nothing more was asked."""
    _place_finie()
    return Scene(pas_journalises("inscription", "terminer"), 1)


def journal_a_incorporer() -> Scene:
    """Steps the indicators have not counted yet."""
    InscriptionFactory()
    OffreFactory()
    return Scene(Fait.objects.count, 3)


def demande_a_prevoir() -> Scene:
    """Persons wait, and no forecast of demand was made today."""
    for _rang in range(3):
        InscriptionFactory()
    return Scene(
        PrevisionDemande.objects.count, 1, etat=lambda: list(PrevisionDemande.objects.values_list("pk", "calculee_le"))
    )


def attentes_a_prevoir() -> Scene:
    """Persons wait, and no forecast of their wait was made today."""
    for _rang in range(3):
        InscriptionFactory(etat_depuis=timezone.now() - timedelta(days=3))
    return Scene(
        lambda: [modele.objects.count() for modele in (EtalonnageAttente, NuitAttente, PrevisionAttente)],
        [1, 1, 3],
        etat=lambda: list(PrevisionAttente.objects.order_by("pk").values_list("pk", "nuit", "raison")),
    )


SCENES: dict[str, Callable[[], Scene]] = {
    "guichet.tasks.relayer_avis": messages_a_envoyer,
    "guichet.tasks.verifier_piece": piece_en_quarantaine,
    "guichet.routines.reprendre_avis": messages_dont_un_perdu,
    "guichet.routines.reprendre_pieces": pieces_oubliees,
    "indicateurs.tasks.incorporer": journal_a_incorporer,
    "inscriptions.tasks.produire_attestation": attestation_a_produire,
    "inscriptions.routines.ceder_place": place_a_ceder,
    "inscriptions.routines.ceder_places": places_a_ceder,
    "inscriptions.routines.commencer_groupes": groupe_a_commencer,
    "inscriptions.routines.expirer_offres": offres_echues,
    "inscriptions.routines.prevoir_la_demande": demande_a_prevoir,
    "inscriptions.routines.prevoir_les_attentes": attentes_a_prevoir,
    "inscriptions.routines.rappeler_offres": offre_a_rappeler,
    "inscriptions.routines.rappeler_premiers_cours": premier_cours_proche,
    "inscriptions.routines.reprendre_attestations": attestation_oubliee,
    "inscriptions.routines.reprendre_demandes_de_place": demandes_oubliees,
    "inscriptions.routines.traiter_demandes_de_place": demandes_a_traiter,
    "inscriptions.routines.terminer_groupes": groupe_a_terminer,
    "inscriptions.routines.terminer_parcours_echus": parcours_echu,
}
