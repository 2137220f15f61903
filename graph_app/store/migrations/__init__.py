"""How a store of an older version becomes one of this version.

Each script in ``versions`` is one step and is never changed once it has been released. Whoever adds
a column to :data:`graph_app.model.tables.COLUMNS` adds a step and raises ``SCHEMA_VERSION`` in
:mod:`graph_app.store.sql`; a test compares where the steps lead with what the code expects.
"""
