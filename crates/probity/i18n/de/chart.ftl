# Diagramme.
chart-unknown = nicht bekannt
chart-table = Die Zahlen als Tabelle
