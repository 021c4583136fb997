// Takes items where anything bad ends the work.
#pragma once

#include <fmt/format.h>

#include <string>

#include "cli/io/input_fault.h"
#include "cli/io/item_source.h"

namespace electra::cli {

template <class Example>
class StrictSink : public ItemSink<Example> {
 public:
  // The source must outlive this.
  explicit StrictSink(const ItemSource<Example>& source) : places_(source) {}

  // Throws Error(input) "file:line: why".
  void refuse(Place place, const std::string& why) final { fail(fmt::format("{}: {}", places_.text_of(place), why)); }
  void pause() final {}

 protected:
  std::string text_of(Place place) const { return places_.text_of(place); }

 private:
  const ItemSource<Example>& places_;
};

}  // namespace electra::cli
