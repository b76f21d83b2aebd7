"""The long proofs stand on the databases and scopes of the suite."""

from hypothesis import settings as reglages

from tests.conftest import *  # noqa: F403
from tests.conftest import _portee_du_test  # noqa: F401 - a star leaves out what begins with a line

reglages.load_profile("epreuves")
