"""The long proofs stand on the databases and scopes of the suite."""

from tests.conftest import *  # noqa: F403
