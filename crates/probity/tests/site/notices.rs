//! Every form gives notice at the field (promise N1), and marks what may stay empty (promise C6).
//!
//! Walks all pages as a stranger and as a member. An input that carries the name of a field of the data
//! map has its notice beside it, or is one of [`NOTHING_COLLECTED`].

use probity_policy::{Giver, Policy};

use crate::harness::{ADA, Browser, Site, on_both};

on_both!(every_field_of_every_form_gives_notice);

/// Inputs that ask for something we hold, or that is only looked up: nothing is collected by them.
const NOTHING_COLLECTED: &[(&str, &str)] = &[
    // Compared with what is held.
    ("/signin", "email"),
    ("/signin", "password"),
    ("/desk/signin", "email"),
    ("/desk/signin", "password"),
];

/// An input of a form.
struct Input<'p> {
    name: &'p str,
    /// The form from this input to the next.
    after: &'p str,
    /// What stands before it, from the input before.
    before: &'p str,
}

/// Every input that people fill in, of every form on a page, with the address the form goes to.
fn inputs(body: &str) -> Vec<(&str, Input<'_>)> {
    let mut found = Vec::new();
    for form in body.split("<form ").skip(1) {
        let form = form.split("</form>").next().unwrap();
        let action = attribute(form, "action").unwrap_or_default();
        let mut places: Vec<usize> = ["<input ", "<select ", "<textarea "]
            .into_iter()
            .flat_map(|tag| form.match_indices(tag).map(|(at, _)| at))
            .filter(|at| !form[*at..].split('>').next().unwrap().contains("type=\"hidden\""))
            .collect();
        places.sort_unstable();
        let mut start = 0;
        for (at, place) in places.iter().enumerate() {
            let end = places.get(at + 1).copied().unwrap_or(form.len());
            let name = attribute(&form[*place..end], "name").unwrap_or_default();
            let input = Input { name, after: &form[*place..end], before: &form[start..*place] };
            found.push((action, input));
            start = *place;
        }
    }
    found
}

fn attribute<'p>(text: &'p str, name: &str) -> Option<&'p str> {
    let tag = text.split('>').next()?;
    tag.split_once(&format!("{name}=\""))?.1.split('"').next()
}

/// Looks at the forms of a page; returns how many declared fields it asks for.
async fn look(browser: &mut Browser<'_>, policy: &Policy, giver: Giver, address: &str) -> usize {
    let page = browser.get(address).await;
    let mut asked = 0;
    for (action, input) in inputs(&page.body) {
        let Some(field) = policy.map().field(input.name) else { continue };
        if NOTHING_COLLECTED.contains(&(action, input.name)) {
            continue;
        }
        asked += 1;
        let context = format!("`{}` on {address}", input.name);
        assert!(
            input.after.contains(&format!("data-notice=\"{}\"", input.name)),
            "{context} gives no notice"
        );
        for part in [
            "What it is used for",
            "How long it is kept",
            "Who may see it",
            "Who else receives it",
            "Version on record",
            "/privacy/2026-11-23#",
        ] {
            assert!(input.after.contains(part), "{context} does not say: {part}");
        }
        let marked = input.before.contains("(optional)");
        // Changing a password needs one, though nobody needs a password.
        let needed = address == "/account/password";
        assert_eq!(marked, field.is_optional_for(giver) && !needed, "{context}");
    }
    asked
}

async fn every_field_of_every_form_gives_notice(site: &Site) {
    let policy = site.app.vault().archive().get("2026-11-23".parse().unwrap()).unwrap();
    let mut stranger = site.browser();
    stranger.join(&ADA).await;
    site.drain().await;
    let confirm = site.link("Confirm your e-mail address");
    let mut asked = look(&mut stranger, policy, Giver::Applicant, &confirm).await;
    assert_eq!(asked, 1, "a password may be chosen on confirming");
    for address in addresses(policy) {
        asked += look(&mut stranger, policy, Giver::Applicant, &address).await;
    }
    let form = stranger.get(&confirm).await;
    stranger.submit(&form, &confirm, &[("password", ADA.password)]).await;
    let mut member = stranger;
    let mut corrected = 0;
    for address in addresses(policy) {
        corrected += look(&mut member, policy, Giver::Member, &address).await;
    }
    let form = "/account/membership/contributing";
    let enrolment = look(&mut member, policy, Giver::VotingMember, form).await;
    assert_eq!(enrolment, 2, "who votes is asked for hours and an address");
    assert!(asked > 6, "joining asks for six: {asked}");
    assert!(corrected > 6, "each can be corrected, and the password changed: {corrected}");
}

/// Every address, with each field of the map where one stands in it.
fn addresses(policy: &Policy) -> Vec<String> {
    let mut all = Vec::new();
    for pattern in probity::site::routes::addresses() {
        if pattern.contains("/demo/style") {
            // It shows the pieces, and sends nothing.
            continue;
        }
        if pattern.contains("{field}") {
            let fields = policy.map().fields().iter();
            all.extend(fields.map(|field| pattern.replace("{field}", &field.id)));
        } else if !pattern.contains('{') {
            all.push(pattern.to_owned());
        }
    }
    all
}
