//! A postal address is its owner's and the membership staff's, and on no other page (promise C7).

use probity_policy::Role;

use super::{STREET, ask, decide, granted};
use crate::desk::colleague;
use crate::harness::{ADA, BEN, Site, captured, on_both};

on_both!(an_address_given_at_enrolment_is_shown_to_nobody_else);

async fn an_address_given_at_enrolment_is_shown_to_nobody_else(site: &Site) {
    captured();
    let mut ada = site.member(&ADA).await;
    ask(&mut ada, "contributing", "6", STREET).await;
    decide(site, &[("answer", "approve")]).await;
    let profile = ada.get("/account/profile").await;
    assert!(profile.main().contains("7 Lighthouse Lane"), "its owner sees it");
    site.member(&BEN).await;
    granted(site, &BEN, "contributing");
    let mut readers = vec![site.browser(), site.member(&crate::harness::CLEO).await];
    for role in [
        Role::MembershipStaff,
        Role::FinanceStaff,
        Role::CommunicationsStaff,
        Role::InfrastructureStaff,
        Role::PrivacyOfficer,
        Role::Auditor,
    ] {
        readers.push(colleague(site, role).await.browser);
    }
    let mut walked = 0;
    for pattern in probity::site::routes::addresses() {
        let address = pattern
            .replace("{*path}", "0/000")
            .replace("{date}", "2026-11-23")
            .replace("{field}", "postal-address")
            .replace("{class}", "contributing")
            .replace("{index}", "0")
            .replace("{number}", "1");
        for reader in &mut readers {
            let page = reader.get(&address).await;
            assert!(!page.body.contains("Lighthouse Lane"), "{address}");
            walked += 1;
        }
    }
    assert!(walked > 400);
    for query in ["?class=contributing&state=current", "?class=contributing&state=pending"] {
        for reader in &mut readers {
            let page = reader.get(&format!("/desk/memberships{query}")).await;
            assert!(!page.body.contains("Lighthouse") && !page.body.contains(ADA.name));
        }
    }
    site.drain().await;
    for message in site.outbox.messages() {
        assert!(!message.text.contains("Lighthouse"), "{}", message.subject);
    }
    let logged = captured();
    let been = ada.been.join("\n");
    assert!(!logged.contains("Lighthouse") && !been.contains("Lighthouse"));
}
