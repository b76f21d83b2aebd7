"""Figures of ententes counted the slow way, row by row, from their French definitions: no query of the portal's."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from guichet.models import Journal, Organisation
from guichet.referentiels.parametres import parametre
from guichet.referentiels.queries import jours_feries
from inscriptions.models import Place, Seance
from partenaires.models import (
    ActiviteEntente,
    Anomalie,
    DepenseReddition,
    Entente,
    Reddition,
    Revue,
    ServiceRendu,
    TirageControles,
    ValeurReddition,
    Versement,
)
from tests.indicateurs.compte_lent import Cas, _gains, _presences, jour
from tests.indicateurs.petit_monde import AU

ENGAGEES = ("signee", "active", "revue_mi_parcours", "rapport_final", "suspendue", "resiliee", "fermee")
UN = timedelta(days=1)


@dataclass(frozen=True)
class DOrganisme:
    """Whom a case is about: an organisation, and sometimes a formula or another region than its own."""

    organisation: Organisation
    formule: str = ""
    region: str = ""

    def codes(self) -> dict[str, Any]:
        """The code of the case along each axis."""
        chez = self.organisation
        return {
            "region": self.region or chez.region_id,
            "formule": self.formule,
            "type_organisme": chez.genre,
            "organisation": str(chez.pk),
        }


def _cas(quand: date, objet: Any, haut: Any, bas: Any = 1) -> Cas:
    chez = objet if isinstance(objet, DOrganisme) else DOrganisme(objet)
    return Cas(quand, chez, Fraction(haut), Fraction(bas))


def heures_suivies() -> Iterator[Cas]:
    for presence, heures, venue in _presences():
        yield Cas(presence.seance.date, presence.place, heures if venue else Fraction(0), Fraction(0))


def _verses() -> Iterator[Cas]:
    """What was paid for courses, shared between formulas as the meetings of the organisation's fiscal year."""
    for versement in Versement.objects.filter(etat="emis").select_related("organisation"):
        activites = ActiviteEntente.objects.filter(entente=versement.entente_id)
        if not any(a.unite in ("seance_groupe", "heure_apprenant") for a in activites):
            continue
        emis = jour(versement.emis_le)
        heures: dict[str, Fraction] = {}
        for seance in Seance.objects.filter(groupe__organisation=versement.organisation, annulee_le=None):
            if seance.date <= AU and _exercice(seance.date) == _exercice(emis):
                minutes = (seance.heure_fin.hour - seance.heure_debut.hour) * 60
                minutes += seance.heure_fin.minute - seance.heure_debut.minute
                formule = seance.groupe.formule
                heures[formule] = heures.get(formule, Fraction(0)) + Fraction(minutes, 60)
        total = sum(heures.values())
        for formule, part in (heures or {"": Fraction(1)}).items():
            montant = Fraction(versement.montant) * part / (total or 1)
            yield _cas(emis, DOrganisme(versement.organisation, formule), montant, 0)


def _exercice(quand: date) -> int:
    return quand.year - (quand.month < 4)


def cout_heure() -> Iterator[Cas]:
    yield from _verses()
    for cas in heures_suivies():
        yield Cas(cas.jour, cas.objet, Fraction(0), cas.haut)


def cout_niveau() -> Iterator[Cas]:
    yield from _verses()
    for place, quand, gains in _gains():
        yield Cas(quand, place, Fraction(0), Fraction(sum(gains), len(gains)))


def redditions_a_temps() -> Iterator[Cas]:
    for r in Reddition.objects.select_related("organisation"):
        yield _cas(r.due_le, r.organisation, int(r.soumise_le is not None and jour(r.soumise_le) <= r.due_le))


def part_depenses_admissibles() -> Iterator[Cas]:
    for d in DepenseReddition.objects.select_related("organisation", "reddition"):
        if d.reddition.etat == "acceptee":
            yield _cas(jour(d.reddition.acceptee_le), d.organisation, d.admissible or 0, d.montant)


def _engagees() -> Iterator[Entente]:
    yield from (e for e in Entente.objects.select_related("organisation", "version") if e.etat in ENGAGEES)


def revues_tenues() -> Iterator[Cas]:
    for entente in _engagees():
        if entente.revue_prevue_le:
            tenue = any(r.rencontre_le and r.rencontre_le <= AU for r in Revue.objects.filter(entente=entente))
            yield _cas(entente.revue_prevue_le, entente.organisation, int(tenue))


def volumes_atteints() -> Iterator[Cas]:
    for v in ValeurReddition.objects.select_related("organisation", "reddition"):
        if v.reddition.etat == "acceptee" and v.nature == "activite" and v.prevu > 0:
            atteint = (v.compte or 0) + v.externe >= v.prevu - v.prevu * v.tolerance
            yield _cas(jour(v.reddition.acceptee_le), v.organisation, int(atteint))


def ententes_norme_refondue() -> Iterator[Cas]:
    for entente in _engagees():
        yield _cas(entente.debut, entente.organisation, int(entente.version.numero > 1))


def services_precis() -> Iterator[Cas]:
    for s in ServiceRendu.objects.filter(fini_le=None).select_related("organisation"):
        yield _cas(s.date, DOrganisme(s.organisation, region=s.region_id or ""), int(s.personne_ref != ""))


def conformite() -> Iterator[Cas]:
    parts = ("completude", "ponctualite", "coherence", "faits", "presences")
    for tirage in TirageControles.objects.all():
        quand = jour(tirage.tire_le)
        for reddition in Reddition.objects.filter(pk__in=tirage.tires).select_related("organisation"):
            score = 0
            for part in parts:
                poids, perdu = parametre(f"qualite_poids_{part}", au=AU), 0
                for anomalie in Anomalie.objects.filter(reddition=reddition, part=part):
                    if anomalie.levee_le is None:
                        perdu += parametre(f"qualite_cout_{anomalie.gravite}", au=AU)
                score += max(0, round(poids * (100 - perdu) / 100))
            conforme = score >= parametre("conformite_score_minimum", au=quand)
            yield _cas(quand, reddition.organisation, int(conforme))


def _emis() -> Iterator[tuple[Versement, date, date]]:
    for v in Versement.objects.filter(etat="emis", genre="ordinaire").select_related("organisation"):
        if v.exigible_le:
            yield v, jour(v.exigible_le), jour(v.emis_le)


def delai_versement() -> Iterator[Cas]:
    for v, exigible, emis in _emis():
        yield _cas(emis, v.organisation, (emis - exigible).days)


def retard_versement() -> Iterator[Cas]:
    for v, _exigible, emis in _emis():
        yield _cas(emis, v.organisation, (emis - v.prevu_le).days)


def _est_ouvrable(quand: date) -> bool:
    return quand.weekday() < 5 and quand not in jours_feries()


def versements_a_temps() -> Iterator[Cas]:
    for v, exigible, emis in _emis():
        restent, limite = 20, exigible
        while restent:
            limite += UN
            restent -= _est_ouvrable(limite)
        yield _cas(emis, v.organisation, int(emis <= limite))


def ententes_signees_avant_debut() -> Iterator[Cas]:
    for entente in _engagees():
        yield _cas(entente.debut, entente.organisation, int(jour(entente.signee_le) <= entente.debut))


def premier_versement_avant_debut() -> Iterator[Cas]:
    for entente in _engagees():
        emis = [jour(v.emis_le) for v in Versement.objects.filter(entente=entente, etat="emis")]
        yield _cas(entente.debut, entente.organisation, int(bool(emis) and min(emis) <= entente.debut))


def _etape(modele: Any, etat: str) -> Callable[[], Iterator[Cas]]:
    """Business days spent in a state, each time it was entered and left otherwise than by its organisation."""

    def cas() -> Iterator[Cas]:
        for objet in modele.objects.select_related("organisation"):
            lignes = list(Journal.objects.filter(objet_id=objet.pk).order_by("id"))
            for entree, sortie in itertools.pairwise(lignes):
                if entree.vers == etat and sortie.pas != "retirer":
                    du, au, nombre = jour(entree.le), jour(sortie.le), 0
                    while du < au:
                        du += UN
                        nombre += _est_ouvrable(du)
                    yield _cas(au, objet.organisation, nombre)

    return cas


def heures_seuil() -> Iterator[Cas]:
    """Hours followed in every class up to the first whose oral results are both at the threshold."""
    for personne in {p.personne_id for p in Place.objects.all()}:
        suivies = Place.objects.filter(personne=personne, commencee_le__isnull=False).order_by("commencee_le", "id")
        for place in suivies:
            oraux = {r.competence: r for r in place.resultats.all() if r.competence in ("CO", "PO")}
            if len(oraux) == 2 and min(r.niveau for r in oraux.values()) >= 8:
                avant = {p.pk for p in suivies if p.commencee_le <= place.commencee_le}
                lues = [(h, venue) for presence, h, venue in _presences() if presence.place_id in avant]
                if lues:
                    quand = max(jour(r.saisi_le) for r in oraux.values())
                    total = sum((h for h, venue in lues if venue), Fraction(0))
                    yield Cas(quand, place, Fraction(int(total + Fraction(1, 2))), Fraction(1))
                break


LENTS_ENTENTES: dict[str, Callable[[], Iterator[Cas]]] = {
    f.__name__: f
    for f in (
        heures_suivies,
        heures_seuil,
        cout_heure,
        cout_niveau,
        redditions_a_temps,
        part_depenses_admissibles,
        revues_tenues,
        volumes_atteints,
        ententes_norme_refondue,
        services_precis,
        conformite,
        delai_versement,
        retard_versement,
        versements_a_temps,
        ententes_signees_avant_debut,
        premier_versement_avant_debut,
    )
} | {
    "delai_completude": _etape(Entente, "soumise"),
    "delai_analyse": _etape(Entente, "en_analyse"),
    "delai_decision": _etape(Entente, "recommandee"),
    "delai_signature": _etape(Entente, "approuvee"),
    "delai_examen": _etape(Reddition, "soumise"),
}
