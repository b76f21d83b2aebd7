"""How a long list is cut: numbered pages, with the addresses of the ones beside."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response


class Pages(PageNumberPagination):
    """Fifty a page unless asked otherwise, two hundred at most; a page that does not exist is a 404."""

    page_size, max_page_size = 50, 200
    page_size_query_param = "taille"
    page_query_description = _("Numéro de la page, à partir de 1.")
    page_size_query_description = _("Éléments par page, 200 au plus.")

    def get_paginated_response(self, data: Any) -> Response:
        """The page and where the others are."""
        return Response(
            {
                "nombre": self.page.paginator.count,
                "suivante": self.get_next_link(),
                "precedente": self.get_previous_link(),
                "resultats": data,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The same, in the words of the schema."""
        adresse = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["nombre", "suivante", "precedente", "resultats"],
            "properties": {
                "nombre": {"type": "integer", "example": 1, "description": str(_("Éléments en tout."))},
                "suivante": adresse | {"example": None, "description": str(_("Adresse de la page suivante."))},
                "precedente": adresse | {"example": None, "description": str(_("Adresse de la page précédente."))},
                "resultats": schema,
            },
        }
