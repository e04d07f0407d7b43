//! Owns the data map for other programs: DPV as JSON-LD, and Fideslang as YAML.
//!
//! Both say what the data map and the rules say, no more. Two things have no word of their own in a
//! policy and are derived by a stated reading: the legal basis of a purpose
//! ([`basis`]), and the nearest Fideslang word of a DPV term ([`fideslang`]).

mod dpv;
mod fideslang;
mod tree;

use crate::map::Field;
use crate::words::{Giver, Purpose};

/// Whose policy it is, for the exports.
#[derive(Clone, Copy, Debug)]
pub struct Publisher<'a> {
    /// The foundation's name.
    pub name: &'a str,
    /// Where to write about privacy, as an e-mail address; empty if there is none.
    pub contact: &'a str,
    /// Where the foundation's site is, without a slash at the end.
    pub base_url: &'a str,
}

/// The legal basis on which a field is used for a purpose, by our reading: what somebody gives
/// although they need not rests on their consent, all else on what the purpose is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Basis {
    Consent,
    Contract,
    LegalObligation,
    LegitimateInterest,
}

fn basis(field: &Field, purpose: Purpose, giver: Giver) -> Basis {
    match purpose {
        Purpose::LegalCompliance | Purpose::RightsFulfilment => Basis::LegalObligation,
        Purpose::IntrusionProtection
        | Purpose::AvailabilityPerformance
        | Purpose::FraudPrevention => Basis::LegitimateInterest,
        _ if field.is_optional_for(giver) => Basis::Consent,
        Purpose::Communication | Purpose::Marketing | Purpose::Profiling | Purpose::Sale => {
            Basis::Consent
        }
        Purpose::ContentImprovement => Basis::LegitimateInterest,
        Purpose::SecureAccess
        | Purpose::ServiceProvision
        | Purpose::DelegatedFunction
        | Purpose::Membership
        | Purpose::Voting
        | Purpose::Payment => Basis::Contract,
    }
}

/// The bases on which a field is used for a purpose, over everyone it is asked of, each once.
fn bases(field: &Field, purpose: Purpose) -> Vec<Basis> {
    let mut bases: Vec<Basis> =
        field.from.iter().map(|giver| basis(field, purpose, *giver)).collect();
    bases.sort_unstable();
    bases.dedup();
    bases
}
