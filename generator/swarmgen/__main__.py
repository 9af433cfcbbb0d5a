"""`python -m swarmgen`."""

import sys

from swarmgen.cli import main

sys.exit(main())
