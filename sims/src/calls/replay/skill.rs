//! Infers from a call log which types of calls each agent takes.
//!
//! The rule: an agent takes a type when its share among the calls he answered is at least
//! [`SkillRule::share`] of its share among all answered calls. Who answers a type now and then only
//! helps out, and would have been asked more often if it were his work. A type that nobody takes by
//! this rule is taken by all.

use crate::calls::{CallLog, CallType, Ending};

/// When an agent takes a type of calls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SkillRule {
    /// The part of a type's share among all answered calls that its share among an agent's own calls
    /// has to reach; 0 lets every agent take every type.
    pub share: f64,
}

impl Default for SkillRule {
    /// A quarter.
    fn default() -> Self {
        Self { share: 0.25 }
    }
}

/// Which types of calls each agent takes.
///
/// **Invariant:** every type has a taker, if there is an agent at all; types are ascending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skills {
    takes: Vec<Vec<CallType>>,
}

impl Skills {
    /// Infers the skills of every agent of a log.
    pub fn infer(log: &CallLog, rule: SkillRule) -> Self {
        let types: Vec<CallType> = log.call_types().map(|(call_type, _)| call_type).collect();
        let mut answered = vec![vec![0_u64; types.len()]; log.agents().len()];
        for call in log.calls() {
            if let Ending::Answered { agent: Some(agent), .. } = call.ending {
                answered[agent.index()][call.call_type.index()] += 1;
            }
        }
        let all: u64 = answered.iter().flatten().sum();
        let of_type = |call_type: CallType| answered.iter().map(|own| own[call_type.index()]).sum::<u64>();
        let takes = |own: &[u64], call_type: CallType| {
            let (part, whole) = (own[call_type.index()] as f64, own.iter().sum::<u64>() as f64);
            part * all as f64 >= rule.share * of_type(call_type) as f64 * whole
        };
        let nobodys: Vec<CallType> =
            types.iter().copied().filter(|call_type| !answered.iter().any(|own| takes(own, *call_type))).collect();
        let of_agent = |own: &Vec<u64>| {
            types.iter().copied().filter(|call_type| nobodys.contains(call_type) || takes(own, *call_type)).collect()
        };
        Self { takes: answered.iter().map(of_agent).collect() }
    }

    /// The types that an agent takes, by the agent's place; none for the agent more, who takes all.
    pub fn of(&self, agent: usize) -> Option<&[CallType]> {
        self.takes.get(agent).map(Vec::as_slice)
    }

    /// How many agents take a type.
    pub fn takers(&self, call_type: CallType) -> usize {
        self.takes.iter().filter(|takes| takes.contains(&call_type)).count()
    }
}

#[cfg(test)]
mod tests {
    use crate::calls::bank::log;
    use crate::calls::replay::{SkillRule, Skills};

    /// A answers 9 PS and 1 NE, B 5 PS and 5 NE: NE are 6 of 20, a quarter of that is 7.5 %.
    fn rows() -> Vec<String> {
        let answered = |minute: usize, call_type: &str, agent: &str| {
            format!(
                "1,0,0,{call_type},1999-02-01,9:{minute:02}:00,9:{minute:02}:00,0,0:00:00,0:00:00,0,AGENT,9:{minute:02}:00,9:{minute:02}:30,30,{agent}"
            )
        };
        let mut rows: Vec<String> =
            (0..10).map(|minute| answered(minute, if minute < 9 { "PS" } else { "NE" }, "A")).collect();
        rows.extend((10..20).map(|minute| answered(minute, if minute < 15 { "PS" } else { "NE" }, "B")));
        rows
    }

    fn takers(share: f64) -> Vec<usize> {
        let rows = rows();
        let log = log(&rows.iter().map(String::as_str).collect::<Vec<_>>());
        let skills = Skills::infer(&log, SkillRule { share });
        log.call_types().map(|(call_type, _)| skills.takers(call_type)).collect()
    }

    #[test]
    fn an_agent_takes_the_types_that_make_up_enough_of_his_calls() {
        // In alphabetical order: NE, PS. A's NE are 10 % of his calls.
        assert_eq!(takers(0.25), [2, 2]);
        assert_eq!(takers(0.50), [1, 2]);
        assert_eq!(takers(0.00), [2, 2]);
    }
}
