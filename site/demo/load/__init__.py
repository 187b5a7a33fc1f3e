"""The demonstration network, part by part. Each part leaves alone what already stands."""
