//! placeholder
use std::path::Path;
/// Disk.
#[derive(Debug, Default)]
pub struct Disk;
impl crate::scenario::Files for Disk {
    fn read(&self, path: &Path) -> Result<String, String> { std::fs::read_to_string(path).map_err(|e| e.to_string()) }
}
