//! One question of a form, with its notice out of the data map (promise N1).
//!
//! What the notice says is decided nowhere but in the policy: why we ask and for how long we keep it
//! come from the data map, who sees it and who receives it from the rules.

use std::fmt::Write as _;

use probity_policy::{Access, Flow, Format, Giver, Ground, Policy, Recipient};

use super::reader::Reader;
use super::typed::Typed;
use crate::language::words::{self, Phrase, sentence};
use crate::language::{Language, Say};
use crate::members::countries::COUNTRIES;

/// A mistake in a form: the field it is in, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's id, which is also its anchor.
    pub id: String,
    /// The same words at the field and in the summary.
    pub text: String,
}

/// One field as its template draws it.
pub(crate) struct FieldView {
    /// Name and anchor.
    pub id: String,
    /// What is asked.
    pub label: Phrase,
    /// Why, in a sentence or two.
    pub hint: Phrase,
    /// What stands in it.
    pub value: Typed,
    /// What is wrong with it.
    pub error: Option<String>,
    /// Whether it may stay empty.
    pub optional: bool,
    /// The type of the input.
    pub input_type: &'static str,
    /// What browsers may fill in.
    pub autocomplete: &'static str,
    /// What happens to the answer.
    pub notice: Option<Notice>,
    format: Format,
}

/// What happens to an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    /// The field.
    pub field: String,
    /// Whether it is needed, in a sentence.
    pub need: String,
    /// What it is used for.
    pub purposes: String,
    /// How long it is kept.
    pub retention: String,
    /// Who inside may see it.
    pub seen_by: String,
    /// Who outside may receive it.
    pub recipients: String,
    /// The clause that allows asking.
    pub clause: String,
    /// The version that says all this, and is recorded with the answer.
    pub version: String,
    /// That version's date in words.
    pub version_long: String,
}

/// One country in a list.
pub(crate) struct Choice {
    /// Its code.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Whether it is the one chosen.
    pub chosen: bool,
}

impl FieldView {
    /// The question for a field that `policy` declares, as put to `giver`.
    pub(crate) fn new(reader: &Reader, policy: &Policy, id: &str, giver: Giver) -> Option<Self> {
        let field = policy.map().field(id)?;
        Some(Self {
            id: field.id.clone(),
            label: words::label(reader.language, field),
            hint: words::why(reader.language, field),
            value: Typed::default(),
            error: None,
            optional: field.is_optional_for(giver),
            input_type: input_type(field.format),
            autocomplete: autocomplete(id),
            notice: Notice::new(reader, policy, id, giver),
            format: field.format,
        })
    }

    /// With what was typed, or what is held.
    #[must_use]
    pub(crate) fn with(mut self, value: Typed) -> Self {
        // A password never goes back into a page.
        if self.format != Format::PasswordHash {
            self.value = value;
        }
        self
    }

    /// With the mistake that is in it, if it is among `errors`.
    #[must_use]
    pub(crate) fn checked(mut self, errors: &[FieldError]) -> Self {
        self.error = errors.iter().find(|error| error.id == self.id).map(|e| e.text.clone());
        self
    }

    /// Under another name and label, for a second question about the same field.
    #[must_use]
    pub(crate) fn called(mut self, id: &str, label: &str, hint: &str) -> Self {
        id.clone_into(&mut self.id);
        self.label = Phrase::here(label);
        self.hint = Phrase::here(hint);
        self
    }

    /// With another hint.
    #[must_use]
    pub(crate) fn hinted(mut self, hint: &str) -> Self {
        self.hint = Phrase::here(hint);
        self
    }

    /// Without the notice, where the page gave it already.
    #[must_use]
    pub(crate) fn without_notice(mut self) -> Self {
        self.notice = None;
        self
    }

    /// With another word to browsers on what may be filled in.
    #[must_use]
    pub(crate) fn filled_by(mut self, autocomplete: &'static str) -> Self {
        self.autocomplete = autocomplete;
        self
    }

    /// Required here, whatever the data map says of storing it.
    #[must_use]
    pub(crate) fn needed(mut self) -> Self {
        self.optional = false;
        self
    }

    /// Whether it is a list to choose from.
    pub(crate) fn is_select(&self) -> bool {
        self.format == Format::Country
    }

    /// Whether it has several lines.
    pub(crate) fn is_multiline(&self) -> bool {
        self.format == Format::Multiline
    }

    /// The choices of a list.
    pub(crate) fn options(&self) -> Vec<Choice> {
        let chosen = self.value.expose();
        COUNTRIES
            .iter()
            .map(|(code, name)| Choice { code, name, chosen: *code == chosen })
            .collect()
    }

    /// The attributes that tie hint and mistake to the field, as HTML. Ids come from the data map,
    /// which allows no character in them that would need escaping.
    pub(crate) fn described_by(&self) -> String {
        let mut ids = String::new();
        if self.error.is_some() {
            let _ = write!(ids, "{}-error ", self.id);
        }
        if !self.hint.is_empty() {
            let _ = write!(ids, "{}-hint", self.id);
        }
        let mut html = String::new();
        if !ids.is_empty() {
            let _ = write!(html, " aria-describedby=\"{}\"", ids.trim_end());
        }
        if self.error.is_some() {
            html.push_str(" aria-invalid=\"true\"");
        }
        html
    }
}

impl Notice {
    /// What `policy` says of a field that `giver` is asked for; none when it may not be asked.
    pub(crate) fn new(reader: &Reader, policy: &Policy, id: &str, giver: Giver) -> Option<Self> {
        let field = policy.map().field(id)?;
        let purpose = field.collected_for()?;
        let collect = Flow::Collect { category: &field.category, giver, purpose, consent: true };
        let clause = policy.decide(&collect).rule().and_then(|rule| policy.clause(rule))?;
        let need = if field.is_optional_for(giver) {
            reader.say("notice-optional-text")
        } else {
            reader.say("notice-needed-text")
        };
        let language = reader.language;
        let purposes = field.purposes.iter().map(|purpose| words::purpose(language, *purpose));
        Some(Self {
            field: field.id.clone(),
            need: need.text(),
            purposes: sentence(&words::list(language, purposes)),
            retention: sentence(&words::retention(language, field.keep)),
            seen_by: seen_by(language, policy, &field.category),
            recipients: recipients(language, policy, &field.category),
            clause: clause.id.clone(),
            version: policy.version().to_string(),
            version_long: reader.long_date(policy.version()),
        })
    }
}

/// Who may see a category without asking again, as a sentence.
pub(crate) fn seen_by(language: &'static Language, policy: &Policy, category: &str) -> String {
    let seen = policy.seen_by(category).into_iter().filter(|sight| !sight.asked);
    match words::list(language, seen.map(|sight| words::role(language, sight.role))) {
        nobody if nobody.is_empty() => language.say("notice-seen-by-nobody").text(),
        roles => sentence(&roles),
    }
}

/// Who outside may receive a category, each with all that it takes, as a sentence.
pub(crate) fn recipients(language: &'static Language, policy: &Policy, category: &str) -> String {
    let said = policy.recipients(category).into_iter();
    let said: Vec<String> =
        said.map(|(recipient, access)| receives(language, recipient, &access)).collect();
    match said.join("; ") {
        nobody if nobody.is_empty() => language.say("notice-recipients-nobody").text(),
        said => sentence(&said),
    }
}

/// A recipient, and what it takes until it receives something.
fn receives(language: &'static Language, recipient: Recipient, access: &[Access]) -> String {
    let recipient = words::recipient(language, recipient);
    let ground = |access: &Access| match access {
        Access::On(Ground::None) => None,
        Access::On(Ground::Authorised) | Access::Asked => {
            Some(language.say("notice-ground-authorised"))
        }
        Access::On(Ground::Necessary) => Some(language.say("notice-ground-necessary")),
        Access::On(Ground::Fraud) => Some(language.say("notice-ground-fraud")),
        Access::On(Ground::Law) => Some(language.say("notice-ground-law")),
    };
    // What goes without a ground needs none of the others.
    let Some(grounds) = access.iter().map(ground).collect::<Option<Vec<Say>>>() else {
        return recipient;
    };
    let grounds = grounds.iter().map(Say::text).reduce(|before, last| {
        language.say("notice-ground-or").with("before", before).with("last", last).text()
    });
    let say = language.say("notice-recipient").with("recipient", recipient);
    say.with("grounds", grounds.unwrap_or_default()).text()
}

const fn input_type(format: Format) -> &'static str {
    match format {
        Format::Email => "email",
        Format::Url => "url",
        Format::PasswordHash => "password",
        _ => "text",
    }
}

fn autocomplete(id: &str) -> &'static str {
    match id {
        "name" => "name",
        "email" => "email",
        "country" => "country",
        "website" => "url",
        "postal-address" => "street-address",
        "password" => "new-password",
        _ => "off",
    }
}
