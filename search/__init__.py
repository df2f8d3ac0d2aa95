"""Questions out: the query language, requests, results, snippets. Knows only index."""
