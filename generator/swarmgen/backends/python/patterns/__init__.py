"""Coordination patterns as Python: records, links, procedures, operations, and the typed library over them."""
