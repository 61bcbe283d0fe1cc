"""Statistics of arrays: descriptions, normality, differences between groups, and how sure they are."""
