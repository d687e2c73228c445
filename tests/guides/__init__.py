"""The guides for integrators do what they say: docs/integrating, run against a live service."""
