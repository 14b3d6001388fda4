//! What lines of several figures have in common: gaps and steps.

use crate::canvas::Place;

/// The stretches of neighbouring points that have what is asked for.
pub(super) fn runs<P, T: Copy>(points: &[P], read: impl Fn(&P) -> Option<T>) -> Vec<Vec<T>> {
    let values: Vec<Option<T>> = points.iter().map(read).collect();
    values
        .split(Option::is_none)
        .filter(|run| !run.is_empty())
        .map(|run| run.iter().copied().flatten().collect())
        .collect()
}

/// The same places with a corner between each two, so that a value holds until the next.
pub(super) fn stepped(places: &[Place]) -> Vec<Place> {
    let mut corners = Vec::with_capacity(places.len() * 2);
    for &(x, y) in places {
        if let Some(&(_, before)) = corners.last() {
            if before == y {
                continue;
            }
            corners.push((x, before));
        }
        corners.push((x, y));
    }
    if let (Some(&(last_x, _)), Some(&(x, y))) = (corners.last(), places.last())
        && last_x < x
    {
        corners.push((x, y));
    }
    corners
}

#[cfg(test)]
mod tests {
    use super::{runs, stepped};

    #[test]
    fn a_missing_value_ends_a_run() {
        let points = [None, Some(1), Some(2), None, None, Some(3)];
        assert_eq!(runs(&points, |point| *point), [vec![1, 2], vec![3]]);
        assert_eq!(runs(&[None::<u8>], |point| *point), Vec::<Vec<u8>>::new());
    }

    #[test]
    fn a_value_holds_until_the_next() {
        let places = [(0.0, 5.0), (1.0, 5.0), (2.0, 7.0), (3.0, 7.0)];
        assert_eq!(stepped(&places), [(0.0, 5.0), (2.0, 5.0), (2.0, 7.0), (3.0, 7.0)]);
        assert_eq!(stepped(&[(0.0, 5.0)]), [(0.0, 5.0)]);
        assert_eq!(stepped(&[]), []);
    }
}
