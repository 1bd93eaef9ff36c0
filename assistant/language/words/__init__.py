"""Words of French and English by what they mean, and text cut into them."""
