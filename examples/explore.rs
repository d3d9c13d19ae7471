//! temporary
use stockout::{explore::{self, Opening}, scenario, study::Target, view::{Theme, ThemeName}};
fn main() -> color_eyre::Result<std::process::ExitCode> {
    let name = std::env::args().nth(1).unwrap_or("baseline".into());
    let scenario = scenario::load(&name, &stockout::shell::files::Disk::default()).map_err(|f| color_eyre::eyre::eyre!("{f}"))?;
    let reference = scenario.reference.clone();
    explore::run(Opening { scenario, reference, focus: None, target: Target::Stockout }, &Theme::new(ThemeName::Dark))
}
