"""Figures as pictures: SVG, its words as words, without a script or anything from outside."""
