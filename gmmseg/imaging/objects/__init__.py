"""Classes to objects: connected pieces, divided where they touch, numbered and measured."""
