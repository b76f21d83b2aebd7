"""The scenes of the life of an entente: what its clock does, the effects it must have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from guichet.models import Avis
from partenaires.models import Anomalie, AppelProjets, Entente, Revue
from tests.factories.ententes import (
    ActiviteFactory,
    AppelFactory,
    EntenteFactory,
    LivrableFactory,
    RedditionFactory,
    RevueFactory,
)
from tests.factories.guichet import OrganisationFactory
from tests.taches.scene import Scene


def entente_en_cours(*, depuis: int = 200, **champs) -> Entente:
    """An active entente begun so many days ago, whose organisation has an address."""
    debut = timezone.localdate() - timedelta(days=depuis)
    organisation = OrganisationFactory(courriel="partenaire@exemple.test")
    entente = EntenteFactory(organisation=organisation, active=True, debut=debut, **champs)
    ActiviteFactory(entente=entente)
    return entente


def _etats() -> list[str]:
    return sorted(Entente.objects.values_list("etat", flat=True))


def _messages(prefixe: str) -> int:
    return Avis.objects.filter(cle__startswith=prefixe).count()


def ententes_a_activer() -> Scene:
    """One signed entente begins today, another next month."""
    aujourdhui = timezone.localdate()
    organisation = OrganisationFactory(courriel="partenaire@exemple.test")
    EntenteFactory(organisation=organisation, signee=True, debut=aujourdhui)
    EntenteFactory(organisation=organisation, signee=True, debut=aujourdhui + timedelta(days=30))
    return Scene(lambda: (_etats(), _messages("entente:debut")), (["active", "signee"], 1))


def revue_a_generer() -> Scene:
    """The agreed day of one entente has come, not that of the other."""
    entente_en_cours()
    entente_en_cours(depuis=20)
    return Scene(
        lambda: (_etats(), Revue.objects.count(), _messages("entente:revue")),
        (["active", "revue_mi_parcours"], 1, 1),
        etat=lambda: list(Revue.objects.values_list("pk", "empreinte")),
    )


def revue_sans_document() -> Scene:
    """A review was made and its document's message lost."""
    entente = entente_en_cours()
    revue = RevueFactory(entente=entente, contenu=CONTENU, empreinte="0" * 64)
    return Scene(
        lambda: Revue.objects.exclude(chemin="").count(), 1, etat=lambda: Revue.objects.get(pk=revue.pk).chemin
    )


def document_a_produire() -> Scene:
    """The document of one review is asked for."""
    scene, revue = revue_sans_document(), Revue.objects.get()
    return Scene(scene.effets, scene.attendus, {"revue_id": str(revue.pk)}, etat=scene.etat)


def ententes_terminees() -> Scene:
    """The last day of one entente is past."""
    entente_en_cours(depuis=400)
    entente_en_cours(depuis=20)
    return Scene(lambda: (_etats(), _messages("entente:fin")), (["active", "rapport_final"], 1))


def appels_a_clore() -> Scene:
    """One call is over, one is open."""
    aujourdhui = timezone.localdate()
    AppelFactory(ouvre_le=aujourdhui - timedelta(days=40), ferme_le=aujourdhui - timedelta(days=1))
    AppelFactory()
    return Scene(lambda: sorted(AppelProjets.objects.values_list("etat", flat=True)), ["clos", "ouvert"])


def rappels_a_deposer() -> Scene:
    """An account is due in two days, another was due last month; both wait for the same organisation."""
    entente = entente_en_cours(depuis=20)
    for dans in (2, -30):
        jour = timezone.localdate() + timedelta(days=dans)
        RedditionFactory(livrable=LivrableFactory(entente=entente, du_le=jour))
    return Scene(lambda: _messages("rappel:reddition_due:"), 2, etat=lambda: _messages("rappel:"))


def reddition_a_examiner() -> Scene:
    """An account was given twelve days late, with no words."""
    entente = entente_en_cours(depuis=20)
    jour = timezone.localdate() - timedelta(days=12)
    livrable = LivrableFactory(entente=entente, periode_au=jour - timedelta(days=2), du_le=jour)
    RedditionFactory(livrable=livrable, soumise=True)
    return Scene(
        lambda: sorted(Anomalie.objects.values_list("regle", flat=True)),
        ["recit_court", "retard"],
        etat=lambda: list(Anomalie.objects.order_by("pk").values_list("pk", "levee_le")),
    )


CONTENU = {
    "version": 1,
    "du": "2026-04-01",
    "au": "2026-09-30",
    "part_ecoulee": "0.501",
    "montant_convenu": "100000.00",
    "seuils": {},
    "figures": [],
    "redditions": [],
    "versements": {"verse": "0.00", "lignes": []},
    "commentaires": [],
    "propositions": [],
}

SCENES_ENTENTES: dict[str, Callable[[], Scene]] = {
    "partenaires.routines_ententes.activer_ententes": ententes_a_activer,
    "partenaires.routines_ententes.generer_revues": revue_a_generer,
    "partenaires.routines_ententes.reprendre_revues": revue_sans_document,
    "partenaires.routines_ententes.attendre_rapports_finaux": ententes_terminees,
    "partenaires.routines_ententes.clore_appels": appels_a_clore,
    "partenaires.routines_ententes.examiner_redditions": reddition_a_examiner,
    "partenaires.routines_ententes.rappeler_les_parties": rappels_a_deposer,
    "partenaires.tasks.produire_revue": document_a_produire,
}
