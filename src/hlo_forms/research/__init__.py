"""Many forms as tables: the data set, statistics of it, and what makes it fit to share."""

from . import page as page
