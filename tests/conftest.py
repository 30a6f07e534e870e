"""What all tests share."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# Machines differ in speed, and several tests run at once: no example is too slow, only a test can be.
settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("default")
