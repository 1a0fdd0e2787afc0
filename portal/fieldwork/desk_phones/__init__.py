"""The desk's phones as the lead, the district and the province see them."""
