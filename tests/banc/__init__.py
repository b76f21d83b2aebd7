"""A live portal for the hard proofs: real web server, worker and Valkey, each killable by the test that owns it."""
