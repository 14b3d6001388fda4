//! Reads and judges samples that were made wrong, with mappings that were made wrong, and says if anything panics:
//! `cargo run --release -p switchboard-oracle --example fuzz_formats -- SECONDS SEED`.

mod mutation;

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use switchboard_oracle::format::{Mapping, SHIPPED, unpacked};
use switchboard_oracle::states::{Legal, judge_by};

/// What came of the runs.
#[derive(Debug, Default)]
struct Count {
    runs: u64,
    mappings: u64,
    holding: u64,
    refused: u64,
    unreadable: u64,
    findings: u64,
    panics: u64,
}

fn main() -> io::Result<()> {
    let number = |place: usize, otherwise: u64| {
        std::env::args().nth(place).and_then(|text| text.parse().ok()).unwrap_or(otherwise)
    };
    let (seconds, seed) = (number(1, 10), number(2, 1));
    let samples = samples()?;
    let known: Vec<(Mapping, Legal)> = SHIPPED
        .iter()
        .map(|shipped| {
            let mapping = Mapping::read(shipped.text, &shipped.file()).map_err(io::Error::other)?;
            let legal = Legal::of(&mapping).map_err(io::Error::other)?;
            Ok((mapping, legal))
        })
        .collect::<io::Result<_>>()?;
    let mut count = Count::default();
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(seconds) {
        let run = count.runs;
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(run);
        let done = catch_unwind(AssertUnwindSafe(|| one(&mut rng, &samples, &known, &mut count)));
        if done.is_err() {
            count.panics += 1;
            writeln!(io::stderr(), "panic in run {run} of seed {seed}")?;
        }
        count.runs += 1;
    }
    writeln!(io::stdout(), "{count:?}")
}

/// Every sample, with the number of its mapping.
fn samples() -> io::Result<Vec<(usize, Vec<u8>)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut paths: Vec<_> = std::fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    paths.sort_by_key(std::fs::DirEntry::file_name);
    let mut samples = Vec::new();
    for path in paths {
        let name = path.file_name().to_string_lossy().into_owned();
        let of = SHIPPED.iter().position(|shipped| name.split('.').next() == Some(shipped.name));
        if let Some(of) = of {
            samples.push((of, std::fs::read(path.path())?));
        }
    }
    Ok(samples)
}

/// One sample made wrong under its mapping; now and then under another one, under one made wrong, or packed and cut.
fn one(rng: &mut ChaCha8Rng, samples: &[(usize, Vec<u8>)], known: &[(Mapping, Legal)], count: &mut Count) {
    let (of, sample) = &samples[rng.random_range(0..samples.len())];
    let (_, other) = &samples[rng.random_range(0..samples.len())];
    let mut log = mutation::mutated(rng, sample, other);
    if rng.random_ratio(1, 8) {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(&log).expect("memory takes every byte");
        log = packed.finish().expect("memory takes every byte");
        log.truncate(rng.random_range(0..=log.len()));
    }
    if rng.random_ratio(1, 4) {
        count.mappings += 1;
        let lends = rng.random_range(0..SHIPPED.len());
        let text = mutation::mutated(rng, SHIPPED[*of].text.as_bytes(), SHIPPED[lends].text.as_bytes());
        let text = String::from_utf8_lossy(&text);
        match Mapping::read(&text, "mapping.toml") {
            Err(fault) => assert!(fault.line.is_some_and(|line| line > 0), "{fault}"),
            Ok(mapping) => {
                count.holding += 1;
                // The relation is costly and not what is tried here, unless it is asked for otherwise.
                tell(&log, &mapping, &known[*of].1, count);
            }
        }
    } else {
        let under = if rng.random_ratio(1, 16) { rng.random_range(0..known.len()) } else { *of };
        tell(&log, &known[under].0, &known[under].1, count);
    }
}

fn tell(log: &[u8], mapping: &Mapping, legal: &Legal, count: &mut Count) {
    let bytes = unpacked(log).map_err(|error| error.to_string());
    let judged = bytes.and_then(|bytes| {
        judge_by(legal.clone(), "log", bytes, mapping, &mut |_| {}).map_err(|fault| fault.to_string())
    });
    match judged {
        Err(message) => {
            count.refused += 1;
            assert!(!message.is_empty());
        }
        Ok(report) => {
            let lines = log.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
            assert!(report.findings.iter().all(|finding| finding.line > 0));
            assert!(log.starts_with(&[0x1f, 0x8b]) || report.findings.iter().all(|finding| finding.line <= lines));
            count.findings += report.findings.len() as u64;
            count.unreadable += report.states.map_or(0, |states| states.faulty);
        }
    }
}
