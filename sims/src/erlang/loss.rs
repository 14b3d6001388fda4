//! Erlang B: how many are turned away where nobody can wait.

/// The share of arrivals that find every agent busy and are lost (Erlang 1917).
///
/// `load` is in Erlang: arrivals per second times mean handle time. The recursion is
/// `B(0) = 1`, `B(k) = a B(k-1) / (k + a B(k-1))`; it holds for every law of handle times with that mean. A load of
/// nothing loses nobody.
pub fn erlang_b(load: f64, agents: u32) -> f64 {
    1.0 / erlang_b_inverse(load, agents)
}

/// One over [`erlang_b`], which stays exact where the share itself is too small to tell: `1/B(k) = 1 + k/a · 1/B(k-1)`.
///
/// Infinite beyond the largest number, for a load of nothing among others.
pub fn erlang_b_inverse(load: f64, agents: u32) -> f64 {
    let mut inverse = 1.0_f64;
    for agent in 1..=agents {
        inverse = 1.0 + f64::from(agent) / load * inverse;
        if inverse.is_infinite() {
            break;
        }
    }
    inverse
}

/// The fewest agents that lose at most this share; none up to `most`.
pub fn fewest_agents_of_loss(load: f64, share: f64, most: u32) -> Option<u32> {
    let mut inverse = 1.0_f64;
    if inverse * share >= 1.0 {
        return Some(0);
    }
    (1..=most).find(|agent| {
        inverse = 1.0 + f64::from(*agent) / load * inverse;
        inverse * share >= 1.0
    })
}

#[cfg(test)]
mod tests {
    use super::{erlang_b, fewest_agents_of_loss};

    /// Expected: the cases `erlangb-10` and `erlangb-100` of the validation set, from the closed form.
    #[test]
    fn loss_agrees_with_the_closed_form() {
        for (load, agents, expected) in [(8.0, 10, 0.121_661_064_252_952), (95.0, 100, 0.048_804_206_178_677_8)] {
            let found = erlang_b(load, agents);
            assert!((found - expected).abs() < 1e-14, "{found} instead of {expected}");
        }
        assert_eq!(erlang_b(0.0, 3), 0.0);
        assert_eq!(erlang_b(5.0, 0), 1.0);
        // Five thousand agents: about 1/sqrt(pi a / 2) at a load of as many.
        let found = erlang_b(5_000.0, 5_000) * (std::f64::consts::PI * 5_000.0 / 2.0).sqrt();
        assert!((found - 1.0).abs() < 0.01, "{found}");
    }

    #[test]
    fn the_fewest_agents_lose_no_more_than_allowed_and_one_less_would() {
        let agents = fewest_agents_of_loss(95.0, 0.01, 1_000).expect("some");
        assert!(erlang_b(95.0, agents) <= 0.01 && erlang_b(95.0, agents - 1) > 0.01);
        assert_eq!(fewest_agents_of_loss(95.0, 1e-9, 96), None);
    }
}
