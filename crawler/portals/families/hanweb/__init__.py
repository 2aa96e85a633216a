"""The products of one vendor, 大汉 (Hanweb): jcms portals, xxgk catalogues, jpaas pages, and the pager they share."""
