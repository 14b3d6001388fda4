//! Liveness against definitions, against brute force, and against the mistakes that others have made.

mod brute;
mod conversations;
mod drawn;
mod machines;
mod mistakes;
mod random;
mod tracked;
