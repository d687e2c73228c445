"""The catalogue of rules, as an organisation has set them."""
