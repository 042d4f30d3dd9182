"""How answers of `why` are printed, one file for each kind of answer: as text and as JSON."""
