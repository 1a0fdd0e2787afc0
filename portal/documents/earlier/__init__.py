"""Papers of earlier editions, worded as they were issued."""
