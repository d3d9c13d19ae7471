//! `stockout schema`: JSON Schemas of what is read and written.

use std::io::Write;

use super::{Answer, Exit, write_json};
use crate::cli::{SchemaArgs, SchemaOf};
use crate::export::results::Results;
use crate::scenario::schema as of;

pub(super) fn schema(args: &SchemaArgs, out: &mut dyn Write) -> Answer {
    let schema = match args.of {
        SchemaOf::Scenario => of::resolved(),
        SchemaOf::File => of::file(),
        SchemaOf::Run => of::written::<Results>(),
    };
    write_json(out, &schema)?;
    Ok(Exit::Fine)
}
