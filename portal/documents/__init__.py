"""Official papers: frozen figures, the words people write, the printed file; rendered by the queue or the shell."""
