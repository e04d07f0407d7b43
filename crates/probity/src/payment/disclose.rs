//! What the payment provider is told of a payment: how much, under the agreement with it, on record.

use probity_ledger::SubjectId;
use probity_policy::{Ground, Purpose, Recipient, Role};
use probity_vault::{ReleaseAction, Request, VaultError};

use super::register;
use crate::app::App;
use crate::giving::money::Money;
use crate::sinks::ProviderSink;

impl App {
    /// Opens an amount and its currency for the provider; `note` says on the ledger what for. None when
    /// the amount is not there whole.
    pub(super) fn tell_provider(
        &self,
        subject: SubjectId,
        amount: &[(&str, u64)],
        note: &'static str,
    ) -> Result<Option<Money>, VaultError> {
        let agreement = register::in_force(&self.vault, self.payments.provider.name())?.is_some();
        let request = Request {
            subject,
            fields: &[],
            action: ReleaseAction::Disclose {
                recipient: Recipient::PaymentProvider,
                ground: Ground::Necessary,
                agreement,
            },
            purpose: Purpose::Payment,
            role: Role::System,
            actor: None,
            partial: false,
            note: Some(note),
        };
        let mut sink = ProviderSink::default();
        self.vault.release_values(&request, amount)?.pour_all(&mut sink)?;
        Ok(sink.money())
    }
}
