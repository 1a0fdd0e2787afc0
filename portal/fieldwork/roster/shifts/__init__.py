"""Who helps where and when."""
