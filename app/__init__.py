"""A REST API that records professional supervision and answers for it."""
