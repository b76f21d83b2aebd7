"""Evaluate dated eligibility rules: pure, so that a decision can be replayed on the facts it was taken with."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Critere(TextChoices):
    """What a rule looks at."""

    STATUT = "statut", gettext_lazy("Statut et formule")
    AGE = "age", gettext_lazy("Âge minimal")
    DOMICILE = "domicile", gettext_lazy("Domicile au Québec")
    DOCUMENT = "document", gettext_lazy("Document expiré")


class Decision(TextChoices):
    """What a rule, and the whole evaluation, conclude."""

    ADMISSIBLE = "admissible", gettext_lazy("Admissible")
    A_CONFIRMER = "a_confirmer", gettext_lazy("À confirmer par un conseiller")
    NON_ADMISSIBLE = "non_admissible", gettext_lazy("Non admissible")


GRAVITE = {Decision.ADMISSIBLE: 0, Decision.A_CONFIRMER: 1, Decision.NON_ADMISSIBLE: 2}


@dataclass(frozen=True)
class Faits:
    """What the decision rests on; None says the person has not answered."""

    statut: str
    formule: str
    date_naissance: date | None
    est_domicilie_au_quebec: bool | None
    prevoit_s_etablir_au_quebec: bool | None = None
    fin_du_document: date | None = None

    def age(self, *, au: date) -> int | None:
        """Age in full years on this day."""
        if self.date_naissance is None:
            return None
        naissance = self.date_naissance
        return au.year - naissance.year - ((au.month, au.day) < (naissance.month, naissance.day))


@dataclass(frozen=True)
class Regle:
    """One rule during one period; for criteria other than the status, it speaks when the criterion fails."""

    code: str
    version: str
    critere: str
    decision: str
    motif: str
    statut: str = ""
    formule: str = ""
    remede: str = ""
    avertissement: str = ""
    valide_du: date | None = None
    valide_au: date | None = None

    def est_en_vigueur(self, *, au: date) -> bool:
        """Whether the rule holds on this day, first and last day included."""
        return (self.valide_du is None or self.valide_du <= au) and (self.valide_au is None or self.valide_au >= au)


@dataclass(frozen=True)
class Constat:
    """What one rule had to say."""

    regle: str
    version: str
    decision: Decision
    motif: str
    remede: str = ""


@dataclass(frozen=True)
class Evaluation:
    """The decision, why, and on which facts and rules, ready to be kept as it is."""

    decision: Decision
    au: date
    constats: tuple[Constat, ...]
    avertissements: tuple[str, ...] = ()
    faits: dict[str, str | int | bool | None] = field(default_factory=dict)

    @property
    def motif(self) -> str:
        """The reason to show first."""
        return self.constats[0].motif

    @property
    def remede(self) -> str:
        """What the person can do about it, or nothing."""
        return self.constats[0].remede

    @property
    def exige_une_personne(self) -> bool:
        """Whether an adviser must look before the decision stands.

        Loi sur l'accès, art. 65.2: no refusal rests on automated processing alone.
        """
        return self.decision != Decision.ADMISSIBLE

    def en_json(self) -> dict:
        """The evaluation as plain data, for the journal and the file."""
        return {
            "decision": self.decision.value,
            "au": self.au.isoformat(),
            "regles": [{"code": c.regle, "version": c.version, "decision": c.decision.value} for c in self.constats],
            "motif": self.motif,
            "remede": self.remede,
            "avertissements": list(self.avertissements),
            "faits": self.faits,
        }


def evaluer(faits: Faits, regles: Iterable[Regle], *, au: date, age_minimum: int) -> Evaluation:
    """Decide on these facts with the rules in force on this day; the gravest finding comes first."""
    en_vigueur = [regle for regle in regles if regle.est_en_vigueur(au=au)]
    applicables = [regle for regle in en_vigueur if _s_applique(regle, faits)]
    constats = [c for regle in applicables if (c := _constat(regle, faits, au=au, age_minimum=age_minimum))]
    if not any(regle.critere == Critere.STATUT for regle in applicables):
        constats.append(_sans_regle())
    constats.sort(key=lambda c: (-GRAVITE[c.decision], c.regle))
    return Evaluation(
        decision=constats[0].decision,
        au=au,
        constats=tuple(constats),
        avertissements=tuple(r.avertissement for r in applicables if r.critere == Critere.STATUT and r.avertissement),
        faits=_faits_utilises(faits, au=au),
    )


def _s_applique(regle: Regle, faits: Faits) -> bool:
    """Whether the rule is written for this status and formula."""
    return regle.statut in ("", faits.statut) and regle.formule in ("", faits.formule)


def _constat(regle: Regle, faits: Faits, *, au: date, age_minimum: int) -> Constat | None:
    """What the rule says of these facts; nothing when its criterion is met."""
    if regle.critere == Critere.STATUT:
        decision = Decision(regle.decision)
    else:
        rempli = _critere_rempli(regle.critere, faits, au=au, age_minimum=age_minimum)
        if rempli:
            return None
        # An unanswered question never refuses anyone: a person asks it again.
        decision = Decision.A_CONFIRMER if rempli is None else Decision(regle.decision)
    motif = regle.motif.replace("{age_minimum}", str(age_minimum))
    return Constat(regle.code, regle.version, decision, motif, regle.remede)


def _critere_rempli(critere: str, faits: Faits, *, au: date, age_minimum: int) -> bool | None:
    """Whether the criterion is met; None when the fact is missing."""
    if critere == Critere.AGE:
        age = faits.age(au=au)
        return None if age is None else age >= age_minimum
    if critere == Critere.DOMICILE:
        reponses = (faits.est_domicilie_au_quebec, faits.prevoit_s_etablir_au_quebec)
        return True if any(reponses) else (None if faits.est_domicilie_au_quebec is None else False)
    if critere == Critere.DOCUMENT:
        return faits.fin_du_document is None or faits.fin_du_document >= au
    raise ValueError(f"critère inconnu : {critere}")


def _sans_regle() -> Constat:
    """The finding when no rule covers this status and formula on this day: a person decides."""
    return Constat(
        regle="SANS-REGLE",
        version="origine",
        decision=Decision.A_CONFIRMER,
        motif=_("Aucune règle ne couvre encore votre situation."),
        remede=_("Un conseiller examine votre demande et vous répond."),
    )


def _faits_utilises(faits: Faits, *, au: date) -> dict[str, str | int | bool | None]:
    """The facts as plain data; the age rather than the date of birth, which the file already holds."""
    return {
        "statut": faits.statut,
        "formule": faits.formule,
        "age": faits.age(au=au),
        "est_domicilie_au_quebec": faits.est_domicilie_au_quebec,
        "prevoit_s_etablir_au_quebec": faits.prevoit_s_etablir_au_quebec,
        "fin_du_document": faits.fin_du_document.isoformat() if faits.fin_du_document else None,
    }
