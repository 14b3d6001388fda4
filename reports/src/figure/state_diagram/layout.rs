//! Where the states of the chart and the lines between them lie, by hand, once for each width.
//!
//! All lines are level or upright and cross only at right angles; every count has room for five
//! digits beside its line. Where lines run close together, the count is turned and runs along its
//! line. Places are in pixels.

use crate::canvas::Anchor::{self, End, Middle, Start as Begin};
use crate::canvas::Place;
use crate::figure::Phase::{self, Closed, InConversation, Offered, Open, Start, Waiting, WrapUp};

/// A line from box to box, and where its count stands.
pub(super) struct Route {
    pub(super) from: Phase,
    pub(super) to: Phase,
    pub(super) through: &'static [Place],
    pub(super) label: Place,
    pub(super) anchor: Anchor,
    /// Whether the count is written upwards.
    pub(super) is_turned: bool,
}

/// A box, by its upper left and its lower right corner.
pub(super) struct Room {
    pub(super) phase: Phase,
    pub(super) corners: (Place, Place),
}

/// Everything that differs between a wide and a narrow drawing.
pub(super) struct Layout {
    pub(super) size: (f64, f64),
    pub(super) start: Place,
    pub(super) active: (Place, Place),
    pub(super) rooms: &'static [Room],
    pub(super) routes: &'static [Route],
    pub(super) label_px: f64,
    pub(super) line_max_px: f64,
    pub(super) notes_per_row: usize,
}

const fn room(phase: Phase, left: f64, top: f64, right: f64, bottom: f64) -> Room {
    Room { phase, corners: ((left, top), (right, bottom)) }
}

const fn route(from: Phase, to: Phase, through: &'static [Place], label: Place, anchor: Anchor) -> Route {
    Route { from, to, through, label, anchor, is_turned: false }
}

/// A line whose count runs along it; its middle stands at the place.
const fn turned(from: Phase, to: Phase, through: &'static [Place], label: Place) -> Route {
    Route { from, to, through, label, anchor: Middle, is_turned: true }
}

/// From left to right, with Closed below everything.
#[rustfmt::skip]
pub(super) const WIDE: Layout = Layout {
    size: (720.0, 418.0),
    start: (8.0, 150.0),
    active: ((212.0, 104.0), (530.0, 186.0)),
    rooms: &[
        room(Open, 58.0, 126.0, 166.0, 174.0),
        room(Offered, 228.0, 126.0, 336.0, 174.0),
        room(InConversation, 394.0, 126.0, 518.0, 174.0),
        room(Waiting, 290.0, 262.0, 446.0, 310.0),
        room(WrapUp, 598.0, 126.0, 706.0, 174.0),
        room(Closed, 58.0, 380.0, 706.0, 412.0),
    ],
    routes: &[
        route(Start, Open, &[(13.0, 150.0), (58.0, 150.0)], (33.0, 136.0), Middle),
        route(Start, InConversation, &[(8.0, 145.0), (8.0, 80.0), (408.0, 80.0), (408.0, 126.0)], (50.0, 68.0), Middle),
        route(Start, Closed, &[(8.0, 155.0), (8.0, 396.0), (58.0, 396.0)], (16.0, 360.0), Begin),
        route(Open, Open, &[(66.0, 174.0), (66.0, 206.0), (90.0, 206.0), (90.0, 174.0)], (78.0, 217.0), Middle),
        route(Open, Offered, &[(166.0, 139.0), (228.0, 139.0)], (192.0, 126.0), Middle),
        route(Offered, Open, &[(228.0, 162.0), (166.0, 162.0)], (192.0, 177.0), Middle),
        route(Open, InConversation, &[(134.0, 126.0), (134.0, 66.0), (428.0, 66.0), (428.0, 126.0)], (272.0, 55.0), Middle),
        route(Open, Closed, &[(112.0, 174.0), (112.0, 380.0)], (104.0, 330.0), End),
        route(Offered, Offered, &[(294.0, 126.0), (294.0, 102.0), (318.0, 102.0), (318.0, 126.0)], (326.0, 113.0), Begin),
        route(Offered, InConversation, &[(336.0, 139.0), (394.0, 139.0)], (364.0, 126.0), Middle),
        route(InConversation, Offered, &[(394.0, 162.0), (336.0, 162.0)], (366.0, 177.0), Middle),
        route(Offered, Waiting, &[(300.0, 174.0), (300.0, 262.0)], (293.0, 206.0), End),
        route(Waiting, Offered, &[(324.0, 262.0), (324.0, 174.0)], (332.0, 240.0), Begin),
        route(Offered, Closed, &[(250.0, 174.0), (250.0, 380.0)], (242.0, 330.0), End),
        route(InConversation, InConversation, &[(476.0, 126.0), (476.0, 90.0), (498.0, 90.0), (498.0, 126.0)], (506.0, 94.0), Begin),
        route(InConversation, Open, &[(454.0, 126.0), (454.0, 32.0), (90.0, 32.0), (90.0, 126.0)], (272.0, 21.0), Middle),
        route(InConversation, Waiting, &[(412.0, 174.0), (412.0, 262.0)], (404.0, 212.0), End),
        route(Waiting, InConversation, &[(436.0, 262.0), (436.0, 174.0)], (442.0, 240.0), Begin),
        route(InConversation, WrapUp, &[(518.0, 150.0), (598.0, 150.0)], (562.0, 135.0), Middle),
        route(InConversation, Closed, &[(484.0, 174.0), (484.0, 380.0)], (492.0, 330.0), Begin),
        route(Waiting, Open, &[(290.0, 286.0), (144.0, 286.0), (144.0, 174.0)], (198.0, 275.0), Middle),
        route(Waiting, Closed, &[(368.0, 310.0), (368.0, 380.0)], (376.0, 336.0), Begin),
        route(WrapUp, Closed, &[(652.0, 174.0), (652.0, 380.0)], (661.0, 280.0), Begin),
    ],
    label_px: 12.0,
    line_max_px: 9.0,
    notes_per_row: 4,
};

/// From top to bottom, with Closed to the right of everything.
#[rustfmt::skip]
pub(super) const NARROW: Layout = Layout {
    size: (360.0, 482.0),
    start: (121.0, 8.0),
    active: ((62.0, 134.0), (180.0, 362.0)),
    rooms: &[
        room(Open, 68.0, 48.0, 174.0, 100.0),
        room(Offered, 68.0, 166.0, 174.0, 226.0),
        room(InConversation, 68.0, 292.0, 174.0, 352.0),
        room(Waiting, 224.0, 190.0, 278.0, 332.0),
        room(WrapUp, 68.0, 420.0, 174.0, 472.0),
        room(Closed, 310.0, 48.0, 358.0, 472.0),
    ],
    routes: &[
        route(Start, Open, &[(121.0, 13.0), (121.0, 48.0)], (112.0, 26.0), End),
        turned(Start, InConversation, &[(116.0, 8.0), (6.0, 8.0), (6.0, 342.0), (68.0, 342.0)], (15.0, 196.0)),
        route(Start, Closed, &[(126.0, 8.0), (334.0, 8.0), (334.0, 48.0)], (280.0, 20.0), Middle),
        route(Open, Open, &[(142.0, 48.0), (142.0, 24.0), (162.0, 24.0), (162.0, 48.0)], (170.0, 28.0), Begin),
        route(Open, Offered, &[(108.0, 100.0), (108.0, 166.0)], (100.0, 118.0), End),
        route(Offered, Open, &[(134.0, 166.0), (134.0, 100.0)], (142.0, 118.0), Begin),
        turned(Open, InConversation, &[(68.0, 86.0), (44.0, 86.0), (44.0, 308.0), (68.0, 308.0)], (54.0, 196.0)),
        route(Open, Closed, &[(174.0, 68.0), (310.0, 68.0)], (242.0, 57.0), Middle),
        route(Offered, Offered, &[(148.0, 166.0), (148.0, 146.0), (164.0, 146.0), (164.0, 166.0)], (186.0, 150.0), Begin),
        route(Offered, InConversation, &[(108.0, 226.0), (108.0, 292.0)], (100.0, 256.0), End),
        route(InConversation, Offered, &[(134.0, 292.0), (134.0, 226.0)], (142.0, 256.0), Begin),
        route(Offered, Waiting, &[(174.0, 200.0), (224.0, 200.0)], (202.0, 189.0), Middle),
        route(Waiting, Offered, &[(224.0, 218.0), (174.0, 218.0)], (202.0, 230.0), Middle),
        route(Offered, Closed, &[(174.0, 174.0), (310.0, 174.0)], (282.0, 163.0), Middle),
        route(InConversation, InConversation, &[(134.0, 352.0), (134.0, 376.0), (154.0, 376.0), (154.0, 352.0)], (162.0, 378.0), Begin),
        turned(InConversation, Open, &[(68.0, 326.0), (25.0, 326.0), (25.0, 62.0), (68.0, 62.0)], (34.0, 196.0)),
        route(InConversation, Waiting, &[(174.0, 304.0), (224.0, 304.0)], (202.0, 293.0), Middle),
        route(Waiting, InConversation, &[(224.0, 318.0), (174.0, 318.0)], (202.0, 329.0), Middle),
        route(InConversation, WrapUp, &[(100.0, 352.0), (100.0, 420.0)], (92.0, 390.0), End),
        route(InConversation, Closed, &[(174.0, 346.0), (310.0, 346.0)], (282.0, 357.0), Middle),
        route(Waiting, Open, &[(250.0, 190.0), (250.0, 92.0), (174.0, 92.0)], (242.0, 120.0), End),
        route(Waiting, Closed, &[(250.0, 332.0), (250.0, 396.0), (310.0, 396.0)], (282.0, 385.0), Middle),
        route(WrapUp, Closed, &[(174.0, 446.0), (310.0, 446.0)], (242.0, 434.0), Middle),
    ],
    label_px: 11.0,
    line_max_px: 6.0,
    notes_per_row: 2,
};

#[cfg(test)]
mod tests {
    use super::{Layout, NARROW, Route, WIDE};
    use crate::canvas::{Anchor, Place, text_width};

    /// The upper left and the lower right corner of a count of five digits.
    fn label(route: &Route, label_px: f64) -> (Place, Place) {
        let (x, y) = route.label;
        let (length, height) = (text_width("28\u{202f}888", label_px), 0.75 * label_px);
        if route.is_turned {
            return ((x - height / 2.0, y - length / 2.0), (x + height / 2.0, y + length / 2.0));
        }
        let left = match route.anchor {
            Anchor::Start => x,
            Anchor::Middle => x - length / 2.0,
            Anchor::End => x - length,
        };
        ((left, y - height / 2.0), (left + length, y + height / 2.0))
    }

    fn overlap(one: (Place, Place), other: (Place, Place)) -> bool {
        one.0.0 < other.1.0 && other.0.0 < one.1.0 && one.0.1 < other.1.1 && other.0.1 < one.1.1
    }

    /// The box around a piece of a thin line.
    fn piece(from: Place, to: Place) -> (Place, Place) {
        let half_px = 0.7;
        (
            (from.0.min(to.0) - half_px, from.1.min(to.1) - half_px),
            (from.0.max(to.0) + half_px, from.1.max(to.1) + half_px),
        )
    }

    fn faults(layout: &Layout) -> Vec<String> {
        let mut found = Vec::new();
        for route in layout.routes {
            let own = label(route, layout.label_px);
            let name = format!("the count of {} to {}", route.from, route.to);
            if own.0.0 < 0.0 || own.0.1 < 0.0 || own.1.0 > layout.size.0 || own.1.1 > layout.size.1 {
                found.push(format!("{name} is cut"));
            }
            for other in layout.routes {
                let crossed = other.through.windows(2).any(|ends| overlap(own, piece(ends[0], ends[1])));
                if crossed {
                    found.push(format!("{name} lies on {} to {}", other.from, other.to));
                }
                if !std::ptr::eq(route, other) && overlap(own, label(other, layout.label_px)) {
                    found.push(format!("{name} covers that of {} to {}", other.from, other.to));
                }
            }
            let rooms = layout.rooms.iter().filter(|room| overlap(own, room.corners));
            found.extend(rooms.map(|room| format!("{name} lies on {}", room.phase)));
        }
        found
    }

    #[test]
    fn no_count_lies_on_a_line_a_box_or_another_count() {
        assert_eq!(faults(&WIDE), Vec::<String>::new());
        assert_eq!(faults(&NARROW), Vec::<String>::new());
    }
}
