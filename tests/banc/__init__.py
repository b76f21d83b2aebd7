"""A live portal for the hard proofs: real web server, real worker, own Valkey, each killable by the test that owns it."""
