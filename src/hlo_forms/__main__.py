"""`python -m hlo_forms` is `hlo-forms`, also where scripts are not on the path."""

from .cli import main

if __name__ == "__main__":
    main(prog_name="hlo-forms")
