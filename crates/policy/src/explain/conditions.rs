//! Owns the shortest way to say in which circumstances something is allowed.

use crate::flow::Flag;
use crate::say;

/// A term: for each flag its value, or none where it does not matter.
type Term = Vec<Option<bool>>;

/// Says when something is allowed. `allowed` holds the answer for every combination of the
/// flags, the first flag being the highest bit. Empty when the circumstances do not matter.
pub(crate) fn said(flags: &[Flag], allowed: &[bool]) -> String {
    let mut left: Vec<usize> = (0..allowed.len()).filter(|at| is(allowed, *at)).collect();
    if left.len() == allowed.len() {
        return String::new();
    }
    // The widest terms come first; each that covers something new is said.
    let mut terms: Vec<Term> = every_term(flags.len());
    terms
        .sort_by_key(|term| (term.iter().flatten().count(), term.iter().position(Option::is_some)));
    let mut said: Vec<String> = Vec::new();
    for term in terms {
        let holds = (0..allowed.len()).all(|at| !covers(&term, at) || is(allowed, at));
        if holds && left.iter().any(|at| covers(&term, *at)) {
            left.retain(|at| !covers(&term, *at));
            let parts = |wanted: bool| {
                let parts = flags.iter().zip(&term).filter(|(_, value)| **value == Some(wanted));
                say::list(parts.map(|(flag, _)| say::circumstance(*flag, wanted)), "and")
            };
            let both: Vec<String> =
                [parts(true), parts(false)].into_iter().filter(|part| !part.is_empty()).collect();
            said.push(both.join(", "));
        }
    }
    said.join(", or ")
}

fn is(allowed: &[bool], at: usize) -> bool {
    allowed.get(at).copied().unwrap_or(false)
}

fn covers(term: &Term, at: usize) -> bool {
    let bits = term.iter().rev().enumerate();
    bits.into_iter().all(|(bit, value)| value.is_none_or(|value| (at >> bit & 1 == 1) == value))
}

fn every_term(flags: usize) -> Vec<Term> {
    let mut terms = vec![Vec::new()];
    for _ in 0..flags {
        terms = terms
            .into_iter()
            .flat_map(|term: Term| {
                [None, Some(true), Some(false)].map(|value| {
                    let mut longer = term.clone();
                    longer.push(value);
                    longer
                })
            })
            .collect();
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circumstances_are_said_shortly() {
        let flags = [Flag::Consent, Flag::Restricted];
        for (allowed, words) in [
            ([true, true, true, true], ""),
            ([true, false, true, false], "unless you asked us to restrict it"),
            ([false, false, true, true], "with your consent"),
            ([false, false, true, false], "with your consent, unless you asked us to restrict it"),
            ([true, false, true, true], "with your consent, or unless you asked us to restrict it"),
        ] {
            assert_eq!(said(&flags, &allowed), words);
        }
    }
}
