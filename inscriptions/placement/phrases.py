"""How is an explanation said in plain French, for a file that leaves the system?"""

from inscriptions.placement.expliquer import Explication

TYPES_CITES = 5


def en_phrases(explication: Explication) -> list[str]:
    """The sentences that explain one person's outcome; pages have their own, with the groups' real names."""
    if explication.groupe is not None:
        return [f"« {explication.personne} » est placée dans « {explication.groupe} ».", *_mieux(explication)]
    return [_contrainte(explication), *_changements(explication)]


def _contrainte(explication: Explication) -> str:
    serre = explication.ensemble_serre
    if serre is None or not serre.types:
        return f"« {explication.personne} » n'a pas de place : aucun groupe ne lui convient."
    if not serre.places:
        return f"« {explication.personne} » n'a pas de place : les groupes qui lui conviennent n'en offrent aucune."
    return (
        f"« {explication.personne} » n'a pas de place : les {serre.places} places des types {_citer(serre.types)} "
        f"sont toutes tenues par des personnes servies avant."
    )


def _mieux(explication: Explication) -> list[str]:
    if not explication.meilleurs:
        return []
    meilleurs = _citer(explication.meilleurs)
    if explication.seuls_suffisants:
        return [
            f"Ces types lui convenaient mieux : {meilleurs}. Leurs places servent à des personnes moins faciles "
            f"à placer ailleurs. En n'acceptant que ces types, elle en aurait eu une."
        ]
    tenues = f"Ces types lui convenaient mieux : {meilleurs}. Leurs places sont tenues par des personnes servies avant."
    return [
        tenues,
        *(f"En n'acceptant que ces types : {phrase[0].lower()}{phrase[1:]}" for phrase in _changements(explication)),
    ]


def _changements(explication: Explication) -> list[str]:
    phrases = []
    if ajout := explication.places_de_plus:
        places = "d'une place" if ajout.nombre == 1 else f"de {ajout.nombre} places"
        phrases.append(f"Il aurait suffi {places} de plus dans « {ajout.type} ».")
    if explication.passer_avant is not None:
        phrases.append(f"Il aurait suffi de passer avant « {explication.passer_avant} ».")
    if explication.types_suffisants:
        types = _citer(explication.types_suffisants)
        phrases.append(f"Il aurait suffi de pouvoir rejoindre l'un de ces types : {types}.")
    return phrases


def _citer(types: tuple[str, ...]) -> str:
    cites = ", ".join(f"« {t} »" for t in types[:TYPES_CITES])
    return f"{cites} et {len(types) - TYPES_CITES} autres" if len(types) > TYPES_CITES else cites
