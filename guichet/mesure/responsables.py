"""Which office answers for a figure. Synthetic titles: to be replaced by the ministry's own."""

from django.utils.translation import gettext_lazy as _

MESURE = _("Direction de la mesure (titre synthétique)")
PLACEMENT = _("Direction du placement (titre synthétique)")
PEDAGOGIE = _("Direction pédagogique (titre synthétique)")
PARTENARIATS = _("Direction des partenariats (titre synthétique)")
FINANCES = _("Direction des finances (titre synthétique)")
