"""Calls to copy and paste: each works as it stands, from a Unix shell."""

import json


def calls(base: str, key: str | None) -> list[tuple[str, str]]:
    """What each does and its line; `base` ends in a slash, and without a key `$KEY` stands in."""
    curl = f'curl -H "Authorization: Bearer {key or "$KEY"}" \\\n  '
    session = {
        "kind": "personal",
        "status": "held",
        "supervisee_ref": "W123",
        "supervisor_ref": "M7",
        "held_on": "2026-10-19",  # before the session of the docs, which would else not be the last
        "minutes": 60,
        "feedback_minutes": 4,
    }
    sent = f"-H 'Content-Type: application/json' \\\n  -d '{json.dumps(session)}'"
    return [
        ("Whose key is this, and what may it do?", f"{curl}{base}v1/me"),
        ("What is overdue, and since when?", f'{curl}"{base}v1/flags?limit=3&include=sentence"'),
        (
            "Record a session; the answer says which flags it raised and cleared.",
            f"{curl}{base}v1/sessions \\\n  {sent}",
        ),
        (
            "A year of figures by team and month, for a spreadsheet.",
            f'{curl}-o compliance.csv \\\n  "{base}v1/compliance.csv?group_by=team,month"',
        ),
    ]
