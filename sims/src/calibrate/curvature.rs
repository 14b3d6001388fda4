//! Intervals from the curvature of a logarithm of likelihood at its maximum: the observed information.

use crate::calibrate::special::NORMAL_95;

/// How far each parameter is moved to see the curvature. Parameters are logarithms or logits, so about 1 in size.
const STEP: f64 = 1e-3;

/// The slope and the second derivatives of a function of several parameters, by central differences.
pub(crate) fn slope_and_curvature(at: &[f64], value: &dyn Fn(&[f64]) -> f64) -> (Vec<f64>, Vec<Vec<f64>>) {
    let count = at.len();
    let middle = value(at);
    let moved = |changes: &[(usize, f64)]| {
        let mut place = at.to_vec();
        for (index, step) in changes {
            place[*index] += step;
        }
        value(&place)
    };
    let mut slope = vec![0.0; count];
    let mut curvature = vec![vec![0.0; count]; count];
    for row in 0..count {
        let (up, down) = (moved(&[(row, STEP)]), moved(&[(row, -STEP)]));
        slope[row] = (up - down) / (2.0 * STEP);
        curvature[row][row] = (up - 2.0 * middle + down) / (STEP * STEP);
        let columns: Vec<usize> = (0..row).collect();
        for column in columns {
            let corner = |one: f64, other: f64| moved(&[(row, one * STEP), (column, other * STEP)]);
            let mixed =
                (corner(1.0, 1.0) - corner(1.0, -1.0) - corner(-1.0, 1.0) + corner(-1.0, -1.0)) / (4.0 * STEP * STEP);
            curvature[row][column] = mixed;
            curvature[column][row] = mixed;
        }
    }
    (slope, curvature)
}

/// The inverse of a small matrix, by elimination with the largest pivot; none where it has none.
pub(crate) fn inverse(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let count = matrix.len();
    let mut rows: Vec<Vec<f64>> = matrix
        .iter()
        .enumerate()
        .map(|(place, row)| {
            let unit = (0..count).map(|column| f64::from(u8::from(column == place)));
            row.iter().copied().chain(unit).collect()
        })
        .collect();
    for column in 0..count {
        let pivot =
            (column..count).max_by(|one, other| rows[*one][column].abs().total_cmp(&rows[*other][column].abs()))?;
        rows.swap(column, pivot);
        let head = rows[column][column];
        if !head.is_finite() || head.abs() < 1e-300 {
            return None;
        }
        for value in &mut rows[column] {
            *value /= head;
        }
        let chosen = rows[column].clone();
        for (place, row) in rows.iter_mut().enumerate() {
            if place != column {
                let factor = row[column];
                for (value, from) in row.iter_mut().zip(&chosen) {
                    *value -= factor * from;
                }
            }
        }
    }
    Some(rows.into_iter().map(|row| row[count..].to_vec()).collect())
}

/// The covariance of estimates at the maximum of a logarithm of likelihood; none where it is no maximum.
pub(crate) fn covariance(at: &[f64], log_likelihood: &dyn Fn(&[f64]) -> f64) -> Option<Vec<Vec<f64>>> {
    let (_, curvature) = slope_and_curvature(at, log_likelihood);
    let information: Vec<Vec<f64>> = curvature.iter().map(|row| row.iter().map(|value| -value).collect()).collect();
    let covariance = inverse(&information)?;
    (0..at.len())
        .all(|place| covariance[place][place] > 0.0 && covariance[place][place].is_finite())
        .then_some(covariance)
}

/// The 95 % interval of a positive parameter from the standard error of its logarithm.
pub(crate) fn around(value: f64, error_of_log: f64) -> Option<(f64, f64)> {
    let factor = libm::exp(NORMAL_95 * error_of_log);
    (factor.is_finite() && factor >= 1.0).then(|| (value / factor, value * factor))
}

/// Where a logarithm of likelihood is greatest: Newton's steps, halved where they do not help; none where it does not end.
pub(crate) fn maximum(start: Vec<f64>, log_likelihood: &dyn Fn(&[f64]) -> f64) -> Option<Vec<f64>> {
    let mut at = start;
    let mut best = log_likelihood(&at);
    if !best.is_finite() {
        return None;
    }
    for _ in 0..60 {
        let (slope, curvature) = slope_and_curvature(&at, log_likelihood);
        let newton = inverse(&curvature).map(|inverse| {
            inverse
                .iter()
                .map(|row| -row.iter().zip(&slope).map(|(one, other)| one * other).sum::<f64>())
                .collect::<Vec<f64>>()
        });
        let uphill = |step: &Vec<f64>| step.iter().zip(&slope).map(|(one, other)| one * other).sum::<f64>() > 0.0;
        let steepest = || {
            let length = slope.iter().map(|part| part * part).sum::<f64>().sqrt().max(1e-12);
            slope.iter().map(|part| part / length * 0.1).collect::<Vec<f64>>()
        };
        let mut step = newton.filter(uphill).unwrap_or_else(steepest);
        let longest = step.iter().fold(0.0_f64, |most, part| most.max(part.abs()));
        if longest > 1.0 {
            step.iter_mut().for_each(|part| *part /= longest);
        }
        let mut improved = false;
        for _ in 0..30 {
            let place: Vec<f64> = at.iter().zip(&step).map(|(one, other)| one + other).collect();
            let found = log_likelihood(&place);
            if found.is_finite() && found >= best {
                improved = found > best;
                (at, best) = (place, found);
                break;
            }
            step.iter_mut().for_each(|part| *part /= 2.0);
        }
        let moved = step.iter().fold(0.0_f64, |most, part| most.max(part.abs()));
        if !improved || moved < 1e-9 {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{around, covariance, inverse, maximum};

    /// A paraboloid −(x − 1)² − 2 (y + 2)² − x y has its top where 2x + y = 2 and x + 4y = −8: at (16/7, −18/7); the inverse
    /// of its information [[2, 1], [1, 4]] is [[4, −1], [−1, 2]] / 7.
    #[test]
    fn the_top_of_a_paraboloid_and_its_curvature_are_found() {
        let hill = |at: &[f64]| -(at[0] - 1.0).powi(2) - 2.0 * (at[1] + 2.0).powi(2) - at[0] * at[1];
        let top = maximum(vec![0.0, 0.0], &hill).expect("it has a top");
        assert!((top[0] - 16.0 / 7.0).abs() < 1e-6 && (top[1] + 18.0 / 7.0).abs() < 1e-6, "{top:?}");
        let spread = covariance(&top, &hill).expect("it is a top");
        for (found, expected) in spread.into_iter().flatten().zip([4.0, -1.0, -1.0, 2.0]) {
            assert!((found - expected / 7.0).abs() < 1e-6);
        }
    }

    #[test]
    fn what_has_no_inverse_or_no_top_gives_nothing() {
        assert_eq!(inverse(&[vec![1.0, 2.0], vec![2.0, 4.0]]), None);
        assert_eq!(covariance(&[0.0], &|at| at[0] * at[0]), None);
        assert_eq!(around(2.0, f64::NAN), None);
    }
}
