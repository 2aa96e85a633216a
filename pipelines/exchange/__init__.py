"""What was fetched or stored elsewhere comes in; what is stored here goes on to another database."""
