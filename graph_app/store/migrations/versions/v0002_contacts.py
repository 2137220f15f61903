"""Contact persons."""

from graph_app.store.migrations.versions.v0001_rows_and_revisions import make_rows

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table of contact persons."""
    make_rows("contacts", "id node name role email telephone note checked source_id")
