//! Files that are whole or not there: written beside their place, then renamed.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile, TempDir};

use crate::simulate::source::plain;

/// The folder of a report.
pub(crate) struct Folder<'a> {
    path: &'a Path,
}

/// The folder that holds a path.
fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A failure with the path in front of it.
fn at(path: &Path, error: impl std::fmt::Display) -> io::Error {
    io::Error::other(format!("{}: {error}", path.display()))
}

/// A failure to write a first file.
fn unwritable(path: &Path, error: io::Error) -> io::Error {
    at(path, format!("nothing can be written here ({}); `--out` expects a folder of yours", plain(error)))
}

/// A builder of hidden neighbours that get the rights of ordinary files, not of secrets.
fn neighbours() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(".switchboard-");
    builder
}

/// Ordinary rights: what the user's mask leaves of these.
#[cfg(unix)]
fn rights(builder: &mut Builder<'_, '_>, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(mode));
}

#[cfg(not(unix))]
fn rights(_builder: &mut Builder<'_, '_>, _mode: u32) {}

fn file_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = neighbours();
    rights(&mut builder, 0o666);
    builder.tempfile_in(folder)
}

fn folder_in(folder: &Path) -> io::Result<TempDir> {
    let mut builder = neighbours();
    rights(&mut builder, 0o777);
    builder.tempdir_in(folder)
}

impl<'a> Folder<'a> {
    /// The folder at a path, new or old.
    ///
    /// # Errors
    ///
    /// When something else is there, the folder around it is missing, or nothing can be written there.
    pub(crate) fn at(path: &'a Path) -> io::Result<Self> {
        if path.exists() {
            if !path.is_dir() {
                return Err(at(path, "this is a file; `--out` expects a folder, new or old"));
            }
            // Dropped at once, which removes it.
            drop(file_in(path).map_err(|error| unwritable(path, error))?);
        } else if !parent(path).is_dir() {
            return Err(at(path, format!("there is no folder `{}`; create it first", parent(path).display())));
        } else {
            drop(folder_in(parent(path)).map_err(|error| unwritable(path, error))?);
        }
        Ok(Self { path })
    }

    /// Writes all files; a new folder appears with all of them, in an old one each replaces its forerunner.
    ///
    /// # Errors
    ///
    /// When writing fails; files that were there before are then as they were.
    pub(crate) fn write(&self, files: &[(String, String)]) -> io::Result<&'a Path> {
        let bytes: Vec<(String, Vec<u8>)> =
            files.iter().map(|(name, text)| (name.clone(), text.clone().into_bytes())).collect();
        self.write_bytes(&bytes)
    }

    /// As [`write`](Self::write), of files that are not only text.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub(crate) fn write_bytes(&self, files: &[(String, Vec<u8>)]) -> io::Result<&'a Path> {
        self.replace(files).map_err(|error| at(self.path, plain(error)))?;
        Ok(self.path)
    }

    fn replace(&self, files: &[(String, Vec<u8>)]) -> io::Result<()> {
        if self.path.is_dir() {
            if let Some((name, _)) = files.iter().find(|(name, _)| self.path.join(name).is_dir()) {
                return Err(io::Error::other(format!("`{name}` in it is a folder, expected a file, new or old")));
            }
            let mut written = Vec::new();
            for (name, content) in files {
                let mut file = file_in(self.path)?;
                file.write_all(content)?;
                // Closed at once: there may be more files than may be open.
                written.push((name, file.into_temp_path()));
            }
            for (name, file) in written {
                file.persist(self.path.join(name)).map_err(|error| error.error)?;
            }
            return Ok(());
        }
        let folder = folder_in(parent(self.path))?;
        for (name, content) in files {
            fs::write(folder.path().join(name), content)?;
        }
        fs::rename(folder.path(), self.path)?;
        // It has moved, so there is nothing left to remove.
        drop(folder.keep());
        Ok(())
    }
}

/// Looks whether a file can be written at a path.
///
/// # Errors
///
/// When something other than a file is there, or nothing can be written beside it.
pub(crate) fn check_file(path: &Path) -> io::Result<()> {
    if path.exists() && !path.is_file() {
        return Err(at(path, "this is not a file; `--out` expects a file, new or old"));
    }
    if !parent(path).is_dir() {
        return Err(at(path, format!("there is no folder `{}`; create it first", parent(path).display())));
    }
    // Dropped at once, which removes it.
    drop(file_in(parent(path)).map_err(|error| at(path, plain(error)))?);
    Ok(())
}

/// Writes a file that is whole or not there.
///
/// # Errors
///
/// When writing fails; what was there before is then as it was.
pub(crate) fn write_file(path: &Path, content: &str) -> io::Result<()> {
    let mut file = file_in(parent(path)).map_err(|error| at(path, plain(error)))?;
    file.write_all(content.as_bytes()).map_err(|error| at(path, plain(error)))?;
    file.persist(path).map_err(|error| at(path, plain(error.error)))?;
    Ok(())
}

/// The file of events while it is written.
pub(crate) struct EventFile<'a> {
    path: &'a Path,
    file: BufWriter<NamedTempFile>,
}

impl<'a> EventFile<'a> {
    /// The file at a path, new or old.
    ///
    /// # Errors
    ///
    /// When something other than a file is there, or nothing can be written beside it.
    pub(crate) fn at(path: &'a Path) -> io::Result<Self> {
        if path == Path::new("-") {
            let message = "standard output holds the answer; `--events` expects a file such as `events.jsonl`";
            return Err(at(path, message));
        }
        if path.exists() && !path.is_file() {
            return Err(at(path, "this is not a file; `--events` expects a file, new or old"));
        }
        if !parent(path).is_dir() {
            return Err(at(path, format!("there is no folder `{}`; create it first", parent(path).display())));
        }
        let file = file_in(parent(path)).map_err(|error| at(path, plain(error)))?;
        Ok(Self { path, file: BufWriter::new(file) })
    }

    /// Where the events go for now.
    pub(crate) fn writer(&mut self) -> &mut (dyn Write + Send) {
        &mut self.file
    }

    /// Puts the whole file in its place.
    ///
    /// # Errors
    ///
    /// When writing fails; what was there before is then as it was.
    pub(crate) fn keep(self) -> io::Result<PathBuf> {
        let file = self.file.into_inner().map_err(|error| at(self.path, error.into_error()))?;
        file.persist(self.path).map_err(|error| at(self.path, plain(error.error)))?;
        Ok(self.path.to_owned())
    }
}
