# Was einer Person gesagt wird, die gegangen ist.
erased-title = Alles ist gelöscht
erased-key = Der Schlüssel zu allem, was wir über Sie hatten, ist vernichtet. Niemand kann es mehr lesen, auch nicht in unseren Sicherungen.
erased-farewell = Wir schreiben Ihnen ein letztes Mal, um es zu sagen. Danke, dass Sie dabei waren.
