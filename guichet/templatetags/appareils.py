"""A device in words a person recognises, from what its browser says of itself."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# Order matters: each browser also claims to be those before it in history.
NAVIGATEURS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


@register.filter
def appareil(agent: str) -> str:
    """`Chrome sur Android`; « Appareil inconnu » when nothing is recognised."""
    navigateur = next((nom for marque, nom in NAVIGATEURS if marque in agent), "")
    systeme = next((nom for marque, nom in SYSTEMES if marque in agent), "")
    if navigateur and systeme:
        return _("%(navigateur)s sur %(systeme)s") % {"navigateur": navigateur, "systeme": systeme}
    return navigateur or systeme or _("Appareil inconnu")
