//! `statusquo schema`: the JSON Schemas of suites, contracts and reports.

use crate::contract::contract_schema;
use crate::record::{record_schema, summary_schema};
use crate::settings::{Exit, Failure};
use crate::suite::suite_schema;

use super::commands::{SchemaCommand, SchemaFormat};
use super::console::print_data;

pub(super) fn schema(command: &SchemaCommand) -> Result<Exit, Failure> {
    let schema = match command.format {
        SchemaFormat::Suite => suite_schema(),
        SchemaFormat::Contract => contract_schema(),
        SchemaFormat::Run => record_schema(),
        SchemaFormat::Summary => summary_schema(),
    };
    print_data(&format!("{schema:#}\n"))?;
    Ok(Exit::Conforms)
}
