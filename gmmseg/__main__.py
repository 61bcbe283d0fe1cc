"""Run the command line with `python -m gmmseg`."""

from gmmseg.cli.main import main  # type: ignore[import-not-found, import-untyped, unused-ignore]

if __name__ == "__main__":
    main()
