"""What an installation may set; read once, by whoever builds the service, and passed on."""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting, from `SUPERVISION_*` in the environment or from `.env`."""

    model_config = SettingsConfigDict(env_prefix="SUPERVISION_", env_file=".env", extra="ignore")

    database_url: str = "sqlite:///supervision.db"
    admin_database_url: str | None = None
    read_database_url: str | None = None
    """A streaming replica of it, for what only reads; whoever writes sees what they wrote."""
    max_body_bytes: int = Field(1_000_000, ge=1_000)
    max_import_bytes: int = Field(50_000_000, ge=1_000)
    """Of a file of many records."""
    receive_seconds: float = Field(20.0, gt=0)
    threads: int = Field(4, ge=1)
    """Worker threads; beyond a few, Python's only wait for each other. Four more connections."""
    work_in_server: bool = True
    """Whether a server does what policies move, and calls webhooks; else: `supervision work`."""
    webhook_allow: str = ""
    """Hosts, addresses and networks, by commas, that webhooks may lead to though not public."""
    security_contact: str | None = Field(None, pattern=r"^(https://|mailto:|tel:)[!-~]+$")
    """Whom to tell of a weakness, for /.well-known/security.txt, which there is none without."""
    security_policy_url: str | None = Field(None, pattern=r"^https://[!-~]+$")
    log_level: Literal["debug", "info", "warning", "error"] = "info"
