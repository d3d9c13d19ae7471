//! stockout
fn main() {}
