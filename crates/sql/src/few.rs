//! Nothing of a few: what a question may ask where only sums may be shown, and how its answer is cut.
//!
//! Such a question sums up one table. Each row of its answer needs at least [`ENOUGH`] different blocks
//! of addresses behind it, and so as many visitors; and the same behind each sum of a column that can
//! be empty. The engine counts them and leaves the other rows out, before it sorts, limits, or works on
//! with them. What could tell a few apart in spite of that is refused: blocks of addresses, numbers of
//! visits, moments finer than the hour, extremes and lists of values, conditions inside a sum, more
//! than one table, and what can fail for some rows only.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::common::tree_node::{TreeNode as _, TreeNodeRecursion};
use datafusion::common::{Column, ExprSchema as _, ScalarValue};
use datafusion::error::DataFusionError;
use datafusion::functions_aggregate::expr_fn::count_distinct;
use datafusion::logical_expr::expr::{AggregateFunction, ScalarFunction};
use datafusion::logical_expr::{
    Aggregate, BinaryExpr, Distinct, Expr, ExprFunctionExt as _, LogicalPlan, LogicalPlanBuilder,
    Operator, lit,
};

use crate::SqlError;

/// How many blocks of addresses, and so visitors, stand behind each row at least.
pub const ENOUGH: i64 = 5;

/// How a question may be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Row by row.
    Rows,
    /// In sums behind which at least [`ENOUGH`] visitors stand.
    Sums,
}

/// Functions that sum up without handing out a value of somebody.
const SUMS: &[&str] = &[
    "approx_distinct",
    "approx_median",
    "approx_percentile_cont",
    "avg",
    "count",
    "median",
    "stddev",
    "stddev_pop",
    "sum",
    "var",
    "var_pop",
];

/// Functions of one row that can't fail, whatever stands in it.
const PLAIN: &[&str] = &[
    "btrim",
    "character_length",
    "coalesce",
    "ends_with",
    "left",
    "lower",
    "ltrim",
    "nullif",
    "rtrim",
    "split_part",
    "starts_with",
    "strpos",
    "substr",
    "upper",
];

/// Operators that can't fail.
const SAFE: &[Operator] = &[
    Operator::And,
    Operator::Or,
    Operator::Eq,
    Operator::NotEq,
    Operator::Lt,
    Operator::LtEq,
    Operator::Gt,
    Operator::GtEq,
    Operator::IsDistinctFrom,
    Operator::IsNotDistinctFrom,
    Operator::Plus,
    Operator::Minus,
    Operator::Multiply,
    Operator::StringConcat,
];

/// Parts of a time that many share.
const COARSE: &[&str] =
    &["hour", "day", "dow", "isodow", "doy", "week", "month", "quarter", "year"];

/// The question so that it is answered in sums of enough visitors.
pub(crate) fn gated(plan: LogicalPlan) -> Result<LogicalPlan, SqlError> {
    let inner = plan.inputs().iter().any(|input| sums_up(input));
    match plan {
        LogicalPlan::Aggregate(aggregate) if !inner => cut(&aggregate),
        LogicalPlan::Aggregate(_)
        | LogicalPlan::Projection(_)
        | LogicalPlan::Filter(_)
        | LogicalPlan::Sort(_)
        | LogicalPlan::Limit(_)
        | LogicalPlan::SubqueryAlias(_)
        | LogicalPlan::Distinct(Distinct::All(_))
            if inner && plan.inputs().len() == 1 =>
        {
            let expressions = plan.expressions();
            expressions.iter().try_for_each(no_question_inside)?;
            let input = plan.inputs().into_iter().next().cloned();
            let input = input.map(gated).transpose()?;
            plan.with_new_exprs(expressions, input.into_iter().collect())
                .map_err(|error| SqlError::asking(&error))
        }
        LogicalPlan::Join(_) | LogicalPlan::Union(_) | LogicalPlan::Window(_) => {
            Err(refused("it takes more than one sum: ask for one table and one GROUP BY"))
        }
        _ => Err(refused(
            "it shows rows: ask for sums, like `SELECT path, count(*) … GROUP BY path`",
        )),
    }
}

/// Whether there is a sum in it.
fn sums_up(plan: &LogicalPlan) -> bool {
    plan.exists(|node| Ok(matches!(node, LogicalPlan::Aggregate(_)))).unwrap_or(false)
}

fn refused(why: &str) -> SqlError {
    SqlError::Refused(format!(
        "for this purpose answers are sums behind which at least {ENOUGH} visitors stand, and {why}"
    ))
}

fn no_question_inside(expression: &Expr) -> Result<(), SqlError> {
    let inside = |expression: &Expr| {
        Ok(matches!(
            expression,
            Expr::ScalarSubquery(_)
                | Expr::InSubquery(_)
                | Expr::Exists(_)
                | Expr::SetComparison(_)
                | Expr::OuterReferenceColumn(..)
        ))
    };
    match expression.exists(inside) {
        Ok(false) => Ok(()),
        _ => Err(refused("a question inside of a question is none")),
    }
}

/// Counts who is behind each row of the innermost sum, and leaves out those of a few.
fn cut(aggregate: &Aggregate) -> Result<LogicalPlan, SqlError> {
    conditions(&aggregate.input)?;
    for group in &aggregate.group_expr {
        allowed(group)?;
    }
    let mut optional = BTreeSet::new();
    for sum in &aggregate.aggr_expr {
        for column in summed(sum)? {
            let nullable = aggregate.input.schema().nullable(&column);
            if nullable.map_err(|error| SqlError::asking(&error))? {
                optional.insert(column);
            }
        }
    }
    counted(aggregate, optional).map_err(|error| SqlError::asking(&error))
}

fn counted(
    aggregate: &Aggregate,
    optional: BTreeSet<Column>,
) -> Result<LogicalPlan, DataFusionError> {
    let (table, field) =
        aggregate.input.schema().qualified_field_with_unqualified_name("network")?;
    let network = Expr::Column(Column::from((table, field)));
    let mut gates = vec![count_distinct(network.clone()).alias("gate 0")];
    let mut enough = gate(0).gt_eq(lit(ENOUGH));
    for column in optional {
        let of = count_distinct(network.clone())
            .filter(Expr::Column(column).is_not_null())
            .build()?
            .alias(format!("gate {}", gates.len()));
        let here = gate(gates.len());
        // Nobody at all is no secret: the sum is empty, then.
        enough = enough.and(here.clone().gt_eq(lit(ENOUGH)).or(here.eq(lit(0_i64))));
        gates.push(of);
    }
    let sums = aggregate.aggr_expr.iter().cloned().chain(gates).collect();
    let with =
        Aggregate::try_new(Arc::clone(&aggregate.input), aggregate.group_expr.clone(), sums)?;
    let columns = aggregate.schema.iter().map(|of| Expr::Column(Column::from(of)));
    LogicalPlanBuilder::from(LogicalPlan::Aggregate(with)).filter(enough)?.project(columns)?.build()
}

fn gate(number: usize) -> Expr {
    Expr::Column(Column::from_name(format!("gate {number}")))
}

/// What stands below the sum: one table, and conditions that are allowed.
fn conditions(plan: &LogicalPlan) -> Result<(), SqlError> {
    match plan {
        LogicalPlan::TableScan(_) => Ok(()),
        LogicalPlan::SubqueryAlias(alias) => conditions(&alias.input),
        LogicalPlan::Filter(filter) => {
            allowed(&filter.predicate)?;
            conditions(&filter.input)
        }
        LogicalPlan::Join(_) => Err(refused("a second table could single somebody out")),
        _ => {
            Err(refused("what is summed up must be a table itself: `FROM requests`, `FROM visits`"))
        }
    }
}

/// The columns that a sum is made of.
fn summed(sum: &Expr) -> Result<Vec<Column>, SqlError> {
    let Expr::AggregateFunction(AggregateFunction { func, params }) = sum else {
        return match sum {
            Expr::Alias(alias) => summed(&alias.expr),
            _ => Err(refused("one of its sums is none")),
        };
    };
    let name = func.name();
    if !SUMS.contains(&name) {
        let known = SUMS.join("`, `");
        return Err(refused(&format!("`{name}` hands out single values; there are `{known}`")));
    }
    if params.filter.is_some() {
        return Err(refused("a condition inside of a sum is none: put it behind WHERE"));
    }
    let mut columns = Vec::new();
    let ordered = params.order_by.iter().map(|sort| &sort.expr);
    for (place, argument) in params.args.iter().chain(ordered).enumerate() {
        match argument {
            Expr::Column(column)
                if column.name == "visit" && name == "count" && params.distinct =>
            {
                columns.push(column.clone());
            }
            Expr::Column(column) => {
                allowed(argument)?;
                columns.push(column.clone());
            }
            Expr::Literal(value, _) if place == 0 || middling(name, value) => {}
            #[expect(deprecated, reason = "older plans spell `count(*)` so")]
            Expr::Wildcard { .. } => {}
            _ => return Err(refused("it sums up something else than a column")),
        }
    }
    Ok(columns)
}

/// Whether a share is far from the extremes, which are somebody's.
fn middling(function: &str, share: &ScalarValue) -> bool {
    function == "approx_percentile_cont"
        && matches!(share, ScalarValue::Float64(Some(share)) if (0.01..=0.99).contains(share))
}

/// What may stand in a condition or behind GROUP BY.
fn allowed(expression: &Expr) -> Result<(), SqlError> {
    match expression {
        Expr::Literal(..) => return Ok(()),
        Expr::Column(column) => {
            return match column.name.as_str() {
                "network" | "visit" => {
                    Err(refused(&format!("`{}` is of one or a few", column.name)))
                }
                "time" | "start" => {
                    Err(refused("moments are told by the hour: `date_trunc('hour', time)`, `day`"))
                }
                _ => Ok(()),
            };
        }
        Expr::ScalarFunction(ScalarFunction { func, args }) => {
            if matches!(func.name(), "date_trunc" | "date_part") {
                return match args.as_slice() {
                    [Expr::Literal(part, _), Expr::Column(_)] if coarse(part) => Ok(()),
                    _ => Err(refused("moments are told by the hour at the finest")),
                };
            }
            if !PLAIN.contains(&func.name()) {
                return Err(refused(&format!("`{}` is no function of it", func.name())));
            }
        }
        Expr::BinaryExpr(BinaryExpr { op: Operator::Divide | Operator::Modulo, right, .. }) => {
            if !matches!(right.as_ref(), Expr::Literal(value, _) if !is_zero(value)) {
                return Err(refused("it divides by something else than a number"));
            }
        }
        Expr::BinaryExpr(BinaryExpr { op, .. }) if SAFE.contains(op) => {}
        Expr::BinaryExpr(BinaryExpr { op, .. }) => {
            return Err(refused(&format!("`{op}` is no part of it")));
        }
        Expr::Alias(_)
        | Expr::Not(_)
        | Expr::IsNull(_)
        | Expr::IsNotNull(_)
        | Expr::IsTrue(_)
        | Expr::IsFalse(_)
        | Expr::IsNotTrue(_)
        | Expr::IsNotFalse(_)
        | Expr::Between(_)
        | Expr::InList(_)
        | Expr::Like(_)
        | Expr::Case(_)
        | Expr::TryCast(_) => {}
        // A cast of what was written in the question; of a column it could fail for one row.
        Expr::Cast(cast) if matches!(cast.expr.as_ref(), Expr::Literal(..)) => {}
        Expr::Cast(_) => return Err(refused("a cast can fail: say `TRY_CAST`")),
        _ => return Err(refused("one of its expressions is none")),
    }
    let mut verdict = Ok(());
    let walked = expression.apply_children(|child| {
        verdict = allowed(child);
        Ok(if verdict.is_ok() { TreeNodeRecursion::Continue } else { TreeNodeRecursion::Stop })
    });
    walked.map_err(|error| SqlError::asking(&error))?;
    verdict
}

fn coarse(part: &ScalarValue) -> bool {
    let part = part.try_as_str().flatten().map(str::to_ascii_lowercase);
    part.is_some_and(|part| COARSE.contains(&part.as_str()))
}

fn is_zero(value: &ScalarValue) -> bool {
    ScalarValue::new_zero(&value.data_type()).is_ok_and(|zero| zero == *value) || value.is_null()
}
