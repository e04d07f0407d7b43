//! Owns the reading of rules: from the blocks of a clause to parsed, validated, finite rules,
//! and from every complaint of Cedar back to its place in `policy.md`.

mod compile;
mod expr;
mod lex;

use std::ops::Range;
use std::sync::OnceLock;

use cedar_policy::{PolicyId, PolicySet, Schema, ValidationMode, Validator};

pub(crate) use expr::{Expr, Fact, facts};

use crate::diagnostic::{Diagnostic, Diagnostics, SourceText, nearest};
use crate::map::DataMap;
use crate::prose::{Block, Heading};
use compile::{Compiler, Refused};
use lex::{Kind, Token};

/// The schema that every policy is validated against.
pub const SCHEMA: &str = include_str!("../schema.cedarschema");

/// The largest number of rules of a policy.
const MAX_RULES: usize = 4000;
/// The largest number of tokens of a rule; it bounds the depth of what Cedar parses.
const MAX_TOKENS: usize = 1500;
/// The deepest nesting of brackets in a rule.
const MAX_DEPTH: usize = 24;

const SUPPORTED: &str = "rules may use ==, !=, in, &&, ||, !, if-then-else and `[...].contains(...)` over \
     principal, action, resource and context";

const CONTEXTS: &str = "visitors, members and others give (collect); roles use, show and send; recipients are \
     disclosed to; the foundation keeps. All but keep know purpose and consent; all but collect \
     know restricted; send knows message; disclose knows ground and agreement; keep knows expired \
     and hold";

/// A rule that was read, with its finite form.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) id: String,
    pub(crate) clause: usize,
    pub(crate) cedar: String,
    pub(crate) line: usize,
    pub(crate) permits: bool,
    pub(crate) condition: Expr,
}

/// A rule's text and its way back to the file.
struct Site<'a> {
    source: &'a SourceText<'a>,
    block: &'a Block,
    span: Range<usize>,
    tokens: &'a [Token],
}

impl Site<'_> {
    /// A mistake at a range of the rule's own text.
    fn at(&self, span: Range<usize>, message: String, hint: Option<String>) -> Diagnostic {
        let from = self.block.place(self.span.start + span.start);
        let to = self.block.place(self.span.start + span.end.max(span.start + 1) - 1) + 1;
        self.source.at(from..to, message, hint)
    }

    /// A mistake at the first of these tokens, or at the head of the rule.
    fn at_tokens(&self, wanted: &[&str], message: String, hint: Option<String>) -> Diagnostic {
        let head = self.tokens.first().map_or(0..0, |token| token.span.clone());
        let found = lex::find(&self.block.text, self.tokens, wanted).unwrap_or(head);
        let start = self.span.start;
        self.at(found.start - start..found.end - start, message, hint)
    }
}

/// Reads every rule of the clauses; the set is what the oracle decides with.
pub(crate) fn read(
    source: &SourceText<'_>,
    clauses: &[Heading],
    map: &DataMap,
) -> (Vec<Read>, PolicySet, Diagnostics) {
    let mut rules = Vec::new();
    let mut set = PolicySet::new();
    let mut wrong = Diagnostics::default();
    for (at, clause) in clauses.iter().enumerate() {
        let mut number = 0;
        for block in &clause.blocks {
            for (span, tokens) in lex::rules(&block.text) {
                number += 1;
                let site = Site { source, block, span, tokens: &tokens };
                if wrong.is_full() {
                    return (rules, set, wrong);
                }
                if rules.len() >= MAX_RULES {
                    let hint = "join rules that differ in one name with `[...].contains(...)`";
                    wrong.push(site.at_tokens(
                        &[],
                        "there are too many rules".to_owned(),
                        Some(hint.to_owned()),
                    ));
                    return (rules, set, wrong);
                }
                let id = format!("{}.{number}", clause.id);
                match read_one(&site, &id, map) {
                    Ok((parsed, permits, condition)) => {
                        let cedar = block.text.get(site.span.clone()).unwrap_or_default();
                        let invalid = validate(&site, &parsed);
                        if invalid.is_empty() {
                            rules.push(Read {
                                id,
                                clause: at,
                                cedar: cedar.to_owned(),
                                line: source.line(block.place(site.span.start)),
                                permits,
                                condition,
                            });
                            // An id is taken only when a clause is there twice, and that was said.
                            let _ = set.add(parsed);
                        }
                        wrong.append(invalid);
                    }
                    Err(found) => wrong.append(found),
                }
            }
        }
    }
    (rules, set, wrong)
}

fn read_one(
    site: &Site<'_>,
    id: &str,
    map: &DataMap,
) -> Result<(cedar_policy::Policy, bool, Expr), Diagnostics> {
    bounded(site)?;
    let text = site.block.text.get(site.span.clone()).unwrap_or_default();
    let parsed = cedar_policy::Policy::parse(Some(PolicyId::new(id)), text).map_err(|errors| {
        let mut wrong = Diagnostics::default();
        wrong.append(unended(site).map(Diagnostics::from).unwrap_or_default());
        if wrong.is_empty() {
            for error in errors.iter() {
                wrong.push(complaint(site, error, error.to_string(), SUPPORTED));
            }
        }
        wrong
    })?;
    let pst = parsed
        .to_pst()
        .map_err(|error| site.at_tokens(&[], error.to_string(), Some(SUPPORTED.to_owned())))?;
    let body = pst.body();
    let permits = matches!(body.effect, cedar_policy::pst::Effect::Permit);
    match (Compiler { map }).rule(body) {
        Ok(condition) => Ok((parsed, permits, condition)),
        Err(refused) => Err(refusal(site, map, &refused).into()),
    }
}

/// Refuses templates, and rules so deep or long that reading them would cost too much.
fn bounded(site: &Site<'_>) -> Result<(), Diagnostics> {
    let start = site.span.start;
    let place = |token: &Token| token.span.start - start..token.span.end - start;
    let mut depth = 0_usize;
    for (count, token) in site.tokens.iter().enumerate() {
        let text = site.block.text.get(token.span.clone()).unwrap_or_default();
        if token.kind == Kind::Slot {
            let slot: String = text.chars().take(20).collect();
            return Err(Diagnostics::from(site.at(
                place(token),
                format!("`{slot}` makes this a template"),
                Some("write the rule out; a policy has no templates".to_owned()),
            )));
        }
        match text {
            "(" | "[" | "{" if token.kind == Kind::Sign => depth += 1,
            ")" | "]" | "}" if token.kind == Kind::Sign => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH || count >= MAX_TOKENS {
            let hint = format!(
                "a rule has at most {MAX_TOKENS} words and {MAX_DEPTH} brackets in each other; split it"
            );
            let message = "this rule is too large to read".to_owned();
            return Err(Diagnostics::from(site.at(place(token), message, Some(hint))));
        }
    }
    Ok(())
}

/// A rule that runs into the next one for want of a `;`.
fn unended(site: &Site<'_>) -> Option<Diagnostic> {
    let mut begins = site.tokens.iter().filter(|token| {
        let text = site.block.text.get(token.span.clone());
        token.kind == Kind::Word && matches!(text, Some("permit" | "forbid"))
    });
    let second = begins.nth(1)?;
    let start = site.span.start;
    Some(site.at(
        second.span.start - start..second.span.end - start,
        "a rule begins here, but the one before it has not ended".to_owned(),
        Some("end each rule with `;`".to_owned()),
    ))
}

/// Every complaint of strict validation about one rule; warnings count.
fn validate(site: &Site<'_>, rule: &cedar_policy::Policy) -> Diagnostics {
    let mut wrong = Diagnostics::default();
    let mut set = PolicySet::new();
    let Ok(()) = set.add(rule.clone()) else { return wrong };
    let Some(validator) = validator() else {
        wrong.push(Diagnostic::of_file("schema.cedarschema", "the schema does not parse", None));
        return wrong;
    };
    let result = validator.validate(&set, ValidationMode::Strict);
    for error in result.validation_errors() {
        wrong.push(complaint(site, error, error.to_string(), CONTEXTS));
    }
    // Of a rule that is wrong anyway, or of several doubts about one, the first is enough.
    if wrong.is_empty()
        && let Some(warning) = result.validation_warnings().next()
    {
        wrong.push(complaint(site, warning, warning.to_string(), CONTEXTS));
    }
    wrong
}

/// The validator; its schema is parsed once.
fn validator() -> Option<&'static Validator> {
    static PARSED: OnceLock<Option<Validator>> = OnceLock::new();
    let parse =
        || Schema::from_cedarschema_str(SCHEMA).ok().map(|(schema, _)| Validator::new(schema));
    PARSED.get_or_init(parse).as_ref()
}

/// A complaint of Cedar's, at its place.
fn complaint(
    site: &Site<'_>,
    error: &dyn miette::Diagnostic,
    message: String,
    otherwise: &str,
) -> Diagnostic {
    let label = error.labels().and_then(|mut labels| labels.next());
    let message = without_rule(message);
    let help = error.help().map(|help| help.to_string());
    let hint = if message.starts_with("expected single entity uid") {
        Some("write several in the condition: `when { resource in [...] }`".to_owned())
    } else if message.contains("types Category and Group") {
        Some("write `resource in [Category::...] || resource in Group::...`".to_owned())
    } else {
        help.or_else(|| label.as_ref().and_then(|l| l.label().map(str::to_owned)))
            .map(without_rule)
            .or_else(|| Some(otherwise.to_owned()))
    };
    match label {
        Some(label) => site.at(label.offset()..label.offset() + label.len(), message, hint),
        None => site.at_tokens(&[], message, hint),
    }
}

/// Cedar names the rule first; the place says that already.
fn without_rule(message: String) -> String {
    let rest = message.strip_prefix("for policy `").and_then(|rest| rest.split_once('`'));
    match rest {
        Some((_, rest)) => rest.trim_start_matches([',', ':', ' ']).to_owned(),
        None => message,
    }
}

fn refusal(site: &Site<'_>, map: &DataMap, refused: &Refused) -> Diagnostic {
    match refused {
        Refused::Construct { what, tokens } => {
            let wanted: Vec<&str> = tokens.iter().map(String::as_str).collect();
            let what = if wanted == [*what] { format!("`{what}`") } else { (*what).to_owned() };
            site.at_tokens(
                &wanted,
                format!("{what} is not supported in a rule"),
                Some(SUPPORTED.to_owned()),
            )
        }
        Refused::Unknown { entity, id } => {
            let (word, table) = if entity == "Group" {
                ("group", "[[group]]")
            } else {
                ("category", "[[category]]")
            };
            let near = if entity == "Group" {
                nearest(id, map.groups().iter().map(|group| group.id.as_str()))
            } else {
                nearest(id, map.categories().iter().map(|category| category.id.as_str()))
            };
            let hint = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("declare it in data.toml as a {table}"),
            };
            site.at_tokens(
                &[entity, "::", &format!("\"{id}\"")],
                format!("unknown {word} `{id}`"),
                Some(hint),
            )
        }
    }
}
