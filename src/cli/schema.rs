//! `statusquo schema`: the JSON Schemas of our own formats.

use crate::contract::contract_schema;
use crate::record::{record_schema, summary_schema};
use crate::session::{Exit, Failure};
use crate::suite::suite_schema;

use super::args::{SchemaCommand, SchemaFormat};
use super::talk::print;

pub(super) fn schema(command: &SchemaCommand) -> Result<Exit, Failure> {
    let schema = match command.format {
        SchemaFormat::Suite => suite_schema(),
        SchemaFormat::Contract => contract_schema(),
        SchemaFormat::Run => record_schema(),
        SchemaFormat::Summary => summary_schema(),
    };
    print(&format!("{schema:#}\n"))?;
    Ok(Exit::Conforms)
}
