//! A fault of the ledger: capacity that is given back too early (K7).

use switchboard::{Action, Answer, Block, ContactCenter, Event, Phase, WrapUp};

use super::hands::honest;

/// Capacity is back at the End, though the workstream blocks it until the session is closed.
pub(super) fn released_early(center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
    let answer = honest(center, action, events);
    if let Some(id) = action.conversation()
        && answer.is_done()
        && let Phase::WrapUp(wrap) = center.phase(id)
        && wrap.block != Block::Free
    {
        center.situate(id, Phase::WrapUp(WrapUp { block: Block::Free, ..wrap }));
    }
    answer
}
