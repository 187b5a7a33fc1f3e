"""`make bench`: how fast pages are, as ratios measured on one machine in one run."""
