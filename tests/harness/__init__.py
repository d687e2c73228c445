"""What the tests and the benchmarks stand on: databases that are theirs alone."""
