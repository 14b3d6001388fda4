//! Ctrl-C: the first asks the run to stop and tell what is done, the second ends the program.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

/// The exit code of a program that was interrupted, as shells give it.
const INTERRUPTED: i32 = 130;

static STOP: AtomicBool = AtomicBool::new(false);
static LISTENING: Once = Once::new();

/// Listens for Ctrl-C from now on; the flag is true once it came.
pub(crate) fn stop() -> &'static AtomicBool {
    LISTENING.call_once(|| {
        let listening = ctrlc::set_handler(|| {
            if STOP.swap(true, Ordering::Relaxed) {
                std::process::exit(INTERRUPTED);
            }
        });
        // Without a handler Ctrl-C ends the program at once, as everywhere else.
        drop(listening);
    });
    &STOP
}
