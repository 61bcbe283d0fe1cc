"""The mixtures as scikit-learn's estimators."""
