//! Owns the table of decisions: the answer to every flow of a policy, worked out once.
//!
//! Each rule is evaluated over all flows of a category at once, as sets of bits. The table must
//! agree with Cedar's own authorizer everywhere; `tests/shipped.rs` enumerates that.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::flow::{ClauseRef, Decision, Flow};
use crate::map::DataMap;
use crate::rules::{Expr, Fact, Read, facts};
use crate::space;

const WORDS: usize = space::FLOWS.div_ceil(64);
const ALLOWED: u16 = 0x8000;

/// A set of flows of one category.
type Bits = Box<[u64; WORDS]>;

/// The value of a condition on all flows of a category.
enum Value {
    Const(bool),
    Some(Bits),
}

/// The answer to every flow, by category and number.
#[derive(Debug)]
pub(crate) struct Table {
    answers: Box<[u16]>,
}

impl Table {
    /// Works out every answer. A forbidding rule beats any permitting one; of several rules of
    /// one kind the first in the document is the answer's.
    pub(crate) fn build(rules: &[Read], map: &DataMap) -> Self {
        let mut answers = vec![0_u16; map.categories().len() * space::FLOWS];
        for (category, answers) in answers.chunks_mut(space::FLOWS).enumerate() {
            for permits in [false, true] {
                for (rule, number) in rules.iter().zip(1_u16..) {
                    if rule.permits == permits {
                        let answer = if permits { number | ALLOWED } else { number };
                        mark(answers, &eval(&rule.condition, category), answer);
                    }
                }
            }
        }
        Self { answers: answers.into_boxed_slice() }
    }

    /// The answer to a flow, where `category` is the position of its category.
    pub(crate) fn decide(&self, category: usize, flow: &Flow<'_>) -> Decision {
        self.answer(category, space::number(flow))
    }

    /// The answer to the flow with this number.
    pub(crate) fn answer(&self, category: usize, number: usize) -> Decision {
        match self.answers.get(category * space::FLOWS + number).copied().unwrap_or(0) {
            0 => Decision::Deny(None),
            answer if answer & ALLOWED != 0 => {
                Decision::Allow(ClauseRef((answer & !ALLOWED).saturating_sub(1)))
            }
            answer => Decision::Deny(Some(ClauseRef(answer - 1))),
        }
    }
}

/// For every flow of a category, in the order of their numbers, whether a condition holds of it.
pub(crate) fn holds(condition: &Expr, category: usize) -> Vec<bool> {
    match eval(condition, category) {
        Value::Const(value) => vec![value; space::FLOWS],
        Value::Some(bits) => {
            let bit = |at: usize| bits.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1);
            (0..space::FLOWS).map(bit).collect()
        }
    }
}

/// Gives an answer to every flow of a set that has none yet.
fn mark(answers: &mut [u16], flows: &Value, answer: u16) {
    match flows {
        Value::Const(false) => {}
        Value::Const(true) => {
            answers.iter_mut().filter(|slot| **slot == 0).for_each(|slot| *slot = answer);
        }
        Value::Some(bits) => {
            for (slots, word) in answers.chunks_mut(64).zip(bits.iter()) {
                if *word == 0 {
                    continue;
                }
                for (at, slot) in slots.iter_mut().enumerate() {
                    if *slot == 0 && word >> at & 1 == 1 {
                        *slot = answer;
                    }
                }
            }
        }
    }
}

fn eval(condition: &Expr, category: usize) -> Value {
    match condition {
        Expr::Const(value) => Value::Const(*value),
        Expr::Category(positions) => Value::Const(positions.contains(&category)),
        Expr::Fact(fact) => match flows_with().get(fact) {
            Some(bits) => Value::Some(bits.clone()),
            None => Value::Const(false),
        },
        Expr::Not(inner) => not(eval(inner, category)),
        Expr::And(all) => {
            let mut value = Value::Const(true);
            for inner in all {
                value = and(value, inner, category);
                if matches!(value, Value::Const(false)) {
                    break;
                }
            }
            value
        }
        Expr::Or(any) => {
            let mut value = Value::Const(false);
            for inner in any {
                value = join(value, eval(inner, category), |a, b| a | b, |a, b| a || b);
            }
            value
        }
        Expr::If(parts) => {
            let [condition, yes, no] = parts.as_ref();
            match eval(condition, category) {
                Value::Const(true) => eval(yes, category),
                Value::Const(false) => eval(no, category),
                Value::Some(bits) => {
                    let yes = and(Value::Some(bits.clone()), yes, category);
                    let no = and(not(Value::Some(bits)), no, category);
                    join(yes, no, |a, b| a | b, |a, b| a || b)
                }
            }
        }
        Expr::Same(pair) => {
            let [left, right] = pair.as_ref();
            join(eval(left, category), eval(right, category), |a, b| !(a ^ b), |a, b| a == b)
        }
    }
}

fn and(value: Value, inner: &Expr, category: usize) -> Value {
    match value {
        Value::Const(false) => value,
        Value::Const(true) => eval(inner, category),
        Value::Some(_) => join(value, eval(inner, category), |a, b| a & b, |a, b| a && b),
    }
}

fn not(value: Value) -> Value {
    match value {
        Value::Const(value) => Value::Const(!value),
        Value::Some(mut bits) => {
            bits.iter_mut().for_each(|word| *word = !*word);
            Value::Some(bits)
        }
    }
}

fn join(a: Value, b: Value, words: fn(u64, u64) -> u64, consts: fn(bool, bool) -> bool) -> Value {
    let filled = |value: bool| if value { u64::MAX } else { 0 };
    match (a, b) {
        (Value::Const(a), Value::Const(b)) => Value::Const(consts(a, b)),
        (Value::Some(mut a), Value::Some(b)) => {
            a.iter_mut().zip(b.iter()).for_each(|(a, b)| *a = words(*a, *b));
            Value::Some(a)
        }
        (Value::Some(mut bits), Value::Const(value))
        | (Value::Const(value), Value::Some(mut bits)) => {
            // Every operation here is symmetric, so the side does not matter.
            bits.iter_mut().for_each(|word| *word = words(*word, filled(value)));
            Value::Some(bits)
        }
    }
}

/// For each fact, the flows that have it.
fn flows_with() -> &'static BTreeMap<Fact, Bits> {
    static SETS: OnceLock<BTreeMap<Fact, Bits>> = OnceLock::new();
    SETS.get_or_init(|| {
        let mut sets: BTreeMap<Fact, Bits> = BTreeMap::new();
        for (number, flow) in space::flows("").enumerate() {
            for fact in facts(&flow) {
                let bits = sets.entry(fact).or_insert_with(|| Box::new([0; WORDS]));
                if let Some(word) = bits.get_mut(number / 64) {
                    *word |= 1 << (number % 64);
                }
            }
        }
        sets
    })
}
