"""What a caller in Python writes with a client that was generated from docs/openapi.json."""

import os

from supervision_client import AuthenticatedClient
from supervision_client.api.teams import list_teams, record_team
from supervision_client.models import TeamCreate, TeamPage, TeamWritten

client = AuthenticatedClient(base_url=os.environ["ADDRESS"], token=os.environ["KEY"])
team = record_team.sync(client=client, body=TeamCreate(name="Leaving Care", reference="T9"))
assert isinstance(team, TeamWritten), team
page = list_teams.sync(client=client)
assert isinstance(page, TeamPage), page
print([item.name for item in page.items], page.items[0].id == team.id)
