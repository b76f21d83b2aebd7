"""Who owes what, by when: everything `partenaires.attentes` gives a delay to, and all that has a day of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables
from guichet.referentiels.parametres import parametre
from guichet.referentiels.queries import jours_feries
from partenaires.attentes import ATTENTES, Partie
from partenaires.models import (
    ActionCorrective,
    Anomalie,
    Decompte,
    DocumentSigne,
    EngagementConcertation,
    Entente,
    Reddition,
    Revue,
    Versement,
)
from partenaires.queries.reponses_qualite import reponses_attendues
from partenaires.queries.signature import suivant
from partenaires.rappels import GENRE_ENGAGEMENT, Attendu, Delais, Rappel, moment_du
from partenaires.states_ententes import EtatEntente, EtatReddition, EtatVersement

# While these last, nothing that hangs on the entente is asked of anyone.
EN_PAUSE = (EtatEntente.SUSPENDUE, EtatEntente.FERMEE)
PAR_DELAI: tuple[type[Any], ...] = (Entente, Reddition, Versement, Revue, Decompte)


def delais_de_rappel(*, jour: date) -> Delais:
    """The dated delays of reminders."""
    return Delais(
        avant=parametre("rappel_entente_avant_jours", au=jour),
        apres=parametre("rappel_entente_apres_jours", au=jour),
        relance=parametre("rappel_entente_relance_jours", au=jour),
    )


def rappels_du_jour(*, jour: date) -> list[Rappel]:
    """Every reminder whose moment has come, deposited or not: its key tells."""
    delais, feries = delais_de_rappel(jour=jour), jours_feries()
    trouves = (
        (attendu, moment_du(attendu, jour=jour, delais=delais, feries=feries)) for attendu in attendus(jour=jour)
    )
    return [Rappel(attendu, moment) for attendu, moment in trouves if moment]


def attendus(*, jour: date, genre: str = "", objet_id: Any = None) -> Iterator[Attendu]:
    """What each party owes now; `genre` and `objet_id` ask about one object only."""
    for modele in PAR_DELAI:
        if genre in ("", modele.CYCLE):
            yield from _par_delai(modele, jour, objet_id)
    for nom, source in SOURCES_DATEES.items():
        if genre in ("", nom):
            yield from source(objet_id, jour)


def _par_delai(modele: type[Any], jour: date, objet_id: Any) -> Iterator[Attendu]:
    """Objects in a state that has a delay: it runs from the day the ball came to this party."""
    attentes = {etat: a for etat, a in ATTENTES[modele.CYCLE].items() if a.delai}
    objets = _en_cours(modele, objet_id).filter(etat__in=list(attentes))
    if modele is Entente:  # Once a text is ready, its signatories are asked, each in turn.
        objets = objets.exclude(documents_signes__in=DocumentSigne.objects.actifs().exclude(chemin=""))
    for objet in objets:
        attente, depuis = attentes[objet.etat], timezone.localdate(objet.etat_depuis)
        du_le = fin_du_delai(objet, jour=jour)
        entente_id = objet.pk if modele is Entente else objet.entente_id
        yield Attendu(modele.CYCLE, objet.pk, entente_id, attente.qui, str(attente.quoi), depuis, du_le)


def fin_du_delai(objet: Any, *, jour: date) -> date:
    """The day the delay of the object's present state ends: business days from the day it came to this state."""
    attente = ATTENTES[objet.CYCLE][objet.etat]
    delai = int(parametre(attente.delai, au=jour))
    return ajouter_jours_ouvrables(timezone.localdate(objet.etat_depuis), delai, jours_feries())


def _en_cours(modele: type[Any], objet_id: Any) -> QuerySet[Any]:
    objets = modele.objects.all() if objet_id is None else modele.objects.filter(pk=objet_id)
    return objets if modele is Entente else objets.exclude(entente__etat__in=EN_PAUSE)


def _redditions(objet_id: Any, jour: date) -> Iterator[Attendu]:
    """Accounts not given yet: their day was written at signature."""
    a_rendre = (EtatReddition.A_PRODUIRE, EtatReddition.BROUILLON)
    for r in _en_cours(Reddition, objet_id).filter(etat__in=a_rendre).select_related("livrable"):
        quoi = _("Rendre compte : %s") % r.livrable.titre
        # Starting to write does not make it another expectation.
        yield Attendu("reddition_due", r.pk, r.entente_id, Partie.PARTENAIRE, quoi, r.periode_du, r.due_le)


def _versements(objet_id: Any, jour: date) -> Iterator[Attendu]:
    """Instalments ready before their day: the ministry pays by then. The delay of the state covers the late ones."""
    a_payer = (EtatVersement.EXIGIBLE, EtatVersement.AUTORISE)
    for v in _en_cours(Versement, objet_id).filter(etat__in=a_payer):
        attente = ATTENTES["versement"][v.etat]
        if v.prevu_le <= fin_du_delai(v, jour=jour):
            continue
        depuis = timezone.localdate(v.etat_depuis)
        quoi = _("%(quoi)s (versement %(numero)d)") % {"quoi": attente.quoi, "numero": v.numero}
        yield Attendu("versement_du", v.pk, v.entente_id, attente.qui, quoi, depuis, v.prevu_le)


def _mesures(objet_id: Any, jour: date) -> Iterator[Attendu]:
    """Corrective actions neither done nor given up."""
    for m in _en_cours(ActionCorrective, objet_id).filter(faite_le=None, abandonnee_le=None).select_related("revue"):
        partie = Partie.PARTENAIRE if m.responsable == "partenaire" else Partie.GESTION
        depuis = timezone.localdate(m.revue.conclue_le) if m.revue.conclue_le else m.echeance
        quoi = _("Mesure corrective : %s") % m.description
        yield Attendu("mesure_corrective", m.pk, m.entente_id, partie, quoi, depuis, m.echeance)


def _anomalies(objet_id: Any, jour: date) -> Iterator[Attendu]:
    """Doubts about an account that wait for a word, and contests that wait for an answer; one line for all of them."""
    anomalies = Anomalie.objects.exclude(reddition__entente__etat__in=EN_PAUSE)
    if objet_id is not None:
        anomalies = anomalies.filter(reddition=objet_id)
    for r in reponses_attendues(anomalies):
        mots = MOTS_ANOMALIES[r.partie] % {"titre": r.reddition.livrable.titre, "nombre": r.nombre}
        yield Attendu("anomalie", r.reddition.pk, r.reddition.entente_id, r.partie, mots, r.depuis, r.du_le)


def _signatures(objet_id: Any, jour: date) -> Iterator[Attendu]:
    """The signature of whose turn it is, once there is a file to read; nobody after them is asked."""
    documents = DocumentSigne.objects.actifs().filter(conclu_le=None).exclude(chemin="")
    documents = documents.exclude(entente__etat__in=EN_PAUSE)
    if objet_id is not None:
        documents = documents.filter(signataires=objet_id)
    for document in documents.prefetch_related("signataires"):
        signataire = suivant(document)
        if signataire is None or signataire.avant_le is None or objet_id not in (None, signataire.pk):
            continue
        donnees = [s.signe_le for s in document.signataires.all() if s.signe_le]
        depuis = timezone.localdate(max(donnees, default=document.prepare_le))
        partie = Partie.PARTENAIRE if signataire.est_du_partenaire else Partie.APPROBATION
        yield Attendu("signature", signataire.pk, document.entente_id, partie, _("Signer"), depuis, signataire.avant_le)


def _engagements(objet_id: Any, jour: date) -> Iterator[Attendu]:
    """Commitments of concertation neither kept nor given up: who answers for each, by its day."""
    ouverts = EngagementConcertation.objects.ouverts()
    for g in ouverts if objet_id is None else ouverts.filter(pk=objet_id):
        partie = Partie.PARTENAIRE if g.organisation_id else Partie.GESTION
        yield Attendu(GENRE_ENGAGEMENT, g.pk, None, partie, _("Engagement : %s") % g.titre, g.pris_le, g.echeance)


MOTS_ANOMALIES = {
    Partie.PARTENAIRE: gettext_lazy("Expliquer ce que les règles relèvent (%(nombre)d) : %(titre)s"),
    Partie.GESTION: gettext_lazy("Répondre aux contestations (%(nombre)d) : %(titre)s"),
}
SOURCES_DATEES = {
    "reddition_due": _redditions,
    "versement_du": _versements,
    "mesure_corrective": _mesures,
    "anomalie": _anomalies,
    "signature": _signatures,
    GENRE_ENGAGEMENT: _engagements,
}
