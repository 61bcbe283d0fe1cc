"""Files to pictures: formats are recognised, checked and decoded, a module per decoder."""
