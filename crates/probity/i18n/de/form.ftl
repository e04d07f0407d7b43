# Was jedes Formular hat.
form-error-title = Fehler: { $title }
form-error-summary = Etwas stimmt noch nicht
form-error-mark = Fehler:
form-optional = (freiwillig)
form-choose-country = Wählen Sie ein Land
