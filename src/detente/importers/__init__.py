"""Event data of others: files of GDELT, ICEWS, POLECAT, PLOVER, Phoenix, KEDS and UCDP as records."""
