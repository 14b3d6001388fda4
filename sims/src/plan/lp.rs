//! Linear programs, and the same with whole numbers by branch and bound with a bound on the nodes.

use microlp::{ComparisonOp, OptimizationDirection, Problem as Program, SolveOutcome, Variable};

/// How a row compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sense {
    AtLeast,
    AtMost,
}

/// A row: terms of variable and factor, how they compare, and with what.
type Row = (Vec<(usize, f64)>, Sense, f64);

/// A linear program that minimises cost.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lp {
    /// Cost, lower and upper bound.
    variables: Vec<(f64, f64, f64)>,
    rows: Vec<Row>,
}

impl Lp {
    /// Adds a variable; its number.
    pub(crate) fn variable(&mut self, cost: f64, low: f64, high: f64) -> usize {
        self.variables.push((cost, low, high));
        self.variables.len() - 1
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, terms: Vec<(usize, f64)>, sense: Sense, bound: f64) {
        self.rows.push((terms, sense, bound));
    }

    /// The values at the least cost; none where the rows contradict each other.
    pub(crate) fn solve(&self) -> Option<Vec<f64>> {
        let bounds: Vec<(f64, f64)> = self.variables.iter().map(|(_, low, high)| (*low, *high)).collect();
        self.solve_within(&bounds)
    }

    fn solve_within(&self, bounds: &[(f64, f64)]) -> Option<Vec<f64>> {
        let mut program = Program::new(OptimizationDirection::Minimize);
        let variables: Vec<Variable> =
            self.variables.iter().zip(bounds).map(|((cost, _, _), bounds)| program.add_var(*cost, *bounds)).collect();
        for (terms, sense, bound) in &self.rows {
            let terms: Vec<(Variable, f64)> =
                terms.iter().map(|(place, factor)| (variables[*place], *factor)).collect();
            let compare = match sense {
                Sense::AtLeast => ComparisonOp::Ge,
                Sense::AtMost => ComparisonOp::Le,
            };
            program.add_constraint(&terms[..], compare, *bound);
        }
        let SolveOutcome::Solution(solution) = program.solve().ok()? else { return None };
        Some(variables.iter().map(|variable| solution[*variable]).collect())
    }

    /// The values at the least cost found on so many nodes, the first so many of them whole; none where there are none or
    /// none was found.
    pub(crate) fn solve_whole_of(&self, whole: usize, nodes_max: u32) -> Option<Vec<f64>> {
        let bounds = |(place, (_, low, high)): (usize, &(f64, f64, f64))| {
            if place < whole { (low.ceil(), high.floor()) } else { (*low, *high) }
        };
        let root: Vec<(f64, f64)> = self.variables.iter().enumerate().map(bounds).collect();
        let mut open = vec![root];
        let mut best: Option<(f64, Vec<f64>)> = None;
        let mut nodes = 0;
        while let Some(bounds) = open.pop() {
            if nodes >= nodes_max {
                break;
            }
            nodes += 1;
            let Some(values) = self.solve_within(&bounds) else { continue };
            let cost = self.cost(&values);
            if best.as_ref().is_some_and(|(least, _)| cost >= least - 1e-7) {
                continue;
            }
            let apart = |value: &f64| (value - value.round()).abs();
            let split = (0..values.len())
                .filter(|place| apart(&values[*place]) > 1e-6)
                .max_by(|one, other| apart(&values[*one]).total_cmp(&apart(&values[*other])).then(other.cmp(one)));
            let Some(place) = split else {
                best = Some((cost, values));
                continue;
            };
            let (mut below, mut above) = (bounds.clone(), bounds);
            below[place].1 = values[place].floor();
            above[place].0 = values[place].ceil();
            open.push(below);
            open.push(above);
        }
        best.map(|(_, values)| values)
    }

    fn cost(&self, values: &[f64]) -> f64 {
        self.variables.iter().zip(values).map(|((cost, _, _), value)| cost * value).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::{Lp, Sense};

    /// By hand: 3x + 2y >= 7, x + 3y >= 5 at cost x + y. Fractions: x = 11/7, y = 8/7. Whole: (2, 1) at 3, since with two
    /// in all at most 6 is covered by the first row.
    #[test]
    fn the_least_cost_comes_out_in_fractions_and_whole() {
        let mut lp = Lp::default();
        let (x, y) = (lp.variable(1.0, 0.0, 10.0), lp.variable(1.0, 0.0, 10.0));
        lp.row(vec![(x, 3.0), (y, 2.0)], Sense::AtLeast, 7.0);
        lp.row(vec![(x, 1.0), (y, 3.0)], Sense::AtLeast, 5.0);
        let found = lp.solve().expect("it can be solved");
        assert!((found[0] - 11.0 / 7.0).abs() < 1e-9 && (found[1] - 8.0 / 7.0).abs() < 1e-9, "{found:?}");
        let whole = lp.solve_whole_of(2, 100).expect("whole numbers");
        assert_eq!(whole.iter().sum::<f64>(), 3.0);
        lp.row(vec![(x, 1.0), (y, 1.0)], Sense::AtMost, 2.0);
        assert_eq!(lp.solve_whole_of(2, 100), None);
    }
}
