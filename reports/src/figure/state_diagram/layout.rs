//! Where the states of the chart and the lines between them lie, by hand, once for each width.
//!
//! All lines are level or upright and cross only at right angles; every count has room for six
//! digits beside its line. Places are in pixels.

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
    Route { from, to, through, label, anchor }
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
        route(Open, Open, &[(66.0, 174.0), (66.0, 206.0), (90.0, 206.0), (90.0, 174.0)], (78.0, 217.0), Middle),
        route(Open, Offered, &[(166.0, 139.0), (228.0, 139.0)], (192.0, 126.0), Middle),
        route(Offered, Open, &[(228.0, 162.0), (166.0, 162.0)], (192.0, 177.0), Middle),
        route(Open, InConversation, &[(134.0, 126.0), (134.0, 66.0), (428.0, 66.0), (428.0, 126.0)], (272.0, 55.0), Middle),
        route(Open, Closed, &[(112.0, 174.0), (112.0, 380.0)], (104.0, 330.0), End),
        route(Offered, Offered, &[(294.0, 126.0), (294.0, 90.0), (318.0, 90.0), (318.0, 126.0)], (326.0, 94.0), Begin),
        route(Offered, InConversation, &[(336.0, 139.0), (394.0, 139.0)], (364.0, 126.0), Middle),
        route(InConversation, Offered, &[(394.0, 162.0), (336.0, 162.0)], (366.0, 177.0), Middle),
        route(Offered, Waiting, &[(300.0, 174.0), (300.0, 262.0)], (293.0, 206.0), End),
        route(Waiting, Offered, &[(324.0, 262.0), (324.0, 174.0)], (332.0, 240.0), Begin),
        route(Offered, Closed, &[(250.0, 174.0), (250.0, 380.0)], (242.0, 330.0), End),
        route(InConversation, InConversation, &[(476.0, 126.0), (476.0, 90.0), (498.0, 90.0), (498.0, 126.0)], (506.0, 94.0), Begin),
        route(InConversation, Open, &[(454.0, 126.0), (454.0, 32.0), (90.0, 32.0), (90.0, 126.0)], (272.0, 21.0), Middle),
        route(InConversation, Waiting, &[(412.0, 174.0), (412.0, 262.0)], (404.0, 212.0), End),
        route(Waiting, InConversation, &[(436.0, 262.0), (436.0, 174.0)], (444.0, 240.0), Begin),
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
    start: (94.0, 8.0),
    active: ((30.0, 134.0), (158.0, 362.0)),
    rooms: &[
        room(Open, 36.0, 48.0, 152.0, 100.0),
        room(Offered, 36.0, 166.0, 152.0, 226.0),
        room(InConversation, 36.0, 292.0, 152.0, 352.0),
        room(Waiting, 204.0, 190.0, 262.0, 332.0),
        room(WrapUp, 36.0, 420.0, 152.0, 472.0),
        room(Closed, 304.0, 48.0, 356.0, 472.0),
    ],
    routes: &[
        route(Start, Open, &[(94.0, 13.0), (94.0, 48.0)], (86.0, 26.0), End),
        route(Open, Open, &[(116.0, 48.0), (116.0, 24.0), (138.0, 24.0), (138.0, 48.0)], (146.0, 28.0), Begin),
        route(Open, Offered, &[(82.0, 100.0), (82.0, 166.0)], (75.0, 120.0), End),
        route(Offered, Open, &[(108.0, 166.0), (108.0, 100.0)], (115.0, 120.0), Begin),
        route(Open, InConversation, &[(36.0, 86.0), (21.0, 86.0), (21.0, 310.0), (36.0, 310.0)], (30.0, 243.0), Begin),
        route(Open, Closed, &[(152.0, 68.0), (304.0, 68.0)], (226.0, 57.0), Middle),
        route(Offered, Offered, &[(122.0, 166.0), (122.0, 146.0), (142.0, 146.0), (142.0, 166.0)], (160.0, 148.0), Begin),
        route(Offered, InConversation, &[(82.0, 226.0), (82.0, 292.0)], (75.0, 268.0), End),
        route(InConversation, Offered, &[(108.0, 292.0), (108.0, 226.0)], (115.0, 252.0), Begin),
        route(Offered, Waiting, &[(152.0, 200.0), (204.0, 200.0)], (179.0, 190.0), Middle),
        route(Waiting, Offered, &[(204.0, 218.0), (152.0, 218.0)], (179.0, 229.0), Middle),
        route(Offered, Closed, &[(152.0, 174.0), (304.0, 174.0)], (268.0, 164.0), Middle),
        route(InConversation, InConversation, &[(116.0, 352.0), (116.0, 376.0), (138.0, 376.0), (138.0, 352.0)], (146.0, 377.0), Begin),
        route(InConversation, Open, &[(36.0, 334.0), (7.0, 334.0), (7.0, 62.0), (36.0, 62.0)], (22.0, 50.0), Middle),
        route(InConversation, Waiting, &[(152.0, 304.0), (204.0, 304.0)], (179.0, 293.0), Middle),
        route(Waiting, InConversation, &[(204.0, 322.0), (152.0, 322.0)], (179.0, 333.0), Middle),
        route(InConversation, WrapUp, &[(94.0, 352.0), (94.0, 420.0)], (86.0, 390.0), End),
        route(InConversation, Closed, &[(152.0, 346.0), (304.0, 346.0)], (268.0, 357.0), Middle),
        route(Waiting, Open, &[(234.0, 190.0), (234.0, 92.0), (152.0, 92.0)], (226.0, 120.0), End),
        route(Waiting, Closed, &[(262.0, 262.0), (304.0, 262.0)], (282.0, 251.0), Middle),
        route(WrapUp, Closed, &[(152.0, 446.0), (304.0, 446.0)], (226.0, 434.0), Middle),
    ],
    label_px: 11.0,
    line_max_px: 7.0,
    notes_per_row: 2,
};
