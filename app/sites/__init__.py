"""What a site is: which URLs it has, how a query becomes one, and what reads its pages. Pure data and decisions."""
