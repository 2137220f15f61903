"""``python -m graph_app`` is the command line ``graph-app``."""

import sys

from graph_app.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
