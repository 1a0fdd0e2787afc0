"""Directing the survey: papers, the launch of the campaign, the chat group."""
