//! What may happen in a contact center: the rules.
#![no_std]
#![forbid(unsafe_code)]
