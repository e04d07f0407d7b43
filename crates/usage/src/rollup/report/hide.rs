//! Which of several figures can be shown when their sum is shown too.
//!
//! A figure is shown if at least [`crate::rollup::ENOUGH`] visitors stand behind it, or none. What is not shown is
//! added up to one figure, *others*; since anybody can work that out from the sum and what is shown,
//! the same holds for it: enough visitors or none. If it has too few, the smallest figure that is
//! shown joins it.

use crate::rollup::few::Few;

/// A figure that may be shown.
#[derive(Debug, Clone)]
pub(super) struct Cell<'a, const N: usize> {
    /// Tells it apart: equal sizes are hidden in the order of the names.
    pub(super) name: &'a [u8],
    /// The larger, the more is lost by hiding it.
    pub(super) size: u64,
    /// Who stands behind each of the numbers of which it is made.
    pub(super) behind: [Few; N],
    /// Whether it may be shown if enough stand behind it.
    pub(super) may: bool,
}

/// Which of the cells are shown; none if not even their sum can be.
pub(super) fn shown<const N: usize>(cells: &[Cell<'_, N>]) -> Option<Vec<bool>> {
    let fine = |cell: &Cell<'_, N>| cell.may && cell.behind.iter().all(Few::fine);
    let mut shown: Vec<bool> = cells.iter().map(fine).collect();
    for number in 0..N {
        let behind = |cell: &Cell<'_, N>| cell.behind.get(number).copied().unwrap_or_default();
        let others = cells.iter().zip(&shown).filter(|(_, shown)| !**shown);
        let others = others.fold(Few::default(), |few, (cell, _)| few.with(&behind(cell)));
        if others.fine() {
            continue;
        }
        let open =
            cells.iter().zip(&mut shown).filter(|(cell, shown)| **shown && !behind(cell).none());
        let (_, joins) = open.min_by_key(|(cell, _)| (cell.size, cell.name))?;
        *joins = false;
    }
    Some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rollup::distinct::Visitor;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn few(visitors: &BTreeSet<u64>) -> Few {
        let mut few = Few::default();
        visitors.iter().for_each(|visitor| few.add(Visitor::of(*visitor)));
        few
    }

    proptest! {
        /// What is shown, what is left, and every sum and difference of these, are unions of blocks:
        /// each block has enough visitors behind each of its numbers, or none.
        #[test]
        fn nothing_of_a_few_can_be_told(
            all in prop::collection::vec(([prop::collection::btree_set(0_u64..30, 0..9), prop::collection::btree_set(0_u64..30, 0..9)], 0_u64..9, prop::bool::weighted(0.9)), 0..12),
        ) {
            let cells: Vec<Cell<'_, 2>> = all.iter().map(|(visitors, size, may)| Cell {
                name: b"", size: *size, behind: visitors.each_ref().map(few), may: *may,
            }).collect();
            let union = |which: &dyn Fn(usize) -> bool, number: usize| {
                let chosen = all.iter().enumerate().filter(|(at, _)| which(*at));
                chosen.flat_map(|(_, (visitors, ..))| visitors[number].clone()).collect::<BTreeSet<_>>().len()
            };
            let fine = |count: usize| count == 0 || count >= 5;
            let Some(shown) = shown(&cells) else {
                prop_assert!((0..2).any(|number| !fine(union(&|_| true, number))));
                return Ok(());
            };
            for number in 0..2 {
                prop_assert!(fine(union(&|at| !shown[at], number)));
                for (at, shown) in shown.iter().enumerate() {
                    prop_assert!(!shown || fine(union(&|other| other == at, number)));
                }
            }
            // No more is hidden than has to be: one for each number at most.
            let could = all.iter().filter(|(visitors, _, may)| *may && visitors.iter().all(|of| fine(of.len()))).count();
            prop_assert!(shown.iter().filter(|shown| **shown).count() + 2 >= could);
        }
    }
}
