"""The database: tables, the unit of work, the line of changes."""
