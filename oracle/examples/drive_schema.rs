//! Writes the JSON Schema of the protocol:
//! `cargo run -p switchboard-oracle --example drive_schema > schemas/drive.schema.json`.

use std::io::{self, Write};

fn main() -> io::Result<()> {
    io::stdout().write_all(switchboard_oracle::drive::wire::schema().as_bytes())
}
