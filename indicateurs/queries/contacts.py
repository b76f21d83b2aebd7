"""Contact attempts, in one place: what each outcome says of an admitted person, who was reached, and when."""

from __future__ import annotations

DOMAINE = "admission.contacter"
INTERESSEE = "admission_interessee"
DEMENAGEE = "admission_demenagee"
# Someone answered. Wanting a course is not yet asking for one: she is reached, and stays to be called again.
PAS_INTERESSEE = (
    "admission_parle_francais",
    "admission_emploi",
    "admission_sante",
    "admission_autre_cours",
    "admission_sans_raison",
    "admission_ne_souhaite_plus",
)
REPONSES = (INTERESSEE, *PAS_INTERESSEE)
# Nothing is left to try, until she asks for a course herself.
REGLENT = (*PAS_INTERESSEE, DEMENAGEE)

_CODES = ", ".join(f"'{code}'" for code in REPONSES)
# Rows (cle, le): someone answered. What agents wrote about an admission (`IssueAdmission`) stands higher or beside.
JOINTES = f"SELECT cle, le FROM indicateurs_tentativeadmission WHERE retire_le IS NULL AND motif_id IN ({_CODES})"  # noqa: S608
