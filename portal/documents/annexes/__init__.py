"""The annexes of the synthesis report, public ones included."""
