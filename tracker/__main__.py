"""``python -m tracker`` is the command ``coverline``."""

from tracker.cli import main

main(prog_name="coverline")
