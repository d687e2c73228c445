"""Cases, with their plans and allocations; opaque references only."""
