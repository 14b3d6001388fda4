//! Liveness against definitions, against brute force, and against the mistakes that others have made.

mod brute;
mod conversations;
mod drawn;
mod gaps;
mod machines;
mod mistakes;
mod random;
mod tracked;
