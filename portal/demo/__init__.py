"""The demonstration: a simulated province, Plan 198 from plan to opened results, and a trial round."""
