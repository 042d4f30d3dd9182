"""`python -m moonwalk`."""

from moonwalk.cli import main

if __name__ == "__main__":
    main()
