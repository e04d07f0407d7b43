//! What stands under a clause: its rules in plain words and in Cedar, how often they were used, and
//! the promises that the clause makes.

use askama::Template;
use probity_ledger::Kind;
use probity_policy::Policy;
use probity_vault::Tally;

use crate::counts::Shown;
use crate::language::{Language, Say};

/// The panel of one clause.
#[derive(Template)]
#[template(path = "privacy/clause.html")]
pub(super) struct Panel {
    language: &'static Language,
    id: String,
    title: String,
    /// `en` where the rest of the page is in another language: rules are said in English.
    lang: Option<&'static str>,
    /// Each rule in sentences.
    sentences: Vec<String>,
    cedar: String,
    people: bool,
    figures: Figures,
    promises: Vec<String>,
}

/// How often a clause was used, as far as the public may know.
enum Figures {
    /// It has no rule that could be used.
    NoRule,
    /// The ledger is still being counted.
    Counting,
    /// Entries that name it: all, each kind with its words, refusals.
    Counted { all: Say, kinds: Vec<Say>, refused: Say },
}

impl Panel {
    /// The panel of a clause; none for what is no clause of the policy.
    pub(super) fn new(
        language: &'static Language,
        policy: &Policy,
        id: &str,
        tally: Option<&Tally>,
    ) -> Option<Self> {
        let clause = policy.clauses().iter().find(|clause| clause.id == id)?;
        let cedar: Vec<&str> = clause.rules.iter().map(|rule| rule.cedar.trim()).collect();
        let figures = match tally {
            _ if clause.rules.is_empty() => Figures::NoRule,
            None => Figures::Counting,
            Some(tally) => Figures::of(language, tally, policy, id),
        };
        Some(Self {
            language,
            id: clause.id.clone(),
            title: clause.title.clone(),
            lang: (!language.tag.starts_with("en")).then_some("en"),
            sentences: clause.rules.iter().flat_map(|rule| policy.explain_rule(&rule.id)).collect(),
            cedar: cedar.join("\n\n"),
            people: clause.rests_on_people,
            figures,
            promises: clause.promises.clone(),
        })
    }

    fn say(&self, id: &'static str) -> Say {
        self.language.say(id)
    }
}

impl Figures {
    fn of(language: &'static Language, tally: &Tally, policy: &Policy, clause: &str) -> Self {
        let (mut all, mut refused, mut kinds) = (0, 0, Vec::new());
        for (kind, count) in tally.of_clause(policy.version(), clause) {
            if kind == Kind::Refuse {
                refused += count;
            } else {
                all += count;
                let shown = Shown::of(count).say(language);
                kinds.extend(done(language, kind).map(|say| say.with("count", shown)));
            }
        }
        let number = |count| Shown::of(count).say(language);
        Self::Counted {
            all: language.say("privacy-allowed").with("count", number(all)),
            kinds,
            refused: language.say("privacy-refused").with("count", number(refused)),
        }
    }
}

/// What was done, with the number of times; none for what no clause allows.
fn done(language: &'static Language, kind: Kind) -> Option<Say> {
    Some(match kind {
        Kind::Collect => language.say("privacy-done-collect"),
        Kind::Use => language.say("privacy-done-use"),
        Kind::Show => language.say("privacy-done-show"),
        Kind::Disclose => language.say("privacy-done-disclose"),
        Kind::Send => language.say("privacy-done-send"),
        Kind::Correct => language.say("privacy-done-correct"),
        _ => return None,
    })
}
