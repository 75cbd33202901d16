//! The `statusquo` command.

fn main() -> std::process::ExitCode {
    statusquo::cli::main()
}
