// The quotes of CSV (RFC 4180): a cell may be quoted, "" inside quotes is a quote, and a separator or line end inside
// of quotes belongs to its cell.
#pragma once

#include <cstddef>
#include <string_view>

namespace electra::cli {

class CsvQuotes {
 public:
  // Where one is behind a character.
  enum class State {
    cell_begin,
    plain,
    quoted,
    quote_in_quotes,  // the end of the cell, or the first of two quotes that stand for one
  };

  explicit CsvQuotes(char separator) : separator_(separator) {}

  // What follows in a record.
  void take(char c) { state_ = next(c); }
  void take(std::string_view bytes) {
    for (const char c : bytes) take(c);
  }
  State state() const { return state_; }
  bool inside() const { return state_ == State::quoted; }

  // Whether the cell that is at hand, a quoted one, is closed in `bytes` with something behind its quote.
  bool closes_badly(std::string_view bytes) const {
    CsvQuotes quotes = *this;
    for (const char c : bytes) {
      const bool may_close = quotes.state_ == State::quote_in_quotes;
      quotes.take(c);
      if (may_close && !quotes.inside()) return quotes.state_ == State::plain;
    }
    return false;
  }

  // Where the last quote stands that opens a cell of a record; 0: none.
  static size_t last_opened(std::string_view record, char separator) {
    CsvQuotes quotes(separator);
    size_t opened = 0;
    for (size_t i = 0; i < record.size(); ++i) {
      const bool may_open = quotes.state_ == State::cell_begin;
      quotes.take(record[i]);
      if (may_open && quotes.inside()) opened = i;
    }
    return opened;
  }

 private:
  State next(char c) const {
    if (state_ == State::quoted) return c == '"' ? State::quote_in_quotes : State::quoted;
    if (c == separator_) return State::cell_begin;
    const bool may_quote = state_ == State::cell_begin || state_ == State::quote_in_quotes;
    return c == '"' && may_quote ? State::quoted : State::plain;
  }

  char separator_;
  State state_ = State::cell_begin;
};

}  // namespace electra::cli
