"""What pages of docs/ say of the code, written from the code: `python -m docs_tools` brings them up to date."""
