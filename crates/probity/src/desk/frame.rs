//! The frame around every page of the desk: its own menu, by what the reader's role may open.

use probity_policy::{Policy, Purpose, Role};

use super::entry::Staff;
use super::rights::{
    ManageMemberships, OpenRecords, ReadUsage, Right, SeeMemberships, SeePayments, SeeStaff,
    SeeThreats,
};
use crate::app::App;
use crate::language::{Say, words};
use crate::site::chrome::{Chrome, MenuItem};
use crate::site::failure::Failure;
use crate::site::reader::Reader;

/// One desk: its address, what it is called, and which roles find it in their menu.
struct Entry {
    href: &'static str,
    label: &'static str,
    may: fn(&Policy, Role) -> bool,
}

/// Every desk, in the order of the menu. A new one is a line here, a line in `site/routes.rs`, a
/// file, and a word in `desk.ftl`.
const DESKS: &[Entry] = &[
    Entry { href: "/desk", label: "desk-overview", may: everyone },
    Entry { href: "/desk/people", label: "desk-people", may: may::<OpenRecords> },
    Entry { href: "/desk/memberships", label: "desk-memberships", may: may::<SeeMemberships> },
    Entry {
        href: "/desk/certifications",
        label: "desk-certifications",
        may: may::<ManageMemberships>,
    },
    Entry { href: "/desk/payments", label: "desk-payments", may: may::<SeePayments> },
    Entry { href: "/desk/policy", label: "desk-policy", may: everyone },
    Entry { href: "/desk/ledger", label: "desk-ledger", may: everyone },
    Entry { href: "/desk/staff", label: "desk-staff", may: may::<SeeStaff> },
    Entry { href: "/desk/usage", label: "desk-usage", may: may::<ReadUsage> },
    Entry { href: "/desk/usage/threats", label: "guard-title", may: may::<SeeThreats> },
    Entry { href: "/desk/mail", label: "desk-mail", may: everyone },
    Entry { href: "/desk/me", label: "desk-me", may: everyone },
];

/// A desk that shows nothing about anybody.
fn everyone(_: &Policy, _: Role) -> bool {
    true
}

fn may<R: Right>(policy: &Policy, role: Role) -> bool {
    !R::purposes(policy, role).is_empty()
}

/// What stands around a page of the desk, within the frame of the site.
pub(crate) struct Frame {
    /// The menu of the desk.
    pub(crate) menu: Vec<MenuItem>,
    /// In which role the reader is here.
    pub(crate) role: Say,
}

impl Frame {
    /// The frame of a page that belongs to the desk at `here`.
    pub(crate) fn new(
        app: &App,
        staff: &Staff,
        here: &'static str,
        title: &'static str,
    ) -> Result<(Chrome, Self), Failure> {
        let reader = &staff.visitor.reader;
        let policy = app.vault.policy_in_force()?;
        let item = |desk: &Entry| MenuItem {
            href: desk.href.to_owned(),
            label: reader.say(desk.label).text(),
            lang: None,
            here: (desk.href == here).then_some("page"),
        };
        let menu = DESKS.iter().filter(|desk| (desk.may)(policy, staff.role)).map(item).collect();
        let chrome = Chrome::new(app, &staff.visitor, "/desk", &reader.say(title).text());
        Ok((chrome, Self { menu, role: reader.say(role(staff.role)) }))
    }
}

/// What something is done for, as staff read it: on its own, and of others.
pub(crate) fn purpose(reader: &Reader, purpose: Purpose) -> String {
    if purpose == Purpose::RightsFulfilment {
        return reader.say("desk-purpose-rights").text();
    }
    let text = words::purpose(reader.language, purpose);
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The message that names a role at the desk.
pub(crate) const fn role(role: Role) -> &'static str {
    match role {
        Role::System => "desk-role-system",
        Role::Person => "desk-role-person",
        Role::Public => "desk-role-public",
        Role::MembershipStaff => "desk-role-membership-staff",
        Role::FinanceStaff => "desk-role-finance-staff",
        Role::CommunicationsStaff => "desk-role-communications-staff",
        Role::InfrastructureStaff => "desk-role-infrastructure-staff",
        Role::PrivacyOfficer => "desk-role-privacy-officer",
        Role::Auditor => "desk-role-auditor",
    }
}
