#include "text/wordpiece.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace electra::internal {
namespace {

constexpr uint32_t longer_bit = 1U << 31;
constexpr size_t last_length_bit = 30;

}  // namespace

WordPieces::WordPieces(const Vocabulary& vocabulary, PieceForm form) : vocabulary_(vocabulary), form_(std::move(form)) {
  const size_t entries = static_cast<size_t>(vocabulary.size()) * (form_.begins_words ? 2 : 1);
  const size_t slots = std::bit_ceil(std::max<size_t>(entries * 2, 16));
  slots_.assign(slots, Slot{0, 0, -1});
  slot_mask_ = slots - 1;
  shift_ = static_cast<unsigned>(64 - std::countr_zero(slots));
  for (auto& ids : single_bytes_) ids.fill(-1);
  for (int32_t id = 0; id < vocabulary.size(); ++id) {
    if (vocabulary.is_hole(id)) continue;
    const Place place = place_of(vocabulary[id]);
    add(id, place);
    if (place == Place::inside && form_.begins_words) add(id, Place::start);
  }
}

std::string_view WordPieces::text_of(int32_t id, Place place) const {
  std::string_view text = vocabulary_[id];
  if (place == Place::inside) text.remove_prefix(form_.continuation.size());
  return text;
}

Place WordPieces::place_of(std::string_view token) const {
  const bool continues = token.size() > form_.continuation.size() && token.starts_with(form_.continuation);
  return continues ? Place::inside : Place::start;
}

uint64_t WordPieces::key_of(const char* bytes, size_t size) {
  if (size <= short_length) return size == 0 ? 0 : ascii::first_bytes(ascii::load_block(bytes), size);
  uint64_t hash = 0;
  while (size > short_length) {
    hash = (hash ^ ascii::load_block(bytes)) * multiplier;
    hash ^= hash >> 32;
    bytes += short_length, size -= short_length;
  }
  hash = (hash ^ ascii::first_bytes(ascii::load_block(bytes), size)) * multiplier;
  return hash ^ hash >> 29;
}

void WordPieces::add(int32_t id, Place place) {
  const std::string_view text = text_of(id, place);
  const uint64_t key = key_of(text.data(), text.size());
  const uint32_t slot_tag = tag(place, text.size());
  size_t i = slot_index(key, slot_tag);
  for (; slots_[i].id >= 0; i = (i + 1) & slot_mask_) {
    Slot& slot = slots_[i];
    if (slot.key != key || slot.length != slot_tag || text_of(slot.id, place) != text) continue;
    if (place == place_of(vocabulary_[id])) duplicates_.push_back({id, slot.id});
    slot.id = id;
    break;
  }
  if (slots_[i].id < 0) slots_[i] = {key, slot_tag, id};

  if (text.empty()) return;
  longest_ = std::max(longest_, text.size());
  const size_t set = static_cast<size_t>(place);
  const uint64_t block = key_of(text.data(), std::min(text.size(), short_length));
  if (text.size() == 1) {
    single_bytes_[set][block & 0xFF] = id;
  } else if (text.size() < 4) {
    lengths_[set].by_two[mask_index(block & 0xFFFF)] |= static_cast<uint8_t>(1U << text.size());
  } else {
    lengths_[set].by_four[mask_index(block & 0xFFFFFFFF)] |=
        text.size() <= last_length_bit ? 1U << text.size() : longer_bit;
  }
}

int32_t WordPieces::find_long(Place place, const char* bytes, size_t size) const {
  const uint64_t key = key_of(bytes, size);
  const uint32_t wanted = tag(place, size);
  for (size_t i = slot_index(key, wanted);; i = (i + 1) & slot_mask_) {
    const Slot& slot = slots_[i];
    if (slot.id < 0) return -1;
    if (slot.key != key || slot.length != wanted) continue;
    if (text_of(slot.id, place) == std::string_view(bytes, size)) return slot.id;
  }
}

int32_t WordPieces::find(Place place, const char* bytes, size_t size) const {
  return size <= short_length ? look_up(place, key_of(bytes, size), size) : find_long(place, bytes, size);
}

WordPieces::Match WordPieces::longest(Place place, const char* bytes, size_t size) const {
  const size_t set = static_cast<size_t>(place);
  const Lengths& lengths = lengths_[set];
  const uint64_t block = ascii::load_block(bytes);
  const auto try_length = [&](size_t length) {
    return length <= short_length ? look_up(place, ascii::first_bytes(block, length), length)
                                  : find_long(place, bytes, length);
  };
  size = std::min(size, longest_);
  if (size >= 4) {
    uint32_t candidates = lengths.by_four[mask_index(block & 0xFFFFFFFF)];
    if (candidates & longer_bit) {
      for (size_t length = size; length > last_length_bit; --length) {
        if (const int32_t id = try_length(length); id >= 0) return {id, static_cast<uint32_t>(length)};
      }
    }
    candidates &= size >= last_length_bit ? ~longer_bit : (2U << size) - 1;
    while (candidates != 0) {
      const uint32_t length = static_cast<uint32_t>(std::bit_width(candidates)) - 1;
      if (const int32_t id = try_length(length); id >= 0) return {id, length};
      candidates ^= 1U << length;
    }
  }
  if (size >= 2) {
    const uint8_t candidates = lengths.by_two[mask_index(block & 0xFFFF)];
    for (uint32_t length = size >= 3 ? 3 : 2; length >= 2; --length) {
      if ((candidates >> length & 1) == 0) continue;
      if (const int32_t id = try_length(length); id >= 0) return {id, length};
    }
  }
  return {single_bytes_[set][block & 0xFF], 1};
}

int32_t WordPieces::id(std::string_view token) const {
  const Place place = place_of(token);
  if (place == Place::inside) token.remove_prefix(form_.continuation.size());
  if (token.size() > longest_) return -1;
  std::string padded(token);
  padded.resize(token.size() + short_length);
  return find(place, padded.data(), token.size());
}

}  // namespace electra::internal
