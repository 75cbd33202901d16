//! `statusquo serve`: the reference server without a run.

use std::io;
use std::net::SocketAddr;

use crate::reference::{FAULTS, Faults, Reference};
use crate::session::{listen_for_signals, runtime};
use crate::settings::{Exit, Failure};

use super::commands::ServeCommand;
use super::console::{print_data, print_message};

pub(super) fn serve(command: &ServeCommand) -> Result<Exit, Failure> {
    if command.list_faults {
        print_data(&faults())?;
        return Ok(Exit::Conforms);
    }
    if command.print_authority {
        print_data(Reference::authority())?;
        return Ok(Exit::Conforms);
    }
    let names: Vec<&str> = command.faults.iter().map(String::as_str).collect();
    let faults = Faults::named(&names).map_err(|error| Failure::usage(error.to_string()))?;
    runtime()?.block_on(async {
        let unusable = |address: SocketAddr, error: io::Error| {
            Failure::not_judged(format!("cannot listen on {address}: {error}"))
        };
        let server = Reference::start(command.listen, faults).await;
        let mut server = server.map_err(|error| unusable(command.listen, error))?;
        // Printed only when the server accepts connections, so that a script can wait for this line.
        print_data(&format!("{}\n", server.url()))?;
        if let Some(address) = command.mtls {
            let guarded = server.demand_certificates(address).await;
            let guarded = guarded.map_err(|error| unusable(address, error))?;
            print_data(&format!("https://{guarded}\n"))?;
        }
        print_message("the reference server is running; Ctrl-C ends it");
        let mut stop = listen_for_signals();
        // The sender lives as long as the process, so the receiver changes only by a signal.
        let _ = stop.changed().await;
        let signal = *stop.borrow();
        server.stop().await;
        Ok(signal.map_or(Exit::Conforms, Exit::from))
    })
}

fn faults() -> String {
    let mut text = String::new();
    for fault in FAULTS {
        let breaks: Vec<String> = fault
            .breaks
            .iter()
            .map(|breach| format!("{} ({})", breach.row, breach.check))
            .collect();
        text += &[fault.name, "\n    ", fault.about, "\n    breaks ", &breaks.join(", "), "\n"]
            .concat();
    }
    text
}
