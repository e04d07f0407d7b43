//! Who is at the desk: taken out of a request before any handler runs.

use std::marker::PhantomData;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use probity_ledger::{Actor, SubjectId};
use probity_policy::{Purpose, Role};

use super::rights::{ManagePayments, Right, SeePayments};
use super::staff;
use crate::app::App;
use crate::members::session::{Kind, Session};
use crate::site::failure::Failure;
use crate::site::visitor::Visitor;

/// A member of staff who is signed in and works here.
pub(crate) struct Staff {
    /// Their number, which stands on the ledger beside what they do.
    pub(crate) subject: SubjectId,
    /// In which role.
    pub(crate) role: Role,
    /// As a visitor.
    pub(crate) visitor: Visitor,
}

/// A member of staff whose role the policy lets do what `R` stands for.
pub(crate) struct Desk<R> {
    /// Who.
    pub(crate) staff: Staff,
    purposes: Vec<Purpose>,
    right: PhantomData<R>,
}

impl Staff {
    /// As the ledger names them.
    pub(crate) fn actor(&self) -> Actor {
        Actor::person(self.role.name(), self.subject)
    }
}

impl<R: Right> Desk<R> {
    /// The purposes for which they may; there is at least one.
    pub(crate) fn purposes(&self) -> &[Purpose] {
        &self.purposes
    }

    /// The purpose with this name, if they may for it.
    pub(crate) fn purpose(&self, name: &str) -> Option<Purpose> {
        self.purposes.iter().copied().find(|purpose| purpose.name() == name)
    }

    /// The first purpose for which they may.
    pub(crate) fn first(&self) -> Result<Purpose, Failure> {
        self.purposes.first().copied().ok_or(Failure::Forbidden)
    }
}

impl Desk<SeePayments> {
    /// The purpose for which a payment is opened: processing it, where they may.
    pub(crate) fn payment(&self) -> Result<Purpose, Failure> {
        self.purpose(Purpose::Payment.name()).map_or_else(|| self.first(), Ok)
    }

    /// Whether they may also change something about payments.
    pub(crate) fn manages(&self, app: &App) -> Result<bool, Failure> {
        let policy = app.vault.policy_in_force()?;
        Ok(!ManagePayments::purposes(policy, self.staff.role).is_empty())
    }
}

impl FromRequestParts<Arc<App>> for Staff {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        match visitor.session {
            Some(Session { kind: Kind::Staff, subject, .. }) => {
                let known = app.blocking(move |app| staff::find(&app.vault, subject)).await?;
                let role = known.ok_or(Failure::DeskSignIn)?.role;
                Ok(Self { subject, role, visitor })
            }
            Some(_) => Err(Failure::Forbidden),
            None => Err(Failure::DeskSignIn),
        }
    }
}

impl<R: Right> FromRequestParts<Arc<App>> for Desk<R> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let staff = Staff::from_request_parts(parts, app).await?;
        let purposes = R::purposes(app.vault.policy_in_force()?, staff.role);
        if purposes.is_empty() {
            Err(Failure::Forbidden)
        } else {
            Ok(Self { staff, purposes, right: PhantomData })
        }
    }
}
