"""One file per portal family (CMS); in use by lying here. GROWS."""
