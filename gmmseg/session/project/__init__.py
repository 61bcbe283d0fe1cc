"""Documents to project files and back, and a project's exported files."""
