//! `stockout config`: a commented `config.ron`, `keys.ron` or theme, to start from.

use std::io::Write;
use std::path::PathBuf;

use super::{Answer, Exit};
use crate::cli::{ConfigArgs, ConfigFile};
use crate::config::{TEMPLATE, keys_template};
use crate::shell::settings::{CONFIG_FILE, KEYS_FILE, folder, theme_file};

pub(super) fn config(args: &ConfigArgs, out: &mut dyn Write, err: &mut dyn Write) -> Answer {
    let (name, text) = match (args.theme, args.file) {
        (Some(theme), _) => (theme_file("NAME"), theme.text().to_owned()),
        (None, ConfigFile::Config) => (PathBuf::from(CONFIG_FILE), TEMPLATE.to_owned()),
        (None, ConfigFile::Keys) => (PathBuf::from(KEYS_FILE), keys_template()),
    };
    out.write_all(text.as_bytes())?;
    if let Some(folder) = folder() {
        // Not among the data: what is printed can be put into the file as it is.
        writeln!(err, "it belongs to {}", folder.join(name).display())?;
    }
    Ok(Exit::Fine)
}
