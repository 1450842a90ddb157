"""Annual reports on disclosure: their cells, what must add up, and the workbook that they travel in."""
