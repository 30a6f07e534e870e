"""The command `hlo-forms` as `python -m hlo_forms`, for where scripts are not on the path."""

from .cli.main import main

if __name__ == "__main__":
    main(prog_name="hlo-forms")
