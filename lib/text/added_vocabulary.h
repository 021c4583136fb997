// The tokens that a vocabulary has beside its pieces: which ids they have, and where they stand in a text.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "text/added_tokens.h"
#include "text/piece_model.h"

namespace electra::internal {

// As the tokenizers library (AddedVocabulary) and Transformers' slow tokenizers number and find them. Immutable once it
// is prepared.
class AddedVocabulary {
 public:
  // `pieces` must outlive it. num_pieces is the number of pieces with an id of their own: tokens that are no piece get
  // the ids from there on, even where holes make these the ids of pieces.
  AddedVocabulary(const PieceModel& pieces, int32_t num_pieces) : pieces_(pieces), num_pieces_(num_pieces) {}

  // The library's add_tokens(): a token gets the id of its piece, or of the token that was added under its name, or the
  // next one; what it states as its id does not count. One that was added before takes the new switches.
  void add(const std::vector<AddedToken>& tokens);
  // As slow tokenizers do: the id that a token states counts; without one it gets that of its piece, or the next one.
  void put(AddedToken token);

  using Normalize = std::function<std::string(const std::string&)>;

  // Makes them ready to be found: names that are looked for in the normalised text as `normalize` makes them. With
  // `split_special` special ones stay text. Throws Error(model), naming the file, for a name of which nothing is left.
  void prepare_fast(bool split_special, const Normalize& normalize, std::string_view file);
  // `names` of special tokens are looked for in the text as it is written, others only once it is lower-cased.
  void prepare_slow(bool lower_case, const std::set<std::string, std::less<>>& names);

  const AddedTokenFinder& raw() const { return raw_; }
  const AddedTokenFinder& normalized() const { return normalized_; }

  // Of a piece or an added token; -1 if there is none.
  int32_t id(std::string_view token) const;
  // The name of an added token; nullptr if no such one has this id.
  const std::string* token(int32_t id) const;
  // Of the next token that add() does not know yet.
  int32_t next_id() const;
  // One behind the largest id.
  int32_t size() const;
  // Whether decoding can leave it out, by the switches of the tokens.
  bool is_special(std::string_view token) const { return special_.contains(token); }
  const std::map<int32_t, AddedToken>& by_id() const { return by_id_; }

 private:
  const PieceModel& pieces_;
  int32_t num_pieces_;
  std::map<std::string, int32_t, std::less<>> ids_;
  std::map<int32_t, AddedToken> by_id_;
  int32_t num_beside_pieces_ = 0;  // names that are no piece
  // As they were when they first came, special ones apart: this order decides which of two tokens that are the same
  // once normalised is found, and what they were then, where they are looked for.
  std::vector<AddedToken> special_tokens_;
  std::vector<AddedToken> other_tokens_;
  std::set<std::string, std::less<>> special_;
  AddedTokenFinder raw_;
  AddedTokenFinder normalized_;
};

}  // namespace electra::internal
