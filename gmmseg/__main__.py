"""Run the command line with `python -m gmmseg`."""

from gmmseg.cli.main import main

if __name__ == "__main__":
    main()
