"""What became of requests."""

from __future__ import annotations

from indicateurs.sources.formes import Forme, jour_de, sommer

_DEPOT = jour_de("i.deposee_le")
sommer(
    "couverture_demandes",
    Forme.INSCRIPTION,
    f"""
SELECT {_DEPOT} AS jour, i.id AS inscription_id, (EXISTS (
  SELECT 1 FROM inscriptions_place pl WHERE pl.inscription_id = i.id
  AND (pl.commencee_le IS NOT NULL OR pl.etat = 'confirmee')))::int AS haut, 1 AS bas
FROM inscriptions_inscription i WHERE i.deposee_le IS NOT NULL
""",
)
