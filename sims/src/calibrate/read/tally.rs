//! Counts by day and interval that grow as a log is read.

/// Counts one more at a time of a day; the table grows as needed.
pub(super) fn count(table: &mut Vec<Vec<u32>>, day: usize, at_s: f64, interval_min: u32) {
    add(table, day, at_s, interval_min, 1);
}

/// Counts several at a time of a day; what lies after midnight is in the last interval.
pub(super) fn add(table: &mut Vec<Vec<u32>>, day: usize, at_s: f64, interval_min: u32, number: u32) {
    let slots = slots(interval_min);
    while table.len() <= day {
        table.push(vec![0; slots]);
    }
    let slot = ((at_s / (60.0 * f64::from(interval_min))) as usize).min(slots - 1);
    table[day][slot] += number;
}

/// The number of intervals of a day.
pub(super) fn slots(interval_min: u32) -> usize {
    (1_440 / interval_min) as usize
}

/// Makes a table have so many days.
pub(super) fn fill(table: &mut Vec<Vec<u32>>, days: usize, interval_min: u32) {
    while table.len() < days {
        table.push(vec![0; slots(interval_min)]);
    }
}

/// Adds a stretch of presence to a table of averages: the share of each interval that lies within it.
pub(super) fn be_present(row: &mut [f64], from_s: f64, until_s: f64, interval_min: u32) {
    let length = 60.0 * f64::from(interval_min);
    let last = row.len() - 1;
    for (slot, value) in row.iter_mut().enumerate() {
        let start = slot as f64 * length;
        let end = if slot == last { f64::INFINITY } else { start + length };
        *value += (until_s.min(end) - from_s.max(start)).max(0.0) / length;
    }
}
