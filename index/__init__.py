"""Articles in: readers, enrichment, the store, engines, generations. Knows nothing of search or web."""
