"""An edition counted again: from the facts below its mark, or from what was frozen where facts do not suffice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import override

from guichet.mesure.calcul import Valeur
from guichet.mesure.definition import MESURES, Diffusion, Genre, Mesure
from guichet.referentiels.parametres import rejouer
from indicateurs.filtre import Filtre
from indicateurs.models import ChiffreFige, Edition
from indicateurs.queries import valeurs
from indicateurs.queries.chiffres import (
    MOIS_MONTRES,
    Chiffre,
    Exact,
    debut,
    exacts_de,
    publier,
    rien,
    vient_des_faits,
)
from indicateurs.queries.comptage import lire_dans
from indicateurs.queries.editions import PARAMETRES, colonnes, empreinte, en_vigueur
from indicateurs.queries.faits_au_repere import FaitsAuRepere
from indicateurs.queries.fraicheur import lue_le
from indicateurs.queries.matieres import cle_du_chiffre, valeur_de_la_matiere


@dataclass(frozen=True, slots=True)
class Ecart:
    """A figure as it stands and what the count gives."""

    chiffre: ChiffreFige
    valeur: Valeur


@dataclass(frozen=True, slots=True)
class Verification:
    """What counting again told: how many agree with the facts, with what was frozen beside them, which do not."""

    des_faits: int
    de_la_matiere: int
    ecarts: list[Ecart]
    # Those whose definition the portal can no longer compute.
    perdus: int
    # The rows made again, rounded for the public, have the digest of the edition.
    memes_octets: bool

    @property
    def egaux(self) -> int:
        """Every figure that agrees."""
        return self.des_faits + self.de_la_matiere


def verifier(edition: Edition) -> Verification:
    """Count an edition again as of its mark. The caller's scope must see the facts."""
    refaits = refaire(edition)
    ecarts, egaux = [], {True: 0, False: 0}
    for refait in refaits:
        if refait.exact is None:
            continue
        mesure, _coupe, _filtre, valeur = refait.exact
        dit = en_vigueur(refait.chiffre)
        if (valeur.numerateur, valeur.denominateur, _arrondie(valeur)) == (
            dit["numerateur"],
            dit["denominateur"],
            dit["valeur"],
        ):
            egaux[vient_des_faits(mesure)] += 1
        else:
            ecarts.append(Ecart(refait.chiffre, valeur))
    perdus = sum(refait.exact is None for refait in refaits)
    memes = not perdus and empreinte(relire(edition, refaits)) == edition.empreinte
    return Verification(egaux[True], egaux[False], ecarts, perdus, memes)


@dataclass(frozen=True, slots=True)
class Refait:
    """A frozen figure, and what it is when made again; None when it cannot be."""

    chiffre: ChiffreFige
    exact: Exact | None


def refaire(edition: Edition) -> list[Refait]:
    """Each figure made again, in the order they were frozen."""
    chiffres = list(edition.chiffres.prefetch_related("corrections"))
    mesures = {chiffre.reference: mesure_figee(edition, chiffre.reference) for chiffre in chiffres}
    matieres = {f"{m.mesure} v{m.version}": m.contenu for m in edition.matieres.all()}
    des_faits = _depuis_les_faits(edition, [m for m in mesures.values() if m and vient_des_faits(m)])
    refaits = []
    for chiffre in chiffres:
        mesure, valeur = mesures[chiffre.reference], None
        if mesure and vient_des_faits(mesure):
            cle = chiffre.reference, cle_du_chiffre(chiffre.coupe, chiffre.du, chiffre.axes)
            valeur = des_faits.get(cle, rien(mesure))
        elif mesure and chiffre.reference in matieres:
            valeur = valeur_de_la_matiere(mesure, chiffre, matieres[chiffre.reference])
        filtre = Filtre(chiffre.du, chiffre.au, **chiffre.axes)
        refaits.append(Refait(chiffre, (mesure, chiffre.coupe, filtre, valeur) if mesure and valeur else None))
    return refaits


def relire(edition: Edition, refaits: Iterable[Refait]) -> list[dict[str, Any]]:
    """The rows of these figures with what the public reads, as they were when frozen."""
    exacts = [refait.exact for refait in refaits if refait.exact]
    return [
        colonnes(Chiffre(*exact, publie))
        for exact, publie in zip(exacts, publier_comme_alors(edition, exacts), strict=True)
    ]


def publier_comme_alors(edition: Edition, exacts: list[Exact]) -> list[Any]:
    """Disclosure control over these figures together, under the parameters of the freeze."""
    with rejouer(edition.definitions.get(PARAMETRES, {})), override(settings.LANGUAGE_CODE):
        return publier(exacts, edition.au)


def _depuis_les_faits(edition: Edition, mesures: Iterable[Mesure]) -> dict[tuple[str, str], Valeur]:
    """The figures of these definitions, as the facts told them at the mark of the edition."""
    faits = lire_au_repere(edition, du=debut(edition.au, MOIS_MONTRES))
    with rejouer(edition.definitions.get(PARAMETRES, {})), lire_dans(faits), lue_le(edition.figee_le):
        return {
            (mesure.reference, cle_du_chiffre(coupe, filtre.du, filtre.choisis())): valeur
            for mesure in mesures
            for _mesure, coupe, filtre, valeur in exacts_de(mesure, edition.au)
        }


def lire_au_repere(edition: Edition, *, du: date) -> FaitsAuRepere:
    """The facts of the edition: those known at its mark, none that came after."""
    return FaitsAuRepere(xid=edition.xid, journal_id=edition.journal_id, du=du, au=edition.au)


def mesure_figee(edition: Edition, reference: str) -> Mesure | None:
    """The definition as it was computed that day, even when its code has another version since."""
    mots = edition.definitions.get(reference, {})
    code, _v, version = reference.rpartition(" v")
    actuelle = MESURES.get(code)
    if "numerateur" not in mots:
        return actuelle if actuelle and actuelle.version == int(version) else None
    mesure = Mesure(
        code,
        int(version),
        mots["titre"],
        mots["definition"],
        Genre(mots["genre"]),
        mots["numerateur"],
        mots["denominateur"],
        delai_maximum=mots["delai_maximum"],
        dimensions=tuple(mots["dimensions"]),
        diffusion=Diffusion(mots["diffusion"]),
        calcul=mots["calcul"],
    )
    return mesure if mesure.calcul != "evenements" or valeurs.est_connue(mesure) else None


def _arrondie(valeur: Valeur) -> object:
    return None if valeur.valeur is None else round(valeur.valeur, 6)
