"""How fast the line is: `make bench` measures it by stage, beside its peers, as reports grow, on two cores.

In: the specimens of raw/, varied (`varied`). Out: tables, printed. It refuses to judge: machines differ, so read the
ratios of one run. `contenders` races the line (`line`) and each peer (`peer`) in turns, each in a process of its own;
`stages` says where the line's time goes, `growth` how it grows; `alignment` times the comparison of two large years.
"""
