//! Every page of the site, once: what the tests that look at all pages go through.
//!
//! A new address of the site needs a line here, in [`PAGES`] if it answers with a page, in
//! [`NOT_PAGES`] if it does not; a test compares both with the site's table of addresses. A page that
//! has several faces (an error, another role) has a line for each. The pages of the foundation's own
//! folder are added by the [`crate::world`], out of the sitemap.

use std::collections::BTreeSet;

/// Who looks at a page.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Who {
    /// Anyone, not signed in.
    Visitor,
    /// Anyone who refuses all cookies.
    Refuser,
    /// A member, signed in.
    Member,
    /// A member who had the use of what is held on them restricted.
    Restricted,
    /// Staff, signed in at the desk.
    Staff,
    /// Whoever runs the servers, signed in at the desk.
    Servers,
    /// Whoever keeps the books, signed in at the desk.
    Finance,
    /// Somebody new on the staff who has a link to enrol.
    Invited,
}

/// How the page comes about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum How {
    /// It is opened.
    Opened,
    /// The form of the page at that address is sent as it is, with nothing typed in.
    SentEmpty,
    /// The same with the first answer of each question chosen.
    SentChosen,
    /// It is saved to a file and not shown.
    Saved,
}

/// One page as one of its readers sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    /// The name of its pictures.
    pub(crate) name: &'static str,
    /// The pattern of its address in the site's table.
    pub(crate) route: &'static str,
    /// Its address, where the pattern does not say it; the rest the [`crate::world`] knows.
    pub(crate) at: Option<&'static str>,
    /// Who sees it.
    pub(crate) who: Who,
    /// How it comes about.
    pub(crate) how: How,
}

impl Page {
    /// A page for everyone that stands in no table.
    pub(crate) const fn of_the_foundation(name: &'static str, address: &'static str) -> Self {
        visitor(name, NOWHERE).at(address)
    }

    const fn new(who: Who, name: &'static str, route: &'static str) -> Self {
        Self { name, route, at: None, who, how: How::Opened }
    }

    const fn at(self, address: &'static str) -> Self {
        Self { at: Some(address), ..self }
    }

    const fn sent_empty(self) -> Self {
        Self { how: How::SentEmpty, ..self }
    }

    const fn sent_chosen(self) -> Self {
        Self { how: How::SentChosen, ..self }
    }

    const fn saved(self) -> Self {
        Self { how: How::Saved, ..self }
    }
}

const fn visitor(name: &'static str, route: &'static str) -> Page {
    Page::new(Who::Visitor, name, route)
}

const fn refuser(name: &'static str, route: &'static str) -> Page {
    Page::new(Who::Refuser, name, route)
}

const fn member(name: &'static str, route: &'static str) -> Page {
    Page::new(Who::Member, name, route)
}

const fn restricted(name: &'static str, route: &'static str) -> Page {
    Page::new(Who::Restricted, name, route)
}

const fn staff(name: &'static str, route: &'static str) -> Page {
    Page::new(Who::Staff, name, route)
}

/// The pattern of every address that is none.
pub(crate) const NOWHERE: &str = "";

/// The pages, in the order in which they are looked at.
pub(crate) const PAGES: &[Page] = &[
    visitor("home", "/"),
    visitor("privacy", "/privacy"),
    visitor("privacy-version", "/privacy/{date}"),
    visitor("privacy-data", "/privacy/data"),
    visitor("privacy-data-version", "/privacy/{date}/data"),
    visitor("privacy-kept", "/privacy/kept"),
    visitor("join", "/join"),
    visitor("join-errors", "/join").sent_empty(),
    visitor("join-check-mail", "/join/check-mail"),
    visitor("confirm", "/confirm/{link}"),
    visitor("donate", "/donate"),
    visitor("donate-errors", "/donate").sent_empty(),
    visitor("gift", "/donate/{link}"),
    visitor("signin", "/signin"),
    visitor("signin-errors", "/signin").sent_empty(),
    visitor("signin-check-mail", "/signin/check-mail"),
    visitor("signin-link", "/signin/{link}"),
    visitor("address", "/address/{link}"),
    visitor("erased", "/erased"),
    visitor("settings", "/settings"),
    visitor("cookies", "/cookies"),
    visitor("ledger", "/ledger"),
    visitor("search", "/search"),
    visitor("search-found", "/search").at("/search?q=mirror"),
    visitor("search-nothing", "/search").at("/search?q=zzyzx"),
    visitor("desk-signin", "/desk/signin"),
    visitor("desk-signin-errors", "/desk/signin").sent_empty(),
    visitor("outbox", "/demo/outbox"),
    visitor("outbox-message", "/demo/outbox/{number}"),
    visitor("style", "/demo/style"),
    visitor("desk-enter", "/desk/enter/{link}"),
    visitor("not-found", NOWHERE).at("/no-such-page"),
    visitor("dead-link", NOWHERE).at("/confirm/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
    refuser("settings-refused", "/settings"),
    refuser("cookies-refused", "/cookies"),
    refuser("signin-refused", "/signin"),
    member("home-member", "/"),
    member("privacy-member", "/privacy"),
    member("account", "/account"),
    member("profile", "/account/profile"),
    member("membership", "/account/membership"),
    member("membership-enrol", "/account/membership/{class}").at("/account/membership/managing"),
    member("membership-enrol-errors", "/account/membership/{class}")
        .at("/account/membership/managing")
        .sent_empty(),
    member("membership-pay", "/account/membership/{class}/pay")
        .at("/account/membership/supporting/pay"),
    member("membership-cancel", "/account/membership/{class}/cancel")
        .at("/account/membership/contributing/cancel"),
    member("payments", "/account/payments"),
    member("uses", "/account/uses"),
    member("consents", "/account/consents"),
    member("sessions", "/account/sessions"),
    member("data", "/account/data"),
    member("correct-name", "/account/data/correct/{field}").at("/account/data/correct/name"),
    member("correct-email", "/account/data/correct/{field}").at("/account/data/correct/email"),
    member("correct-check-mail", "/account/data/check-mail"),
    member("export", "/account/data/export.html").saved(),
    member("password", "/account/password"),
    member("password-errors", "/account/password").sent_empty(),
    member("erase", "/account/erase"),
    member("erase-errors", "/account/erase").sent_empty(),
    member("proof", "/ledger/proof/{index}"),
    restricted("account-restricted", "/account"),
    restricted("data-restricted", "/account/data"),
    staff("home-staff", "/"),
    staff("desk", "/desk"),
    staff("desk-people", "/desk/people"),
    staff("desk-people-errors", "/desk/people").sent_empty(),
    staff("desk-need", "/desk/people/{link}"),
    staff("desk-need-errors", "/desk/people/{link}").sent_empty(),
    staff("desk-record", "/desk/people/{link}").sent_chosen(),
    staff("desk-memberships", "/desk/memberships"),
    staff("desk-memberships-listed", "/desk/memberships")
        .at("/desk/memberships?class=contributing&state=pending"),
    staff("desk-certifications", "/desk/certifications"),
    staff("desk-policy", "/desk/policy"),
    staff("desk-ledger", "/desk/ledger"),
    staff("desk-staff", "/desk/staff"),
    staff("desk-mail", "/desk/mail"),
    staff("desk-me", "/desk/me"),
    Page::new(Who::Finance, "desk-payments", "/desk/payments"),
    Page::new(Who::Finance, "desk-payments-listed", "/desk/payments")
        .at("/desk/payments?standing=created"),
    Page::new(Who::Finance, "desk-payment", "/desk/payments")
        .at("/desk/payments?standing=created")
        .sent_empty(),
    Page::new(Who::Finance, "desk-payment-new", "/desk/payments/record"),
    Page::new(Who::Finance, "desk-payment-new-errors", "/desk/payments/record").sent_empty(),
    Page::new(Who::Servers, "desk-threats", "/desk/usage/threats"),
    Page::new(Who::Servers, "desk-threats-errors", "/desk/usage/threats").sent_empty(),
    Page::new(Who::Servers, "desk-threats-open", "/desk/usage/threats").sent_chosen(),
    Page::new(Who::Servers, "desk-usage", "/desk/usage"),
    Page::new(Who::Servers, "desk-usage-page", "/desk/usage")
        .at("/desk/usage?site=www.example.org&page=/"),
    Page::new(Who::Servers, "desk-usage-hours", "/desk/usage")
        .at("/desk/usage?site=www.example.org&days=7"),
    Page::new(Who::Servers, "desk-usage-site", "/desk/usage")
        .at("/desk/usage?site=www.example.org&from=2000-01-02&to=2000-01-01"),
    Page::new(Who::Invited, "desk-enrol", "/desk/enrol/{link}"),
    Page::new(Who::Invited, "desk-enrol-errors", "/desk/enrol/{link}").sent_empty(),
];

/// The addresses that answer with no page, each with an example of it and what it is instead.
pub(crate) const NOT_PAGES: &[(&str, &str, &str)] = &[
    ("/privacy.txt", "/privacy.txt", "for machines"),
    ("/privacy/{date}/policy.md", "/privacy/2026-11-23/policy.md", "for machines"),
    ("/privacy/{date}/data.toml", "/privacy/2026-11-23/data.toml", "for machines"),
    ("/privacy/{date}/data.jsonld", "/privacy/2026-11-23/data.jsonld", "for machines"),
    ("/privacy/{date}/data.yaml", "/privacy/2026-11-23/data.yaml", "for machines"),
    ("/privacy/data.jsonld", "/privacy/data.jsonld", "for machines"),
    ("/privacy/data.yaml", "/privacy/data.yaml", "for machines"),
    ("/sitemap.xml", "/sitemap.xml", "for machines"),
    ("/robots.txt", "/robots.txt", "for machines"),
    ("/desk/signin/code", "/desk/signin/code", "leads elsewhere"),
    ("/desk/ledger/verify", "/desk/ledger/verify", "takes a form"),
    ("/desk/usage/threats/lift", "/desk/usage/threats/lift", "takes a form"),
    ("/desk/usage/{file}", "/desk/usage/days.csv", "for machines"),
    ("/desk/payments/decide", "/desk/payments/decide", "takes a form"),
    ("/desk/payments/refund", "/desk/payments/refund", "takes a form"),
    ("/desk/certifications/decide", "/desk/certifications/decide", "takes a form"),
    ("/desk/staff/link", "/desk/staff/link", "takes a form"),
    ("/desk/staff/remove", "/desk/staff/remove", "takes a form"),
    ("/privacy/matrix.svg", "/privacy/matrix.svg", "a picture"),
    ("/privacy/{date}/matrix.svg", "/privacy/2026-11-23/matrix.svg", "a picture"),
    ("/payment/stripe/webhook", "/payment/stripe/webhook", "takes a form"),
    ("/signout", "/signout", "takes a form"),
    ("/left", "/left", "takes a form"),
    ("/api/v1/usage", "/api/v1/usage", "takes a form"),
    ("/account/profile/confirm", "/account/profile/confirm", "takes a form"),
    ("/account/uses.csv", "/account/uses.csv", "for machines"),
    ("/account/uses.json", "/account/uses.json", "for machines"),
    ("/account/data/export.schema.json", "/account/data/export.schema.json", "for machines"),
    ("/account/data/restrict", "/account/data/restrict", "takes a form"),
    ("/account/data/export.json", "/account/data/export.json", "for machines"),
    ("/.well-known/security.txt", "/.well-known/security.txt", "for machines"),
    ("/.well-known/gpc.json", "/.well-known/gpc.json", "for machines"),
    ("/.well-known/change-password", "/.well-known/change-password", "leads elsewhere"),
    ("/ledger/checkpoint", "/ledger/checkpoint", "for machines"),
    ("/ledger/tile/{*path}", "/ledger/tile/0/000.p/1", "for machines"),
    ("/healthz", "/healthz", "for machines"),
    ("/readyz", "/readyz", "for machines"),
    ("/assets/{name}", "/assets/{name}", "what pages load"),
];

#[test]
fn every_address_of_the_site_stands_here_once() {
    let known: BTreeSet<&str> = probity::site::routes::addresses().into_iter().collect();
    let pages: BTreeSet<&str> =
        PAGES.iter().map(|page| page.route).filter(|route| *route != NOWHERE).collect();
    let others: BTreeSet<&str> = NOT_PAGES.iter().map(|(route, ..)| *route).collect();
    let both: Vec<_> = pages.intersection(&others).collect();
    assert!(both.is_empty(), "a page and none: {both:?}");
    let listed: BTreeSet<&str> = pages.union(&others).copied().collect();
    let missing: Vec<_> = known.difference(&listed).collect();
    assert!(missing.is_empty(), "tests/browser/pages.rs lacks a line for {missing:?}");
    let gone: Vec<_> = listed.difference(&known).collect();
    assert!(gone.is_empty(), "tests/browser/pages.rs has lines for no address: {gone:?}");
    let names: BTreeSet<&str> = PAGES.iter().map(|page| page.name).collect();
    assert_eq!(names.len(), PAGES.len(), "each name stands once");
}
