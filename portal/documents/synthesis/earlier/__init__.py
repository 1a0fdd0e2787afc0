"""The words of synthesis reports frozen before the third edition: such a paper prints as it was issued."""
