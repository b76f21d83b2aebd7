"""Contact attempts, in one place: which admitted persons were reached, and when."""

from __future__ import annotations

# Rows (cle, le): someone answered. Attempts (`TentativeContact`) are about registered persons, who stand higher
# already: before that, only what agents wrote about an admission (`IssueAdmission`) tells it.
JOINTES = "SELECT NULL::varchar AS cle, NULL::timestamptz AS le WHERE false"
