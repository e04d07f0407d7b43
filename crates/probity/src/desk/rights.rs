//! What a role may do at the desk: asked of the policy in force, answered with the purposes for which
//! it may. A new desk that needs another right adds it here; no role is named in this file.

use probity_policy::{Flow, Giver, Policy, Purpose, Role};

use super::usage::PURPOSES;
use crate::membership::act::HOURS;
use crate::membership::record::CLASS;
use crate::usage::report;

/// Something that may be done for some purposes, or not at all.
pub(crate) trait Right: Send + Sync + 'static {
    /// The purposes for which the policy lets `role` do it; none is no.
    fn purposes(policy: &Policy, role: Role) -> Vec<Purpose>;
}

/// Opening the record of a person who has dealings with the foundation.
pub(crate) struct OpenRecords;

/// Finding a person by their e-mail address.
pub(crate) struct FindPeople;

/// Seeing who works here.
pub(crate) struct SeeStaff;

/// Appointing and dismissing.
pub(crate) struct ManageStaff;

/// Seeing who attacks, with addresses where there is a need.
pub(crate) struct SeeThreats;

/// Seeing how the sites are visited and how they answer.
pub(crate) struct ReadUsage;

/// Seeing how many memberships there are, and of which numbers.
pub(crate) struct SeeMemberships;

/// Deciding on certifications, and granting.
pub(crate) struct ManageMemberships;

/// Seeing how many payments there are and how they stand, and opening one.
pub(crate) struct SeePayments;

/// Putting payments on record, agreeing to them, sending money back.
pub(crate) struct ManagePayments;

/// The category that describes staff.
const STAFF: &str = "staff-identity";

/// The field that says how much was paid.
const AMOUNT: &str = "payment-amount";

impl Right for OpenRecords {
    fn purposes(policy: &Policy, role: Role) -> Vec<Purpose> {
        let fields = policy.map().fields().iter();
        // What every visitor leaves behind is no record of a person, nor is what only staff give.
        let of_people = fields.filter(|field| {
            !field.from.contains(&Giver::Visitor)
                && field.from.iter().any(|giver| *giver != Giver::Staff)
        });
        let categories: Vec<&str> = of_people.map(|field| field.category.as_str()).collect();
        allowed(policy, &categories, |category, purpose| shown(category, role, purpose))
    }
}

impl Right for FindPeople {
    fn purposes(policy: &Policy, role: Role) -> Vec<Purpose> {
        let category = policy.map().field("email").map(|field| field.category.as_str());
        allowed(policy, category.as_slice(), |category, purpose| used(category, role, purpose))
    }
}

impl Right for SeeStaff {
    fn purposes(policy: &Policy, role: Role) -> Vec<Purpose> {
        allowed(policy, &[STAFF], |category, purpose| shown(category, role, purpose))
    }
}

impl Right for ManageStaff {
    /// Who may work with what is held on staff in order to answer for it.
    fn purposes(policy: &Policy, role: Role) -> Vec<Purpose> {
        let may = allowed(policy, &[STAFF], |category, purpose| used(category, role, purpose));
        may.into_iter().filter(|purpose| *purpose == Purpose::LegalCompliance).collect()
    }
}

impl Right for SeeThreats {
    fn purposes(policy: &Policy, role: Role) -> Vec<Purpose> {
        let may =
            allowed(policy, &["ip-address"], |category, purpose| shown(category, role, purpose));
        may.into_iter().filter(|purpose| *purpose == Purpose::IntrusionProtection).collect()
    }
}

impl Right for ReadUsage {
    /// Each of what the reports are made of may be seen, and for one of the two purposes of them.
    fn purposes(policy: &Policy, role: Role) -> Vec<Purpose> {
        let may = |purpose: &Purpose| {
            let mut all = report::ALL.iter();
            all.all(|category| policy.decide(&shown(category, role, *purpose)).is_allowed())
        };
        PURPOSES.into_iter().filter(may).collect()
    }
}

impl Right for SeeMemberships {
    fn purposes(policy: &Policy, role: Role) -> Vec<Purpose> {
        let category = policy.map().field(CLASS).map(|field| field.category.as_str());
        allowed(policy, category.as_slice(), |category, purpose| shown(category, role, purpose))
    }
}

impl Right for ManageMemberships {
    /// Who may work with what members certify in order to look after memberships.
    fn purposes(policy: &Policy, role: Role) -> Vec<Purpose> {
        let category = policy.map().field(HOURS).map(|field| field.category.as_str());
        let may =
            allowed(policy, category.as_slice(), |category, purpose| used(category, role, purpose));
        may.into_iter().filter(|purpose| *purpose == Purpose::Membership).collect()
    }
}

impl Right for SeePayments {
    fn purposes(policy: &Policy, role: Role) -> Vec<Purpose> {
        let category = policy.map().field(AMOUNT).map(|field| field.category.as_str());
        allowed(policy, category.as_slice(), |category, purpose| shown(category, role, purpose))
    }
}

impl Right for ManagePayments {
    /// Who may work with amounts in order to process payments.
    fn purposes(policy: &Policy, role: Role) -> Vec<Purpose> {
        let category = policy.map().field(AMOUNT).map(|field| field.category.as_str());
        let may =
            allowed(policy, category.as_slice(), |category, purpose| used(category, role, purpose));
        may.into_iter().filter(|purpose| *purpose == Purpose::Payment).collect()
    }
}

fn shown(category: &str, role: Role, purpose: Purpose) -> Flow<'_> {
    Flow::Show { category, role, purpose, consent: false, restricted: false }
}

fn used(category: &str, role: Role, purpose: Purpose) -> Flow<'_> {
    Flow::Use { category, role, purpose, consent: false, restricted: false }
}

/// The purposes for which the policy allows the flow for at least one of the categories.
fn allowed<'c>(
    policy: &Policy,
    categories: &[&'c str],
    flow: impl Fn(&'c str, Purpose) -> Flow<'c>,
) -> Vec<Purpose> {
    let may = |purpose: &Purpose| {
        categories.iter().any(|category| policy.decide(&flow(category, *purpose)).is_allowed())
    };
    Purpose::ALL.iter().copied().filter(may).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped() -> Policy {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
        Policy::load(&folder.join("2026-11-23")).unwrap()
    }

    /// What the shipped policy comes to; whoever changes it sees here what that does to the desk.
    #[test]
    fn the_shipped_policy_gives_each_role_its_part() {
        use Purpose::{
            Communication, FraudPrevention, LegalCompliance, Membership, Payment, RightsFulfilment,
            SecureAccess, Voting,
        };
        let policy = shipped();
        for (role, open, find, see, manage) in [
            (
                Role::MembershipStaff,
                &[Membership, Voting][..],
                &[Membership, Voting][..],
                &[][..],
                false,
            ),
            (
                Role::FinanceStaff,
                &[FraudPrevention, Payment, LegalCompliance],
                &[FraudPrevention, Payment],
                &[],
                false,
            ),
            (Role::CommunicationsStaff, &[Communication], &[Communication], &[], false),
            (Role::InfrastructureStaff, &[], &[], &[SecureAccess], false),
            (
                Role::PrivacyOfficer,
                &[LegalCompliance, RightsFulfilment],
                &[LegalCompliance, RightsFulfilment],
                &[LegalCompliance, RightsFulfilment],
                true,
            ),
            (Role::Auditor, &[LegalCompliance], &[], &[LegalCompliance], false),
        ] {
            assert_eq!(OpenRecords::purposes(&policy, role), open, "{role}");
            assert_eq!(FindPeople::purposes(&policy, role), find, "{role}");
            assert_eq!(SeeStaff::purposes(&policy, role), see, "{role}");
            assert_eq!(!ManageStaff::purposes(&policy, role).is_empty(), manage, "{role}");
            let threats = !SeeThreats::purposes(&policy, role).is_empty();
            assert_eq!(threats, role == Role::InfrastructureStaff, "{role}");
            let servers = role == Role::InfrastructureStaff;
            assert_eq!(!ReadUsage::purposes(&policy, role).is_empty(), servers, "{role}");
            let decides: &[Purpose] =
                if role == Role::MembershipStaff { &[Membership] } else { &[] };
            assert_eq!(ManageMemberships::purposes(&policy, role), decides, "{role}");
            let sees = match role {
                Role::MembershipStaff => &[Membership, Voting][..],
                Role::CommunicationsStaff => &[Communication],
                Role::PrivacyOfficer => &[LegalCompliance, RightsFulfilment],
                Role::Auditor => &[LegalCompliance],
                _ => &[],
            };
            assert_eq!(SeeMemberships::purposes(&policy, role), sees, "{role}");
            let pays: &[Purpose] = if role == Role::FinanceStaff { &[Payment] } else { &[] };
            assert_eq!(ManagePayments::purposes(&policy, role), pays, "{role}");
            let opens = match role {
                Role::FinanceStaff => &[FraudPrevention, Payment, LegalCompliance][..],
                Role::PrivacyOfficer => &[LegalCompliance, RightsFulfilment],
                Role::Auditor => &[LegalCompliance],
                _ => &[],
            };
            assert_eq!(SeePayments::purposes(&policy, role), opens, "{role}");
        }
    }

    #[test]
    fn nobody_but_staff_has_a_right_here() {
        let policy = shipped();
        assert!(FindPeople::purposes(&policy, Role::Public).is_empty());
        assert!(SeeStaff::purposes(&policy, Role::Public).is_empty());
        assert!(OpenRecords::purposes(&policy, Role::Public).is_empty());
        assert!(ManageStaff::purposes(&policy, Role::Person).is_empty());
    }
}
