"""What was read in a document: forms, evidence, findings, and text that belongs to no answer."""

from . import page as page
