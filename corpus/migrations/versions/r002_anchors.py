"""Anchors: the text a decision on a finding was made on, with what stands around it and where."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "002"
down_revision = "001"

_COLUMNS = (
    *(("theme", sa.String(200)), ("passage", sa.String(64)), ("sha256", sa.String(64)), ("area", sa.String(200))),
    *(("programme", sa.String(100)), ("date", sa.String(10)), ("exact", sa.Text), ("prefix", sa.Text)),
    *(("suffix", sa.Text), ("valence", sa.String(20))),
)


def upgrade() -> None:
    for name, kind in _COLUMNS:
        op.add_column("decisions", sa.Column(name, kind, nullable=False, server_default=""))
    op.add_column("decisions", sa.Column("page", sa.Integer, nullable=False, server_default="0"))
