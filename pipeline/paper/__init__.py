"""Documents on paper: what a body says block by block, fonts, and typesetting by typst."""
