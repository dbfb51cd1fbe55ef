// SIGINT and SIGTERM as something that can be asked and waited for.
//
// The first signal asks the program to end in good order; a second one of the same kind ends it at
// once. Threads: any, once catch_interrupts() has returned.
#pragma once

#include <chrono>

namespace godwit::cli {

// Called once, before anything is waited for.
void catch_interrupts();

[[nodiscard]] bool interrupted();

// Becomes readable when interrupted, and stays so.
[[nodiscard]] int interrupt_descriptor();

// Waits; less if interrupted.
void wait_for(std::chrono::nanoseconds duration);

}  // namespace godwit::cli
