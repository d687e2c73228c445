"""Tables out of the service: one description of a table, one module for each format."""
