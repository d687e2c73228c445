"""The start page: what this is, today's figures for those who may see them, and ways on."""
