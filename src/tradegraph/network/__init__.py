"""From the dataset to networkx: named projections, in which relations and folded n-ary nodes become edges."""
