"""What waits for this actor among ententes and what hangs on them, and how late each side is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.referentiels.queries import parametre
from partenaires import policies
from partenaires.attentes import ATTENTES, Partie, attente_de
from partenaires.models import ActionCorrective, ResponsableAction
from partenaires.queries.attentes import echeance
from partenaires.queries.rappels import MOTS_ANOMALIES
from partenaires.queries.reponses_qualite import reponses_attendues
from partenaires.states_ententes import EtatEntente, EtatReddition
from partenaires.states_refontes import EtatRefonte

PARTIES = {
    Role.AGENT_PARTENAIRE: Partie.PARTENAIRE,
    Role.GESTIONNAIRE_PARTENAIRE: Partie.PARTENAIRE,
    Role.GESTIONNAIRE_ENTENTES: Partie.GESTION,
    Role.APPROBATEUR: Partie.APPROBATION,
    Role.PAYEUR: Partie.PAIEMENT,
}
# Said by the review or the account that hangs on the entente, with its own day.
DITES_AILLEURS = {EtatEntente.ACTIVE, EtatEntente.REVUE_MI_PARCOURS, EtatEntente.RAPPORT_FINAL}
A_VENIR = {EtatReddition.A_PRODUIRE, EtatReddition.BROUILLON}
ADRESSES = {"reddition": "reddition", "versement": "versement", "revue_mi_parcours": "revue"}


@dataclass(frozen=True, slots=True)
class Affaire:
    """One thing to do about an entente or the offer: what, with whom, by when, and the page that answers it."""

    libelle: Any
    sujet: str
    organisation: str
    echeance: date | None
    url: str
    partie: Partie

    def est_en_retard(self, au: date) -> bool:
        """True when its day is past."""
        return self.echeance is not None and self.echeance < au


def affaires(acteur: Acteur, *, au: date) -> list[Affaire]:
    """What this actor is expected to do, oldest promise first; what has no day comes last."""
    partie = PARTIES.get(acteur.role)
    return [] if partie is None else _triees(_affaires_de(acteur, frozenset({partie}), au))


def affaires_et_retards(acteur: Acteur, *, au: date) -> tuple[list[Affaire], list[Affaire]]:
    """What this actor is expected to do, and what either side is late on among what it may see, in one reading."""
    parties = frozenset({Partie.PARTENAIRE, Partie.GESTION, Partie.APPROBATION, Partie.PAIEMENT})
    toutes = _triees(_affaires_de(acteur, parties, au))
    partie = PARTIES.get(acteur.role)
    return [a for a in toutes if a.partie is partie], [a for a in toutes if a.est_en_retard(au)]


def _triees(lignes: Iterator[Affaire]) -> list[Affaire]:
    return sorted(lignes, key=lambda affaire: (affaire.echeance or date.max, affaire.sujet))


def _affaires_de(acteur: Acteur, parties: frozenset[Partie], au: date) -> Iterator[Affaire]:
    # An account is announced so many days before its own.
    annonce = au + timedelta(days=int(parametre("annonce_reddition_jours", au=au)))
    for cycle, attentes in ATTENTES.items():
        etats = [
            str(etat) for etat, attente in attentes.items() if attente.qui in parties and etat not in DITES_AILLEURS
        ]
        for objet in _objets(cycle, acteur, annonce).filter(etat__in=etats):
            attente = attente_de(objet)
            yield Affaire(
                attente.quoi,
                str(objet.numero_dit),
                objet.organisme,
                echeance(objet, au=au),
                _page_de(objet),
                attente.qui,
            )
    yield from _mesures(acteur, parties)
    yield from _anomalies(acteur, parties)
    yield from _refontes(acteur, parties)


def _page_de(objet: Any) -> str:
    """The page that answers: the object's own, or the one of the entente that shows it."""
    if objet.CYCLE in ADRESSES:
        return reverse(ADRESSES[objet.CYCLE], args=[objet.pk])
    return reverse(objet.CYCLE, args=[objet.pk if objet.CYCLE == "entente" else objet.entente_id])


def _objets(cycle: str, acteur: Acteur, annonce: date) -> QuerySet[Any]:
    """The objects of a life cycle with the number and the organisation of their entente: nothing more is read of it."""
    if cycle == "entente":
        ententes = policies.ententes_visibles(acteur).select_related("appel")
        return ententes.annotate(numero_dit=F("numero"), organisme=F("organisation__nom"))
    visibles: dict[str, Callable[[Acteur], QuerySet[Any]]] = {
        "reddition": policies.redditions_visibles,
        "versement": policies.versements_visibles,
        "revue_mi_parcours": policies.revues_visibles,
        "decompte": policies.decomptes_visibles,
    }
    objets = visibles[cycle](acteur)
    if cycle == "reddition":
        objets = objets.exclude(etat__in=A_VENIR, due_le__gt=annonce)
    return _avec_entente(objets)


def _avec_entente(objets: QuerySet[Any]) -> QuerySet[Any]:
    return objets.annotate(numero_dit=F("entente__numero"), organisme=F("entente__organisation__nom"))


def _mesures(acteur: Acteur, parties: frozenset[Partie]) -> Iterator[Affaire]:
    """Corrective actions not ended yet."""
    responsables = {Partie.PARTENAIRE: ResponsableAction.PARTENAIRE, Partie.GESTION: ResponsableAction.MINISTERE}
    for partie, responsable in responsables.items():
        if partie not in parties:
            continue
        ouvertes = ActionCorrective.objects.filter(
            revue__in=policies.revues_visibles(acteur),
            responsable=responsable,
            faite_le__isnull=True,
            abandonnee_le__isnull=True,
        )
        for mesure in _avec_entente(ouvertes):
            yield Affaire(
                mesure.description,
                mesure.numero_dit,
                mesure.organisme,
                mesure.echeance,
                reverse("revue", args=[mesure.revue_id]),
                partie,
            )


def _anomalies(acteur: Acteur, parties: frozenset[Partie]) -> Iterator[Affaire]:
    """Answers owed about what the rules doubt, one line per account."""
    for reponse in reponses_attendues(policies.anomalies_visibles(acteur)):
        if reponse.partie in parties:
            entente = reponse.reddition.entente
            yield Affaire(
                MOTS_ANOMALIES[reponse.partie] % {"nombre": reponse.nombre, "titre": reponse.reddition.livrable.titre},
                entente.numero,
                entente.organisation.nom,
                reponse.du_le,
                reverse("qualite"),
                reponse.partie,
            )


def _refontes(acteur: Acteur, parties: frozenset[Partie]) -> Iterator[Affaire]:
    """Proposals of redesign to decide, and those whose evaluation is due."""
    attendues = (
        (Partie.APPROBATION, EtatRefonte.SOUMISE, _("Décider d’une refonte de l’offre")),
        (Partie.GESTION, EtatRefonte.A_EVALUER, _("Dire ce qu’une refonte a donné")),
    )
    for partie, etat, quoi in attendues:
        if partie in parties:
            for refonte in policies.refontes_visibles(acteur).filter(etat=etat):
                url = reverse("refonte", args=[refonte.pk])
                yield Affaire(quoi, refonte.numero, refonte.titre, refonte.evaluer_le, url, partie)
