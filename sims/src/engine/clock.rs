//! The clocks of one conversation: which of them run, and which rings next.

use switchboard::Timer;

use crate::agenda::Class;
use crate::tick::Tick;

/// A clock of a conversation: first the kernel's timers, in its order without auto-close, then what people do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Clock {
    Offer,
    OfferGrace,
    Consult,
    Disconnect,
    AgentLoss,
    WrapUpBlock,
    TransferWrapUp,
    QueueWait,
    CallbackOffer,
    CallbackExpiry,
    Position,
    FollowUp,
    OutsideCall,
    Bullseye,
    /// What [`Doing`] says is over.
    Main,
    /// The offered agent answers.
    Answer,
    /// The primary asks a colleague.
    Ask,
    /// The consultant leaves.
    LeaveConsult,
    /// The caller is put on hold, or taken off.
    Hold,
    /// Whoever is next to write writes.
    Message,
}

/// How many clocks a conversation has.
const CLOCKS: usize = 20;

/// How many of them are the kernel's timers; these come first.
const TIMERS: usize = 14;

impl Clock {
    const ALL: [Self; CLOCKS] = [
        Self::Offer,
        Self::OfferGrace,
        Self::Consult,
        Self::Disconnect,
        Self::AgentLoss,
        Self::WrapUpBlock,
        Self::TransferWrapUp,
        Self::QueueWait,
        Self::CallbackOffer,
        Self::CallbackExpiry,
        Self::Position,
        Self::FollowUp,
        Self::OutsideCall,
        Self::Bullseye,
        Self::Main,
        Self::Answer,
        Self::Ask,
        Self::LeaveConsult,
        Self::Hold,
        Self::Message,
    ];

    /// The kernel's timer behind the clock.
    pub(crate) const fn timer(self) -> Option<Timer> {
        match self {
            Self::Offer => Some(Timer::Offer),
            Self::OfferGrace => Some(Timer::OfferGrace),
            Self::Consult => Some(Timer::Consult),
            Self::Disconnect => Some(Timer::Disconnect),
            Self::AgentLoss => Some(Timer::AgentLoss),
            Self::WrapUpBlock => Some(Timer::WrapUpBlock),
            Self::TransferWrapUp => Some(Timer::TransferWrapUp),
            Self::QueueWait => Some(Timer::QueueWait),
            Self::CallbackOffer => Some(Timer::CallbackOffer),
            Self::CallbackExpiry => Some(Timer::CallbackExpiry),
            Self::Position => Some(Timer::Position),
            Self::FollowUp => Some(Timer::FollowUp),
            Self::OutsideCall => Some(Timer::OutsideCall),
            Self::Bullseye => Some(Timer::Bullseye),
            Self::Main | Self::Answer | Self::Ask | Self::LeaveConsult | Self::Hold | Self::Message => None,
        }
    }

    /// The clock of a kernel timer; auto-close has none, the scheduler's sweep looks for it.
    pub(crate) const fn of(timer: Timer) -> Option<Self> {
        match timer {
            Timer::Offer => Some(Self::Offer),
            Timer::OfferGrace => Some(Self::OfferGrace),
            Timer::Consult => Some(Self::Consult),
            Timer::Disconnect => Some(Self::Disconnect),
            Timer::AgentLoss => Some(Self::AgentLoss),
            Timer::WrapUpBlock => Some(Self::WrapUpBlock),
            Timer::TransferWrapUp => Some(Self::TransferWrapUp),
            Timer::QueueWait => Some(Self::QueueWait),
            Timer::CallbackOffer => Some(Self::CallbackOffer),
            Timer::CallbackExpiry => Some(Self::CallbackExpiry),
            Timer::Position => Some(Self::Position),
            Timer::FollowUp => Some(Self::FollowUp),
            Timer::OutsideCall => Some(Self::OutsideCall),
            Timer::Bullseye => Some(Self::Bullseye),
            Timer::AutoClose => None,
        }
    }

    fn class(self, timers: Class) -> Class {
        if self.timer().is_some() { timers } else { Class::Act }
    }
}

/// The clocks of one conversation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clocks {
    /// Which run, a bit each.
    running: u32,
    /// When they ring; of no meaning for those that do not run.
    at: [Tick; CLOCKS],
}

impl Clocks {
    /// None runs.
    pub(crate) const STOPPED: Self = Self { running: 0, at: [Tick::NEVER; CLOCKS] };

    #[inline]
    pub(crate) fn set(&mut self, clock: Clock, at: Tick) {
        self.at[clock as usize] = at;
        self.running = self.running & !(1 << clock as u32) | u32::from(at != Tick::NEVER) << clock as u32;
    }

    #[inline]
    pub(crate) const fn stop(&mut self, clock: Clock) {
        self.running &= !(1 << clock as u32);
    }

    pub(crate) const fn stop_all(&mut self) {
        self.running = 0;
    }

    pub(crate) const fn runs(&self, clock: Clock) -> bool {
        self.running >> clock as u32 & 1 == 1
    }

    /// The next clock to ring and its class; the kernel's timers have the class given.
    #[inline]
    pub(crate) fn next(&self, timers: Class) -> Option<(Tick, Class, Clock)> {
        // Who comes first at one instant stands lower among these bits.
        let acts_first = timers > Class::Act;
        let (acts, kernels) = (self.running >> TIMERS, self.running & ((1 << TIMERS) - 1));
        let mut left = if acts_first { acts | kernels << (CLOCKS - TIMERS) } else { self.running };
        let mut next: Option<(Tick, Clock)> = None;
        while left != 0 {
            let order = left.trailing_zeros() as usize;
            left &= left - 1;
            let place = if acts_first { (order + TIMERS) % CLOCKS } else { order };
            let at = self.at[place];
            if next.is_none_or(|(earliest, _)| at < earliest) {
                next = Some((at, Clock::ALL[place]));
            }
        }
        next.map(|(at, clock)| (at, clock.class(timers), clock))
    }
}

#[cfg(test)]
mod tests {
    use crate::agenda::Class;
    use crate::engine::clock::{Clock, Clocks};
    use crate::tick::Tick;

    #[test]
    fn the_earliest_clock_rings_and_ties_go_by_the_policy() {
        let mut clocks = Clocks::STOPPED;
        assert_eq!(clocks.next(Class::Timer), None);
        clocks.set(Clock::Message, Tick::from_seconds(10));
        clocks.set(Clock::Message, Tick::NEVER);
        assert_eq!(clocks.next(Class::Timer), None);
        clocks.set(Clock::Offer, Tick::from_seconds(20));
        clocks.set(Clock::Answer, Tick::from_seconds(30));
        let offer = Some((Tick::from_seconds(20), Class::Timer, Clock::Offer));
        assert_eq!(clocks.next(Class::Timer), offer);
        // At one instant POL-46 decides: the accept first, or the time-out.
        clocks.set(Clock::Answer, Tick::from_seconds(20));
        assert_eq!(clocks.next(Class::Timer), Some((Tick::from_seconds(20), Class::Act, Clock::Answer)));
        assert_eq!(clocks.next(Class::TimerFirst), Some((Tick::from_seconds(20), Class::TimerFirst, Clock::Offer)));
        for clock in Clock::ALL {
            let mut clocks = Clocks::STOPPED;
            clocks.set(clock, Tick::from_seconds(1));
            assert_eq!(clocks.next(Class::Timer).map(|(_, _, found)| found), Some(clock));
            assert_eq!(clocks.next(Class::TimerFirst).map(|(_, _, found)| found), Some(clock));
            assert_eq!(clock.timer().is_some(), (clock as usize) < super::TIMERS);
        }
    }
}
