//! The least change under which the events of the log are those that the kernel tells.

use super::told::{Field, Row, Told};

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Edit {
    /// The kernel's event at this place is missing before the log's at that one.
    Insert {
        /// Place in the kernel's list.
        event: usize,
        /// Place in the log's.
        row: usize,
    },
    /// The log's event at this place is too much.
    Delete {
        /// Place in the log's list.
        row: usize,
    },
    /// The log's event tells something wrong.
    Change {
        /// Place in the kernel's list.
        event: usize,
        /// Place in the log's.
        row: usize,
    },
    /// The log's event stands in the wrong place: it belongs before the one above it.
    Swap {
        /// Place of the later one in the log's list.
        row: usize,
    },
}

/// How two lists of events come to be the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alignment {
    pub(crate) cost: usize,
    pub(crate) edits: Vec<Edit>,
    /// How many of the log's events agree as they stand.
    pub(crate) kept: usize,
    /// How many of the log's events are used, from the first.
    pub(crate) rows: usize,
}

/// What a change of an event costs: one for each thing in it that is wrong, and never cheap enough to be another event.
fn price(log: &Told, kernel: &Told) -> usize {
    if log.get(Field::Type) != kernel.get(Field::Type) {
        return usize::MAX / 4;
    }
    match log.differing(kernel).count() {
        0 => 0,
        // A name that is wrong in two fields is one mistake.
        1..=2 => 2,
        _ => 3,
    }
}

/// The cheapest alignment of all of the kernel's events with the first of the log's; `lengths` are how many of the log's
/// may be used.
pub(crate) fn align(kernel: &[Told], log: &[Row], least: usize) -> Alignment {
    let (events, rows) = (kernel.len(), log.len());
    let width = rows + 1;
    let mut cost = vec![0_usize; (events + 1) * width];
    let at = |event: usize, row: usize| event * width + row;
    for row in 0..=rows {
        cost[at(0, row)] = 2 * row;
    }
    for event in 1..=events {
        cost[at(event, 0)] = 2 * event;
        for row in 1..=rows {
            let change = price(&log[row - 1].told, &kernel[event - 1]);
            let mut best = cost[at(event - 1, row - 1)].saturating_add(change);
            best = best.min(cost[at(event - 1, row)] + 2).min(cost[at(event, row - 1)] + 2);
            if event > 1 && row > 1 && is_swapped(kernel, log, event, row) {
                best = best.min(cost[at(event - 2, row - 2)] + 2);
            }
            cost[at(event, row)] = best;
        }
    }
    // As many of the log's as cost least, and rather more than fewer.
    let used =
        (least.min(rows)..=rows).min_by_key(|row| (cost[at(events, *row)], std::cmp::Reverse(*row))).unwrap_or(rows);
    let (mut event, mut row) = (events, used);
    let (mut edits, mut kept) = (Vec::new(), 0);
    while event > 0 || row > 0 {
        let here = cost[at(event, row)];
        if event > 0 && row > 0 {
            let change = price(&log[row - 1].told, &kernel[event - 1]);
            if here == cost[at(event - 1, row - 1)].saturating_add(change) {
                if change > 0 {
                    edits.push(Edit::Change { event: event - 1, row: row - 1 });
                } else {
                    kept += 1;
                }
                (event, row) = (event - 1, row - 1);
                continue;
            }
            if event > 1 && row > 1 && is_swapped(kernel, log, event, row) && here == cost[at(event - 2, row - 2)] + 2 {
                edits.push(Edit::Swap { row: row - 1 });
                kept += 1;
                (event, row) = (event - 2, row - 2);
                continue;
            }
        }
        if event > 0 && here == cost[at(event - 1, row)] + 2 {
            edits.push(Edit::Insert { event: event - 1, row });
            event -= 1;
        } else {
            edits.push(Edit::Delete { row: row - 1 });
            row -= 1;
        }
    }
    edits.reverse();
    Alignment { cost: cost[at(events, used)], edits, kept, rows: used }
}

fn is_swapped(kernel: &[Told], log: &[Row], event: usize, row: usize) -> bool {
    log[row - 1].told.agrees(&kernel[event - 2]) && log[row - 2].told.agrees(&kernel[event - 1])
}

#[cfg(test)]
mod tests {
    use super::{Edit, align};
    use crate::judge::told::{Field, Row, Told};

    fn told(kind: u32, agent: u32) -> Told {
        let mut told = Told::NOTHING;
        told.set_word(Field::Type, kind);
        told.set_word(Field::Agent, agent);
        told
    }

    fn rows(list: &[(u32, u32)]) -> Vec<Row> {
        list.iter()
            .map(|(kind, agent)| Row {
                line: 1,
                seq: None,
                at: None,
                cause: None,
                told: told(*kind, *agent),
                refused: false,
            })
            .collect()
    }

    #[test]
    fn one_mistake_is_one_change() {
        let kernel: Vec<Told> = [(1, 1), (2, 1), (3, 1)].map(|(kind, agent)| told(kind, agent)).to_vec();
        // Each list of the log has one mistake of one kind, named beside it.
        let cases = [
            (vec![(1, 1), (3, 1)], Edit::Insert { event: 1, row: 1 }),
            (vec![(1, 1), (2, 1), (2, 1), (3, 1)], Edit::Delete { row: 2 }),
            (vec![(1, 1), (2, 7), (3, 1)], Edit::Change { event: 1, row: 1 }),
            (vec![(1, 1), (3, 1), (2, 1)], Edit::Swap { row: 2 }),
        ];
        for (list, edit) in cases {
            let alignment = align(&kernel, &rows(&list), list.len());
            assert_eq!((alignment.cost, alignment.rows), (2, list.len()));
            match (&edit, &alignment.edits[..]) {
                // Which of two equal ones is too much cannot be told.
                (Edit::Delete { .. }, [Edit::Delete { row: 1 | 2 }]) => {}
                (_, [found]) => assert_eq!(found, &edit),
                (_, found) => panic!("{found:?}"),
            }
        }
    }
}
