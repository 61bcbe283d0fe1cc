"""What the engine is asked about a document, as jobs, and what it answers."""
