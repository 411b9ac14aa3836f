"""A provider's half-price asynchronous batch service, filling the same answer cache by the same keys."""
