//! What happens over time.
