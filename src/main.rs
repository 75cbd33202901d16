//! The `statusquo` command.

/// Many small values are made and dropped, which this allocator is made for; the library
/// leaves the choice to whoever uses it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    statusquo::cli::main()
}
