//! Owns the way from a parsed Cedar rule to its finite form.
//!
//! Only what can be decided over the finite space is taken; anything else is refused with the
//! word that stands in its way. To support a construct, add it to [`Compiler::condition`].

use cedar_policy::pst::{
    ActionConstraint, BinaryOp, Clause, EntityOrSlot, EntityUID, Expr as Cedar, Literal,
    PrincipalConstraint, ResourceConstraint, Template, UnaryOp, Var,
};

use super::expr::{Expr, Fact};
use crate::flow::{Flag, Principal};
use crate::map::DataMap;
use crate::words::{Action, Giver, Ground, Message, Purpose, Recipient, Role};

/// Why a rule has no finite form.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// A construct that rules may not use, and tokens by which to find it.
    Construct { what: &'static str, tokens: Vec<String> },
    /// A category or group that the data map does not hold.
    Unknown { entity: String, id: String },
}

/// One side of a comparison.
enum Term<'e> {
    Principal,
    Action,
    Resource,
    Context(&'e str),
    Entity(&'e EntityUID),
}

type Compiled = Result<Expr, Refused>;

/// Compiles rules against one data map.
pub(crate) struct Compiler<'m> {
    pub(crate) map: &'m DataMap,
}

impl Compiler<'_> {
    /// The whole rule, scope and conditions, as one condition.
    pub(crate) fn rule(&self, rule: &Template) -> Compiled {
        let mut all = vec![
            self.principal(&rule.principal)?,
            match &rule.action {
                ActionConstraint::Any => Expr::Const(true),
                ActionConstraint::Eq(uid) => self.is(&Term::Action, uid)?,
                ActionConstraint::In(uids) => self.is_one(&Term::Action, uids.iter())?,
            },
            self.resource(&rule.resource)?,
        ];
        for clause in rule.clauses() {
            all.push(match clause {
                Clause::When(condition) => self.condition(condition)?,
                Clause::Unless(condition) => Expr::Not(Box::new(self.condition(condition)?)),
            });
        }
        Ok(Expr::And(all))
    }

    fn principal(&self, constraint: &PrincipalConstraint) -> Compiled {
        match constraint {
            PrincipalConstraint::Any => Ok(Expr::Const(true)),
            PrincipalConstraint::Eq(EntityOrSlot::Entity(uid))
            | PrincipalConstraint::In(EntityOrSlot::Entity(uid)) => self.is(&Term::Principal, uid),
            PrincipalConstraint::Is(_) | PrincipalConstraint::IsIn(..) => Err(construct("is")),
            _ => Err(slot()),
        }
    }

    fn resource(&self, constraint: &ResourceConstraint) -> Compiled {
        match constraint {
            ResourceConstraint::Any => Ok(Expr::Const(true)),
            ResourceConstraint::Eq(EntityOrSlot::Entity(uid)) => self.is(&Term::Resource, uid),
            ResourceConstraint::In(EntityOrSlot::Entity(uid)) => self.is_in(&Term::Resource, uid),
            ResourceConstraint::Is(_) | ResourceConstraint::IsIn(..) => Err(construct("is")),
            _ => Err(slot()),
        }
    }

    fn condition(&self, expr: &Cedar) -> Compiled {
        match expr {
            Cedar::Literal(Literal::Bool(value)) => Ok(Expr::Const(*value)),
            Cedar::GetAttr { expr, attr } if matches!(**expr, Cedar::Var(Var::Context)) => {
                match Flag::ALL.iter().find(|flag| flag.name() == attr) {
                    Some(flag) => Ok(Expr::Fact(Fact::Flag(*flag))),
                    // Not a yes or no: the validator says what it is.
                    None => Ok(Expr::Const(false)),
                }
            }
            Cedar::UnaryOp { op: UnaryOp::Not, expr } => {
                Ok(Expr::Not(Box::new(self.condition(expr)?)))
            }
            Cedar::IfThenElse { cond, then_expr, else_expr } => Ok(Expr::If(Box::new([
                self.condition(cond)?,
                self.condition(then_expr)?,
                self.condition(else_expr)?,
            ]))),
            Cedar::BinaryOp { op, left, right } => self.binary(*op, left, right),
            other => Err(unsupported(other)),
        }
    }

    fn binary(&self, op: BinaryOp, left: &Cedar, right: &Cedar) -> Compiled {
        match op {
            BinaryOp::And => Ok(Expr::And(vec![self.condition(left)?, self.condition(right)?])),
            BinaryOp::Or => Ok(Expr::Or(vec![self.condition(left)?, self.condition(right)?])),
            BinaryOp::Eq => self.same(left, right),
            BinaryOp::NotEq => Ok(Expr::Not(Box::new(self.same(left, right)?))),
            BinaryOp::In => {
                let Some(left) = term(left) else { return Err(unsupported(left)) };
                match right {
                    Cedar::Set(items) => any(items.iter().map(|item| match term(item) {
                        Some(Term::Entity(uid)) => self.is_in(&left, uid),
                        _ => Err(unsupported(item)),
                    })),
                    _ => match term(right) {
                        Some(Term::Entity(uid)) => self.is_in(&left, uid),
                        _ => Err(construct("in")),
                    },
                }
            }
            BinaryOp::Contains => match left {
                Cedar::Set(items) => any(items.iter().map(|item| self.same(item, right))),
                _ => Err(construct("contains")),
            },
            other => Err(Refused::Construct {
                what: "this operator",
                tokens: vec![operator(other).to_owned()],
            }),
        }
    }

    fn same(&self, left: &Cedar, right: &Cedar) -> Compiled {
        match (term(left), term(right)) {
            (Some(Term::Entity(one)), Some(Term::Entity(other))) => Ok(Expr::Const(one == other)),
            (Some(term), Some(Term::Entity(uid))) | (Some(Term::Entity(uid)), Some(term)) => {
                self.is(&term, uid)
            }
            (Some(Term::Principal), Some(Term::Principal))
            | (Some(Term::Action), Some(Term::Action))
            | (Some(Term::Resource), Some(Term::Resource)) => Ok(Expr::Const(true)),
            (Some(Term::Context(one)), Some(Term::Context(other))) => Ok(Expr::Const(one == other)),
            // Different kinds of thing are never the same; strict validation refuses most.
            (Some(_), Some(_)) => Ok(Expr::Const(false)),
            _ => Ok(Expr::Same(Box::new([self.condition(left)?, self.condition(right)?]))),
        }
    }

    fn is_one<'u>(&self, term: &Term<'_>, uids: impl Iterator<Item = &'u EntityUID>) -> Compiled {
        any(uids.map(|uid| self.is(term, uid)))
    }

    /// `term in uid`: only categories stand in a hierarchy.
    fn is_in(&self, term: &Term<'_>, uid: &EntityUID) -> Compiled {
        if type_name(uid) != "Group" {
            return self.is(term, uid);
        }
        let group = uid.eid.as_str();
        if self.map.group(group).is_none() {
            return Err(Refused::Unknown { entity: "Group".to_owned(), id: group.to_owned() });
        }
        let members = |wanted: Option<&str>| {
            let all = self.map.categories().iter().enumerate();
            let inside = all.filter(|(_, category)| {
                category.groups.iter().any(|g| g == group)
                    && wanted.is_none_or(|id| id == category.id)
            });
            inside.map(|(at, _)| at).collect::<std::collections::BTreeSet<_>>()
        };
        Ok(match term {
            Term::Resource => Expr::Category(members(None)),
            Term::Entity(entity) if type_name(entity) == "Category" => {
                self.category(entity)?;
                Expr::Const(!members(Some(entity.eid.as_str())).is_empty())
            }
            Term::Entity(entity) => Expr::Const(*entity == uid),
            _ => Expr::Const(false),
        })
    }

    /// `term == uid`.
    fn is(&self, term: &Term<'_>, uid: &EntityUID) -> Compiled {
        let (kind, id) = (type_name(uid), uid.eid.as_str());
        let fact = match (term, kind.as_str()) {
            (Term::Resource, "Category") => {
                return Ok(Expr::Category([self.category(uid)?].into_iter().collect()));
            }
            (Term::Entity(entity), _) => return Ok(Expr::Const(*entity == uid)),
            (_, "Category") => self.category(uid).map(|_| None)?,
            (Term::Action, "Action") => id.parse::<Action>().ok().map(Fact::Action),
            (Term::Principal, "Giver") => {
                id.parse::<Giver>().ok().map(|giver| Fact::Principal(Principal::Giver(giver)))
            }
            (Term::Principal, "Role") => {
                id.parse::<Role>().ok().map(|role| Fact::Principal(Principal::Role(role)))
            }
            (Term::Principal, "Recipient") => {
                id.parse::<Recipient>().ok().map(|to| Fact::Principal(Principal::Recipient(to)))
            }
            (Term::Principal, "Holder") => {
                (id == "foundation").then_some(Fact::Principal(Principal::Holder))
            }
            (Term::Context("purpose"), "Purpose") => id.parse::<Purpose>().ok().map(Fact::Purpose),
            (Term::Context("ground"), "Ground") => id.parse::<Ground>().ok().map(Fact::Ground),
            (Term::Context("message"), "Message") => id.parse::<Message>().ok().map(Fact::Message),
            _ => None,
        };
        Ok(fact.map_or(Expr::Const(false), Expr::Fact))
    }

    fn category(&self, uid: &EntityUID) -> Result<usize, Refused> {
        let id = uid.eid.as_str();
        self.map
            .position(id)
            .ok_or_else(|| Refused::Unknown { entity: "Category".to_owned(), id: id.to_owned() })
    }
}

fn term(expr: &Cedar) -> Option<Term<'_>> {
    match expr {
        Cedar::Var(Var::Principal) => Some(Term::Principal),
        Cedar::Var(Var::Action) => Some(Term::Action),
        Cedar::Var(Var::Resource) => Some(Term::Resource),
        Cedar::Literal(Literal::EntityUID(uid)) => Some(Term::Entity(uid)),
        Cedar::GetAttr { expr, attr } if matches!(**expr, Cedar::Var(Var::Context)) => {
            let is_flag = Flag::ALL.iter().any(|flag| flag.name() == attr);
            (!is_flag).then_some(Term::Context(attr))
        }
        _ => None,
    }
}

fn any(items: impl Iterator<Item = Compiled>) -> Compiled {
    Ok(Expr::Or(items.collect::<Result<_, _>>()?))
}

fn type_name(uid: &EntityUID) -> String {
    uid.ty.0.to_string()
}

fn construct(token: &'static str) -> Refused {
    Refused::Construct { what: token, tokens: vec![token.to_owned()] }
}

fn slot() -> Refused {
    Refused::Construct { what: "a template slot", tokens: vec!["?".to_owned()] }
}

fn unsupported(expr: &Cedar) -> Refused {
    let (what, token) = match expr {
        Cedar::HasAttr { .. } => ("has", "has".to_owned()),
        Cedar::Like { .. } => ("like", "like".to_owned()),
        Cedar::Is { .. } => ("is", "is".to_owned()),
        Cedar::Record(_) => ("a record", "{".to_owned()),
        Cedar::Set(_) => ("a set in this place", "[".to_owned()),
        Cedar::Literal(Literal::Long(number)) => ("a number", number.to_string()),
        Cedar::Literal(Literal::String(text)) => ("a text", format!("\"{text}\"")),
        Cedar::Literal(Literal::EntityUID(uid)) => {
            ("a name without a comparison", format!("\"{}\"", uid.eid))
        }
        Cedar::Var(var) => ("a bare variable", format!("{var:?}").to_lowercase()),
        Cedar::GetAttr { attr, .. } => ("this attribute", attr.to_string()),
        Cedar::UnaryOp { op, .. } => ("this operator", op.to_string()),
        Cedar::BinaryOp { op, .. } => ("this operator", operator(*op).to_owned()),
        _ => ("this construct", String::new()),
    };
    Refused::Construct { what, tokens: vec![token] }
}

fn operator(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Less => "<",
        BinaryOp::LessEq => "<=",
        BinaryOp::Greater => ">",
        BinaryOp::GreaterEq => ">=",
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::ContainsAll => "containsAll",
        BinaryOp::ContainsAny => "containsAny",
        BinaryOp::GetTag => "getTag",
        BinaryOp::HasTag => "hasTag",
        BinaryOp::IsInRange => "isInRange",
        BinaryOp::In => "in",
        BinaryOp::Eq => "==",
        BinaryOp::And => "&&",
        BinaryOp::Or => "||",
        _ => "",
    }
}
