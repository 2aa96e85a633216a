"""What a page's scripts ask for and where they lead: addresses, menus, requests for rows, pagers."""
