//! Owns who can come to see a category and who outside can receive it: what notices and the data
//! map for people say.

use crate::flow::Flow;
use crate::policy::Policy;
use crate::words::{Ground, Purpose, Recipient, Role};

/// A role that may see a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Who.
    pub role: Role,
    /// Whether only if the person has agreed.
    pub asked: bool,
}

/// What it takes until somebody outside may receive a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// It goes on this ground, without asking the person again.
    On(Ground),
    /// It goes only if the person says so.
    Asked,
}

impl Policy {
    /// The roles that may see a category, for any purpose, while its use is not restricted.
    pub fn seen_by(&self, category: &str) -> Vec<Sight> {
        let may = |role: Role, consent: bool| {
            Purpose::ALL.iter().any(|purpose| {
                let purpose = *purpose;
                let flow = Flow::Show { category, role, purpose, consent, restricted: false };
                self.decide(&flow).is_allowed()
            })
        };
        let sight = |role: &Role| match (may(*role, false), may(*role, true)) {
            (true, _) => Some(Sight { role: *role, asked: false }),
            (false, true) => Some(Sight { role: *role, asked: true }),
            (false, false) => None,
        };
        Role::ALL.iter().filter_map(sight).collect()
    }

    /// Those outside who may receive a category, with all that it takes for each; an agreement with
    /// them is taken to be in force.
    pub fn recipients(&self, category: &str) -> Vec<(Recipient, Vec<Access>)> {
        let may = |recipient: Recipient, ground: Ground, consent: bool| {
            self.discloses(category, recipient, ground, consent).next().is_some()
        };
        let access = |recipient: &Recipient| {
            let grounds = Ground::ALL.iter().copied();
            let mut access: Vec<Access> =
                grounds.clone().filter(|g| may(*recipient, *g, false)).map(Access::On).collect();
            if grounds.into_iter().any(|g| may(*recipient, g, true) && !may(*recipient, g, false)) {
                access.push(Access::Asked);
            }
            (!access.is_empty()).then_some((*recipient, access))
        };
        Recipient::ALL.iter().filter_map(access).collect()
    }

    /// The purposes for which a category may go to a recipient on a ground.
    pub(crate) fn discloses(
        &self,
        category: &str,
        recipient: Recipient,
        ground: Ground,
        consent: bool,
    ) -> impl Iterator<Item = Purpose> {
        Purpose::ALL.iter().copied().filter(move |purpose| {
            let flow = Flow::Disclose {
                category,
                recipient,
                purpose: *purpose,
                ground,
                consent,
                restricted: false,
                agreement: true,
            };
            self.decide(&flow).is_allowed()
        })
    }
}
