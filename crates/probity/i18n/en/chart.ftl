# Charts.
chart-unknown = not known
chart-table = The numbers as a table
