# The parts that every form has.
form-error-title = Error: { $title }
form-error-summary = There is a problem
form-error-mark = Error:
form-optional = (optional)
form-choose-country = Choose a country
