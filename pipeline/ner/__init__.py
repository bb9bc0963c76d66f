"""The model of names: its data, its training, its figures (MODEL.md). At run time only `network` and `hints` serve."""
