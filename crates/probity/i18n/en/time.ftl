# Dates and times. The month stands in the form it has inside a date.
time-moment = { $date } at { $time } { $zone }
time-date = { $day } { $month } { $year }
time-january = January
time-february = February
time-march = March
time-april = April
time-may = May
time-june = June
time-july = July
time-august = August
time-september = September
time-october = October
time-november = November
time-december = December
