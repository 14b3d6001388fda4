//! The policy as the checks look at it: who is where in the file, and which conversations come to which queue.

use switchboard::{
    Condition, Method, Policy, PolicySpec, PolicyStep, QueueId, SkillId, SkillMatching, Treatment, User, Workstream,
};

/// One step of a path, from a key or a place.
pub(super) trait Place {
    fn step(&self) -> PolicyStep;
}

impl Place for &str {
    fn step(&self) -> PolicyStep {
        PolicyStep::Key((*self).to_owned())
    }
}

impl Place for String {
    fn step(&self) -> PolicyStep {
        PolicyStep::Key(self.clone())
    }
}

impl Place for usize {
    fn step(&self) -> PolicyStep {
        PolicyStep::Index(*self)
    }
}

/// The way through these keys and places: `way!["workstreams", 2, "queue"]`.
macro_rules! way {
    ($($step:expr),* $(,)?) => { vec![$($crate::analysis::view::Place::step(&$step)),*] };
}
pub(super) use way;

/// How conversations of a workstream come to a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Its `queue`.
    Own,
    /// One of its route-to-queue rules.
    Route,
    /// Its fallback queue, whose overflow is not asked (DIST-03).
    Fallback,
    /// From another queue, by overflow, which is not asked again (OVF-05).
    Overflow {
        /// Which.
        from: usize,
    },
}

/// Conversations of a workstream that come to a queue.
#[derive(Debug, Clone, Copy)]
pub(super) struct Feed {
    pub(super) workstream: usize,
    pub(super) way: Way,
}

/// A policy with what several checks ask of it.
pub(super) struct View<'a> {
    pub(super) spec: &'a PolicySpec,
    pub(super) policy: &'a Policy,
    /// By person: the place in the file.
    pub(super) entries: Vec<usize>,
    /// By queue.
    pub(super) feeds: Vec<Vec<Feed>>,
    /// By queue: the members who are given work, agents and not bots.
    agents: Vec<Vec<usize>>,
}

impl<'a> View<'a> {
    pub(super) fn new(spec: &'a PolicySpec, policy: &'a Policy) -> Self {
        let entries = spec.users.iter().enumerate().flat_map(|(place, user)| {
            let count = user.count.map_or(1, |count| usize::try_from(count).unwrap_or(0));
            std::iter::repeat_n(place, count)
        });
        let mut view = Self { spec, policy, entries: entries.collect(), feeds: Vec::new(), agents: Vec::new() };
        view.agents = (0..policy.queues().len()).map(|_| Vec::new()).collect();
        for (number, user) in policy.users().iter().enumerate().filter(|(_, user)| is_agent(user)) {
            for queue in &user.queues {
                view.agents[queue.index()].push(number);
            }
        }
        view.feeds = (0..policy.queues().len()).map(|_| Vec::new()).collect();
        for workstream in 0..policy.workstreams().len() {
            view.feed(workstream);
        }
        view
    }

    /// Follows the conversations of a workstream through the queues.
    fn feed(&mut self, number: usize) {
        let workstream = &self.policy.workstreams()[number];
        let mut ways = vec![(workstream.queue, Way::Own)];
        let shares = workstream.routes.iter().flat_map(|rule| &rule.shares);
        ways.extend(shares.map(|share| (share.queue, Way::Route)));
        ways.extend(workstream.fallback.map(|queue| (queue, Way::Fallback)));
        let mut next = 0;
        while let Some((queue, way)) = ways.get(next).copied() {
            next += 1;
            let from = queue.index();
            if self.feeds[from].iter().any(|feed| feed.workstream == number && feed.way == way) {
                continue;
            }
            self.feeds[from].push(Feed { workstream: number, way });
            let judged = matches!(way, Way::Own | Way::Route);
            ways.extend(self.overflow_targets(from, judged).map(|queue| (queue, Way::Overflow { from })));
        }
    }

    /// Where a queue's overflow goes; what is checked before entry counts only where it is checked.
    fn overflow_targets(&self, queue: usize, judged: bool) -> impl Iterator<Item = QueueId> + use<> {
        let rules = &self.policy.queues()[queue];
        let before = rules.overflow.iter().filter(|_| judged).map(|overflow| overflow.treatment);
        let waited = rules.wait_overflow.map(|overflow| overflow.treatment);
        let targets: Vec<QueueId> = before.chain(waited).filter_map(target).collect();
        targets.into_iter()
    }

    pub(super) fn workstream(&self, number: usize) -> &'a Workstream {
        &self.policy.workstreams()[number]
    }

    pub(super) fn queue_name(&self, queue: usize) -> &'a str {
        &self.policy.queues()[queue].name
    }

    /// The members of a queue who are given work, with their places among all people.
    pub(super) fn agents_of(&self, queue: usize) -> impl Iterator<Item = (usize, &'a User)> {
        self.agents[queue].iter().map(|number| (*number, &self.policy.users()[*number]))
    }

    /// Whether what is in the queue is given by the queue's own rules.
    pub(super) fn is_custom(&self, queue: usize) -> bool {
        self.policy.queues()[queue].method == Method::Custom
    }

    /// The workstreams that come to a queue, each once.
    pub(super) fn workstreams_of(&self, queue: usize) -> Vec<usize> {
        let mut all: Vec<usize> = self.feeds[queue].iter().map(|feed| feed.workstream).collect();
        all.dedup();
        all
    }

    /// The queues that the conversations of a workstream may come to.
    pub(super) fn queues_of(&self, workstream: usize) -> impl Iterator<Item = usize> {
        let comes = move |feeds: &Vec<Feed>| feeds.iter().any(|feed| feed.workstream == workstream);
        (0..).zip(&self.feeds).filter(move |(_, feeds)| comes(feeds)).map(|(queue, _)| queue)
    }

    /// The first person of each entry of the file; those who are alike say the same.
    pub(super) fn first_people(&self) -> impl Iterator<Item = (usize, &'a User)> {
        let mut last = None;
        let people = self.entries.iter().zip(self.policy.users());
        people.filter_map(move |(entry, user)| {
            let is_first = last != Some(*entry);
            last = Some(*entry);
            is_first.then_some((*entry, user))
        })
    }

    /// The name in the file, which stands for several where the entry has a count.
    pub(super) fn entry_name(&self, entry: usize) -> &'a str {
        &self.spec.users[entry].name
    }

    /// Which skills with which proficiency every agent needs for this workstream's conversations (DIST-16).
    pub(super) fn exact(&self, workstream: &Workstream) -> &'a [(SkillId, u8)] {
        match (workstream.skill_matching, workstream.requirement) {
            (SkillMatching::Exact, Some(requirement)) => &self.policy.requirements()[requirement.index()].skills,
            (SkillMatching::Exact, None) | (SkillMatching::None | SkillMatching::Closest, _) => &[],
        }
    }
}

/// Whether routed work is given to the person: bots get theirs from a workstream only (DIST-08).
pub(super) fn is_agent(user: &User) -> bool {
    user.roles.agent && !user.roles.bot
}

/// The queue that an overflow goes to.
pub(super) fn target(treatment: Treatment) -> Option<QueueId> {
    match treatment {
        Treatment::Queue(queue) => Some(queue),
        Treatment::AssignAnyway
        | Treatment::End
        | Treatment::Callback
        | Treatment::ExternalNumber
        | Treatment::Voicemail => None,
    }
}

/// The words of a condition in a policy file.
pub(super) const fn condition_name(condition: Condition) -> &'static str {
    match condition {
        Condition::OutOfHours => "out-of-hours",
        Condition::Items(_) => "items",
        Condition::AverageWait(_) => "average-wait",
        Condition::Waited(_) => "waited",
    }
}

/// Names in backticks, with commas.
pub(super) fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
