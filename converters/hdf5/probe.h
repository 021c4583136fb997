// Calls of a library that breaks down on some damaged files, where nothing but its end tells: a child tries them first.
#pragma once

#include <functional>
#include <string>

namespace electra::converters {

// Throws Error(model) if `call` ends a process by a fault; what it throws does not count. It runs in a child, and
// changes nothing here. Without room for a child, or if somebody ends the child, nothing is known. Not thread-safe.
void try_in_child(const std::string& label, const std::function<void()>& call);

}  // namespace electra::converters
