//! A table of every faulty implementation: after how many driven steps it is found, how short the finding becomes, and how
//! short it can be. `cargo run --release -p switchboard-oracle --example drive_faults [SEED]`
#![expect(clippy::print_stdout, reason = "an example that prints a table")]

use std::sync::Arc;

use switchboard_oracle::drive::driver::{Driver, Options};
use switchboard_oracle::drive::exact::{Shortest, shortest};
use switchboard_oracle::drive::host::Host;
use switchboard_oracle::drive::link::Direct;
use switchboard_oracle::faulty::Fault;

fn main() {
    let seed = std::env::args().nth(1).and_then(|seed| seed.parse().ok()).unwrap_or(1);
    // A fault may lead the rules into states that their own assertions notice.
    std::panic::set_hook(Box::new(|_| {}));
    let (mut found_all, mut as_short) = (0, 0);
    println!("{:<34}{:>7}{:>8}{:>7}{:>7}{:>9}  proven", "fault", "runs", "steps", "first", "short", "shortest");
    for fault in Fault::ALL {
        let own = || Err("every fault brings its world".to_owned());
        let Ok(mut driver) = Driver::meet(Direct::new(Host::of_fault(fault)), None, &own) else { continue };
        let options = Options { seed, steps: 200_000, shrink_steps: 1_000_000, ..Options::default() };
        let Ok((found, _)) = driver.drive(&options, &|| false) else { continue };
        let (runs, steps) = (driver.tally().runs, driver.tally().steps);
        let Some(found) = found else {
            println!("{:<34}{runs:>7}{steps:>8}  not found", fault.name);
            continue;
        };
        found_all += 1;
        let Ok(short) = driver.shrink(found, options.shrink_steps) else { continue };
        let length = short.finding.moves.len();
        let Ok(policy) = fault.world().build() else { continue };
        // Nothing shorter is what has to be seen: the length itself is known to show it.
        let least = match shortest(&fault.kernel(), &Arc::new(policy), fault.conversations.max(2), length - 1) {
            Shortest::Is(least) => least,
            Shortest::MoreThan(_) => length,
        };
        as_short += usize::from(least == length);
        println!(
            "{:<34}{runs:>7}{steps:>8}{:>7}{length:>7}{least:>9}  {}",
            fault.name,
            short.first,
            if short.proven { "yes" } else { "no" }
        );
    }
    println!("found: {found_all} of {}; as short as the shortest: {as_short}", Fault::ALL.len());
}
