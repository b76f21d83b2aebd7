"""Contact attempts, in one place: which admitted persons were reached, and when."""

from __future__ import annotations

# Rows (cle, le): someone answered. No register of attempts yet: only what agents wrote about an admission tells it.
JOINTES = "SELECT NULL::varchar AS cle, NULL::timestamptz AS le WHERE false"
