"""Where the command `zhuli` begins."""

import gc


def main() -> None:
    """Import the commands, and run one.

    What imports make stays: to search it for garbage again and again takes a fifth of the time to the first answer.
    """
    gc.disable()
    try:
        from services.cli.main import main as run
    finally:
        gc.freeze()
        gc.enable()
    run()
