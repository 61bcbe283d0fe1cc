"""Files of microscopes and scanners: a module for each kind, all behind one interface."""
