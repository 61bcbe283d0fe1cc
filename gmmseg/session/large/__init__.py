"""Pictures larger than memory: their tiles within a budget, parts of them as pictures, and all their labels."""
