"""Start Bowerbird or give it an order: `python run.py --help`."""

from app import runtime  # the hub is chosen before anything else is imported

if __name__ == "__main__":
    from app.cli import main

    assert runtime
    main()
