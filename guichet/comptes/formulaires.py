"""allauth's forms in our words; what they check stays allauth's."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as comptes
from allauth.mfa.base import forms as amf
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

COURRIEL = _("Adresse courriel")
EXEMPLE_COURRIEL = _("Exemple : amina@exemple.com")
MOT_DE_PASSE = _("Mot de passe")
NOUVEAU = _("Nouveau mot de passe")
ENCORE = _("Écrivez-le une deuxième fois")
CODE = _("Code")
OBLIGATOIRE = {
    "email": _("Écrivez votre adresse courriel."),
    "login": _("Écrivez votre adresse courriel."),
    "password": _("Écrivez votre mot de passe."),
    "code": _("Écrivez le code."),
}


class EnNosMots:
    """Replace labels and help, drop placeholders, say what is missing in French."""

    libelles: ClassVar[dict[str, Any]] = {}
    aides: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom, champ in self.fields.items():  # type: ignore[attr-defined]
            champ.widget.attrs.pop("placeholder", None)
            champ.label = self.libelles.get(nom, champ.label)
            champ.help_text = self.aides.get(nom, "" if nom in ("login", "password") else champ.help_text)
            if nom in OBLIGATOIRE:
                champ.error_messages["required"] = OBLIGATOIRE[nom]
            if isinstance(champ, forms.EmailField):
                champ.error_messages["invalid"] = _("Écrivez une adresse comme dans cet exemple : amina@exemple.com.")


class Connexion(EnNosMots, comptes.LoginForm):
    libelles = {"login": COURRIEL, "password": MOT_DE_PASSE}


class CreationDeCompte(EnNosMots, comptes.SignupForm):
    """The trap for robots is hidden by its page: its own inline style would be refused by our policy."""

    libelles = {"email": COURRIEL, "telephone_bureau": _("Ne pas remplir")}
    aides = {"email": EXEMPLE_COURRIEL}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["telephone_bureau"].widget.attrs.pop("style", None)


class DemandeDeCode(EnNosMots, comptes.RequestLoginCodeForm):
    libelles = {"email": COURRIEL}
    aides = {"email": EXEMPLE_COURRIEL}


class CodeDeConnexion(EnNosMots, comptes.ConfirmLoginCodeForm):
    libelles = {"code": CODE}


class CodeDeCourriel(EnNosMots, comptes.ConfirmEmailVerificationCodeForm):
    libelles = {"code": CODE}


class CodeDeMotDePasse(EnNosMots, comptes.ConfirmPasswordResetCodeForm):
    libelles = {"code": CODE}


class ChangementDeCourriel(EnNosMots, comptes.ChangeEmailForm):
    libelles = {"email": _("Nouvelle adresse courriel")}


class AjoutDeCourriel(EnNosMots, comptes.AddEmailForm):
    libelles = {"email": _("Nouvelle adresse courriel")}


class ChangementDeMotDePasse(EnNosMots, comptes.ChangePasswordForm):
    libelles = {"oldpassword": _("Mot de passe actuel"), "password1": NOUVEAU, "password2": ENCORE}


class ChoixDeMotDePasse(EnNosMots, comptes.SetPasswordForm):
    libelles = {"password1": MOT_DE_PASSE, "password2": ENCORE}


class OubliDeMotDePasse(EnNosMots, comptes.ResetPasswordForm):
    libelles = {"email": COURRIEL}


class NouveauMotDePasse(EnNosMots, comptes.ResetPasswordKeyForm):
    libelles = {"password1": NOUVEAU, "password2": ENCORE}


class Reconnexion(EnNosMots, comptes.ReauthenticateForm):
    libelles = {"password": MOT_DE_PASSE}


class CodeSecondFacteur(EnNosMots, amf.AuthenticateForm):
    libelles = {"code": _("Code de l’application, ou code de secours")}


class ReconnexionSecondFacteur(EnNosMots, amf.ReauthenticateForm):
    libelles = {"code": _("Code de l’application, ou code de secours")}


class ActivationApplication(EnNosMots, totp.ActivateTOTPForm):
    libelles = {"code": _("Code de 6 chiffres donné par l’application")}


class AjoutDeCle(EnNosMots, webauthn.AddWebAuthnForm):
    libelles = {"name": _("Nom de la clé"), "passwordless": _("Utiliser cette clé sans mot de passe")}
    aides = {"name": _("Exemple : mon téléphone"), "passwordless": ""}


class NomDeCle(EnNosMots, webauthn.EditWebAuthnForm):
    libelles = {"name": _("Nom de la clé")}
