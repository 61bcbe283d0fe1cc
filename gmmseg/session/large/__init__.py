"""Pictures larger than memory: tiles within a budget, parts as pictures, and all their labels."""
