"""Which groups open? The whole run, from a formation problem to its result, its gap and its prices."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from inscriptions.placement.formation_affectation import Affectation, Graphe
from inscriptions.placement.formation_ateliers import Ateliers
from inscriptions.placement.formation_bornes import Relaxation, borne_des_prix
from inscriptions.placement.formation_composantes import decouper
from inscriptions.placement.formation_exact import Plan, SansIssue, chercher
from inscriptions.placement.formation_instance import Formation
from inscriptions.placement.formation_programme import Usages, coefficients, criteres, programmer
from inscriptions.placement.formation_recherche import Presse, plonger
from inscriptions.placement.formation_regle import ouvrir_au_plus_long, regle_du_pouce
from inscriptions.placement.formation_resultat import Critere, Ouverture, Prix, ResultatFormation
from inscriptions.placement.memoire import sans_ramassage

Dire = Callable[[str], None]
# Up to this many variables the whole program goes to CP-SAT, for so many deterministic units per criterion.
EXACT_MAX, LIMITE_EXACTE = 1_500, 5.0
# The same when time is short: enough for the answer to hold, with the gap it has.
LIMITE_PRESSEE = 0.2


class Irrealisable(ValueError):
    """No choice of groups respects what was decided beforehand; the message names the offers."""


@dataclass(frozen=True, slots=True)
class Partie:
    """The answer for one connected component: numbers are those of its own lists."""

    formation: Formation
    plan: Plan
    affectation: Affectation
    valeurs: list[int]
    bornes: list[int | None]
    prix: Prix


@sans_ramassage()
def resoudre_formation(
    formation: Formation, dire: Dire = lambda _: None, presse: Presse = lambda: False
) -> ResultatFormation:
    """The groups to open, component by component, with the proven bound of each criterion.

    Once `presse` says that time is short, what is left is decided at once: the answer holds, its gap is larger.
    """
    parties = []
    composantes = decouper(formation)
    for rang, composante in enumerate(composantes, start=1):
        dire(f"composante {rang} sur {len(composantes)} : {len(composante.offres)} offres de groupe")
        parties.append(_resoudre(composante, dire, presse))
    return _reunir(formation, parties)


def appliquer_la_regle(formation: Formation) -> tuple[Plan, list[int]]:
    """The rule of thumb, with its persons seated as well as its groups allow, and the value of each criterion."""
    graphe = Graphe(formation)
    plan = regle_du_pouce(formation)
    plan, affectation = _sans_manque(formation, graphe, plan)
    return plan, graphe.valeurs(affectation, plan[0])


def _resoudre(formation: Formation, dire: Dire, presse: Presse) -> Partie:
    p = programmer(formation)
    relaxation = Relaxation(p)
    relaxation.viser({v: float(c) for v, c in coefficients(p, formation, "dans_norme").items()})
    if relaxation.resoudre() is None:
        raise Irrealisable(_gardees(formation))
    prix = relaxation.prix(formation)
    borne = borne_des_prix(formation, prix)
    dire(f"borne prouvée : {borne} personnes dans la norme au plus")
    graphe = Graphe(formation)
    plan, bornes = _exactement(formation, p.taille, LIMITE_PRESSEE if presse() else LIMITE_EXACTE)
    if plan is None:
        ateliers = Ateliers(formation, [(o, t) for _, o, t in p.groupes])
        plan, affectation = _sans_manque(formation, graphe, plonger(formation, p, relaxation, ateliers, dire, presse))
        plan, affectation = _completer(formation, graphe, plan, affectation)
    else:
        plan, affectation = _sans_manque(formation, graphe, plan)
    valeurs = graphe.valeurs(affectation, plan[0])
    suivantes: list[int | None] = list(bornes[1:]) or [None] * (len(valeurs) - 1)
    return Partie(formation, plan, affectation, valeurs, [min([borne, *bornes[:1]]), *suivantes], prix)


def _exactement(formation: Formation, taille: int, limite: float) -> tuple[Plan | None, list[int]]:
    """The proven answer of a small problem; nothing for a large one."""
    if taille > EXACT_MAX:
        return None, []
    try:
        exact = chercher(formation, programmer(formation, avec_couts=True), limite)
    except SansIssue:
        raise Irrealisable(_gardees(formation)) from None
    return (exact.plan, [*exact.bornes[:-1], -exact.bornes[-1]]) if exact else (None, [])


def _gardees(formation: Formation) -> str:
    noms = ", ".join(f"« {o.id} »" for o in formation.offres if o.au_moins)
    return f"offres {noms} : elles ne peuvent pas toutes ouvrir ensemble (au_moins)"


def _sans_manque(formation: Formation, graphe: Graphe, plan: Plan) -> tuple[Plan, Affectation]:
    """Close the groups that cannot reach their minimum, the largest minimum first, until every one does."""
    choix, emplois = dict(plan[0]), Counter(plan[1])
    usages = Usages(formation)
    while True:
        affectation = graphe.affecter(choix)
        if not affectation.manques:
            return ({c: n for c, n in choix.items() if n}, +emplois), affectation
        for type_ in affectation.manques:
            ouvertes = [o for (o, t), n in choix.items() if t == type_ and n]
            libres = [o for o in ouvertes if _ouverts(choix, o) > formation.offres[o].au_moins]
            if not libres:
                raise Irrealisable(_gardees(formation))
            offre = max(libres, key=lambda o: (formation.offres[o].minimum, o))
            choix[offre, type_] -= 1
            usages.rendre(offre, emplois)


def _ouverts(choix: dict, offre: int) -> int:
    return sum(n for (o, _), n in choix.items() if o == offre)


def _completer(formation: Formation, graphe: Graphe, plan: Plan, affectation: Affectation) -> tuple[Plan, Affectation]:
    """Use what is left of teachers and hours for those who still wait, if no criterion loses by it."""
    restants = {i: sum(n for _, n in c.effectifs) for i, c in enumerate(formation.classes)}
    for (classe, _), nombre in affectation.departs.items():
        restants[classe] -= nombre
    plus, nouvelle = _sans_manque(formation, graphe, ouvrir_au_plus_long(formation, plan, restants))
    avant, apres = graphe.valeurs(affectation, plan[0]), graphe.valeurs(nouvelle, plus[0])
    return (plus, nouvelle) if apres[:-1] >= avant[:-1] else (plan, affectation)


def _reunir(formation: Formation, parties: list[Partie]) -> ResultatFormation:
    noms = criteres(formation)
    valeurs, bornes = dict.fromkeys(noms, 0), dict.fromkeys(noms, 0)
    prouvees: dict[str, int | None] = dict(bornes)
    for partie in parties:
        for nom, valeur, borne in zip(criteres(partie.formation), partie.valeurs, partie.bornes, strict=True):
            valeurs[nom] += valeur
            connue = prouvees[nom]
            prouvees[nom] = None if borne is None or connue is None else connue + borne
    # The bound of a criterion supposes the earlier ones reached; it holds for the whole only if these are proven.
    for rang, nom in enumerate(noms):
        if any(prouvees[avant] != valeurs[avant] for avant in noms[:rang]):
            prouvees[nom] = None
    return ResultatFormation(
        empreinte=formation.empreinte(),
        ouvertures=tuple(o for partie in parties for o in _ouvertures(partie)),
        departs=tuple(
            (p.formation.classes[c].id, p.formation.types[t].id, n)
            for p in parties
            for (c, t), n in p.affectation.departs.items()
        ),
        servis=tuple((p.formation.classes[c].id, q, n) for p in parties for (c, q), n in p.affectation.servis.items()),
        criteres=tuple(Critere(nom, valeurs[nom], prouvees[nom]) for nom in noms),
        prix=_prix_reunis([p.prix for p in parties]),
    )


def _prix_reunis(prix: list[Prix]) -> Prix:
    return Prix(**{champ: tuple(sorted(v for p in prix for v in getattr(p, champ))) for champ in Prix.__slots__})


def _ouvertures(partie: Partie) -> Iterable[Ouverture]:
    """Each opened group with its persons and its resources: minimums first, then the largest are filled."""
    f, (choix, emplois) = partie.formation, partie.plan
    usages = Usages(f)
    reserves: dict[int, list[str]] = defaultdict(list)
    for (usage, ressource), nombre in sorted(emplois.items(), reverse=True):
        reserves[usage] += [ressource] * nombre
    par_type: dict[int, list[int]] = defaultdict(list)
    for (offre, type_), nombre in sorted(choix.items()):
        par_type[type_] += [offre] * nombre
    for type_, offres in par_type.items():
        offres.sort(key=lambda o: (-f.offres[o].capacite, o))
        reste = partie.affectation.occupees[type_] - sum(f.offres[o].minimum for o in offres)
        for offre in offres:
            ajout = min(reste, f.offres[offre].capacite - f.offres[offre].minimum)
            reste -= ajout
            prises = tuple(reserves[usage].pop() for usage in usages.de_l_offre[offre])
            yield Ouverture(f.offres[offre].id, f.types[type_].id, f.offres[offre].minimum + ajout, prises)
