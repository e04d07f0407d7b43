# Daten und Uhrzeiten. Der Monat steht in der Form, die er in einem Datum hat.
time-moment = { $date }, { $time } Uhr { $zone }
time-date = { $day }. { $month } { $year }
time-january = Januar
time-february = Februar
time-march = März
time-april = April
time-may = Mai
time-june = Juni
time-july = Juli
time-august = August
time-september = September
time-october = Oktober
time-november = November
time-december = Dezember
