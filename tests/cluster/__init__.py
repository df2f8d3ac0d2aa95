"""Real servers for tests: OpenSearch clusters from published jars, PostgreSQL from the system's package."""
