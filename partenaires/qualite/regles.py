"""The rules: each reads one report and names the cells it doubts. Thresholds come as an argument."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guichet.referentiels.formats import formater_argent, formater_nombre
from partenaires.qualite.faits import Gravite, Part, Rapport, Trouvee

Seuils = dict[str, Decimal]
Regle = Callable[[Rapport, Seuils], Iterator[Trouvee]]
SEUILS = (
    "qualite_recit_minimum",
    "qualite_depassement_ligne",
    "qualite_copie_minimum",
    "qualite_rond_minimum",
    "qualite_rond_multiple",
    "qualite_presence_minimum",
    "qualite_ecart_faits",
    "qualite_corrections_maximum",
)
LIBELLES = {
    "recit_court": gettext_lazy("Le récit de la période est vide ou trop court"),
    "valeur_manquante": gettext_lazy("Une valeur convenue n’est pas rapportée"),
    "depense_manquante": gettext_lazy("Une ligne du budget n’a pas de dépense"),
    "ecart_sans_raison": gettext_lazy("Un écart hors de la tolérance n’a pas de raison"),
    "retard": gettext_lazy("La reddition est arrivée après sa date"),
    "depense_depasse_budget": gettext_lazy("Les dépenses dépassent la ligne du budget"),
    "heures_impossibles": gettext_lazy("Plus d’heures que les séances et les places ne le permettent"),
    "copie_de_la_periode_precedente": gettext_lazy("Les mêmes montants qu’à la période précédente"),
    "montants_ronds": gettext_lazy("Tous les montants sont ronds"),
    "date_impossible": gettext_lazy("Une date est impossible"),
    "ecart_aux_faits": gettext_lazy("La valeur s’éloigne de ce que le portail compte"),
    "presence_parfaite": gettext_lazy("Présence de 100 % pour toutes et tous"),
    "presences_corrigees_tard": gettext_lazy("Des présences ont été corrigées après le verrouillage"),
}


def examiner(rapport: Rapport, seuils: Seuils) -> list[Trouvee]:
    """Every anomaly of a report, in the order of the rules."""
    return [trouvee for regle in REGLES for trouvee in regle(rapport, seuils)]


def _recit(r: Rapport, s: Seuils) -> Iterator[Trouvee]:
    if len(r.recit.strip()) < s["qualite_recit_minimum"]:
        yield Trouvee("recit_court", Part.COMPLETUDE, Gravite.LEGERE, ("recit",))


def _manquantes(r: Rapport, s: Seuils) -> Iterator[Trouvee]:
    for v in r.valeurs:
        if v.compte is None and not v.externe:
            yield Trouvee("valeur_manquante", Part.COMPLETUDE, Gravite.MOYENNE, (f"valeur:{v.code}",))
    rapportees = {d.code for d in r.depenses}
    for ligne in r.lignes_budget:
        if ligne not in rapportees:
            yield Trouvee("depense_manquante", Part.COMPLETUDE, Gravite.MOYENNE, (f"depense:{ligne}",))


def _ecarts(r: Rapport, s: Seuils) -> Iterator[Trouvee]:
    for v in r.valeurs:
        rapporte = v.compte is not None or bool(v.externe)
        if rapporte and v.prevu and abs(v.declare - v.prevu) / v.prevu > v.tolerance and not v.raison.strip():
            yield Trouvee("ecart_sans_raison", Part.COMPLETUDE, Gravite.MOYENNE, (f"valeur:{v.code}",))


def _retard(r: Rapport, s: Seuils) -> Iterator[Trouvee]:
    if r.soumise_le and r.soumise_le > r.due_le:
        jours = (r.soumise_le - r.due_le).days
        gravite = Gravite.LEGERE if jours <= 5 else Gravite.MOYENNE if jours <= 20 else Gravite.GRAVE
        yield Trouvee("retard", Part.PONCTUALITE, gravite, ("soumise_le",), _jours(jours))


def _budget(r: Rapport, s: Seuils) -> Iterator[Trouvee]:
    for d in r.depenses:
        if d.cumul > d.budget * (1 + s["qualite_depassement_ligne"]):
            detail = _("%(cumul)s dépensés pour une ligne de %(budget)s") % {
                "cumul": formater_argent(d.cumul),
                "budget": formater_argent(d.budget),
            }
            yield Trouvee("depense_depasse_budget", Part.COHERENCE, Gravite.GRAVE, (f"depense:{d.code}",), detail)


def _heures(r: Rapport, s: Seuils) -> Iterator[Trouvee]:
    """Learner-hours counted inside the portal cannot pass the seats of the meetings held."""
    possibles = r.presences.heures_possibles
    if possibles is None or not r.presences.seances:
        return
    cellules = tuple(f"valeur:{v.code}" for v in r.valeurs if v.code in r.heures)
    declarees = sum((v.compte or Decimal() for v in r.valeurs if v.code in r.heures), Decimal())
    if cellules and declarees > possibles:
        detail = _("%(declarees)s heures pour %(possibles)s possibles") % {
            "declarees": formater_nombre(declarees),
            "possibles": formater_nombre(possibles),
        }
        yield Trouvee("heures_impossibles", Part.COHERENCE, Gravite.GRAVE, cellules, detail)


def _copie(r: Rapport, s: Seuils) -> Iterator[Trouvee]:
    avant = {d.code: d.montant for d in r.precedentes if d.montant}
    memes = [d.code for d in r.depenses if d.montant and avant.get(d.code) == d.montant]
    if len(memes) >= s["qualite_copie_minimum"] and len(memes) == len([d for d in r.depenses if d.montant]):
        cellules = tuple(f"depense:{code}" for code in memes)
        yield Trouvee("copie_de_la_periode_precedente", Part.COHERENCE, Gravite.MOYENNE, cellules)


def _ronds(r: Rapport, s: Seuils) -> Iterator[Trouvee]:
    montants = [d for d in r.depenses if d.montant]
    ronds = [d for d in montants if d.montant % s["qualite_rond_multiple"] == 0]
    if len(montants) >= s["qualite_rond_minimum"] and len(ronds) == len(montants):
        cellules = tuple(f"depense:{d.code}" for d in ronds)
        yield Trouvee("montants_ronds", Part.COHERENCE, Gravite.LEGERE, cellules)


def _dates(r: Rapport, s: Seuils) -> Iterator[Trouvee]:
    if r.soumise_le and r.soumise_le <= r.au:
        yield Trouvee("date_impossible", Part.COHERENCE, Gravite.MOYENNE, ("soumise_le", "periode_au"))
    if r.presences.saisies_avant_la_seance:
        nombre = _("%d appels saisis avant la séance") % r.presences.saisies_avant_la_seance
        yield Trouvee("date_impossible", Part.COHERENCE, Gravite.GRAVE, ("presences:appel_le",), nombre)


def _faits(r: Rapport, s: Seuils) -> Iterator[Trouvee]:
    for v in r.valeurs:
        if v.compte is None or v.recompte is None:
            continue
        base = max(abs(v.recompte), abs(v.compte))
        if base and abs(v.compte - v.recompte) / base > s["qualite_ecart_faits"]:
            detail = _("écrit : %(ecrit)s, compté aujourd’hui : %(compte)s") % {
                "ecrit": formater_nombre(v.compte),
                "compte": formater_nombre(v.recompte),
            }
            yield Trouvee("ecart_aux_faits", Part.FAITS, Gravite.GRAVE, (f"valeur:{v.code}",), detail)


def _presence_parfaite(r: Rapport, s: Seuils) -> Iterator[Trouvee]:
    if r.presences.appelees >= s["qualite_presence_minimum"] and not r.presences.absents:
        detail = _("%d appels, aucune absence") % r.presences.appelees
        yield Trouvee("presence_parfaite", Part.PRESENCES, Gravite.MOYENNE, ("presences",), detail)


def _corrections(r: Rapport, s: Seuils) -> Iterator[Trouvee]:
    appelees, tard = r.presences.appelees, r.presences.corrigees_tard
    if appelees and Decimal(tard) / appelees > s["qualite_corrections_maximum"]:
        detail = _("%(tard)d présences corrigées sur %(appelees)d") % {"tard": tard, "appelees": appelees}
        yield Trouvee("presences_corrigees_tard", Part.PRESENCES, Gravite.MOYENNE, ("presences",), detail)


def _jours(jours: int) -> str:
    return ngettext("%d jour de retard", "%d jours de retard", jours) % jours


REGLES: tuple[Regle, ...] = (
    _recit,
    _manquantes,
    _ecarts,
    _retard,
    _budget,
    _heures,
    _copie,
    _ronds,
    _dates,
    _faits,
    _presence_parfaite,
    _corrections,
)
