// Reads items where anything bad ends the work.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <utility>

#include "cli/io/input_fault.h"
#include "cli/io/item_source.h"

namespace electra::cli {

// Gives every item of a source to `use`; returns how many there were. Throws Error(input) "file:line: why" for a bad
// one, and what `use` throws.
template <class Example, class Use>
int64_t read_strictly(ItemSource<Example>& source, Use use) {
  class Sink : public ItemSink<Example> {
   public:
    Sink(const ItemSource<Example>& places, Use use) : places_(places), use_(std::move(use)) {}
    void take(Item<Example> item) override {
      ++taken;
      use_(std::move(item));
    }
    void refuse(Place place, uint64_t /*ordinal*/, const std::string& why) override {
      fail(fmt::format("{}: {}", places_.text_of(place), why));
    }
    void pause() override {}

    int64_t taken = 0;

   private:
    const ItemSource<Example>& places_;
    Use use_;
  };
  Sink sink(source, std::move(use));
  source.read(sink);
  return sink.taken;
}

}  // namespace electra::cli
