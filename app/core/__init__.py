"""Words every room uses: errors, reasons, clock, ids, units, settings, events. Standard library only."""
