"""The facilitator's folder: a list of partners in, forms out, and who has answered."""

from . import page as page
