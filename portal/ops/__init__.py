"""What keeps an installation going: the server, keys, rights of the database, backups, the doctor."""
