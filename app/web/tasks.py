"""The tags of the OpenAPI document, grouped by the tasks that people come with."""

from collections.abc import Mapping
from typing import Any

_JSON = dict[str, Any]
_TASK = "x-task"


def tags_of(tasks: Mapping[str, Mapping[str, str]]) -> list[_JSON]:
    """Tag Objects in the order of the tasks; each says to which it belongs."""
    return [
        {"name": name, "description": f"{task}: {about}", _TASK: task}
        for task, tags in tasks.items()
        for name, about in tags.items()
    ]


def tag_groups(tags: list[_JSON]) -> list[_JSON]:
    """The tags by task, as `x-tagGroups` has it, which several documentation tools show."""
    tasks = dict.fromkeys(tag.get(_TASK, "") for tag in tags)
    return [
        {"name": task, "tags": [tag["name"] for tag in tags if tag.get(_TASK, "") == task]}
        for task in tasks
    ]
