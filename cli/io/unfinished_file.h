// The output of a run with --resume, kept when the run does not come to its end, so that the same command goes on with
// it.
//
// OUT.part holds the first bytes of OUT. The first line of OUT.resume says what run they are of; each further line is a
// point to go on from, with the digest of the bytes up to there: what a power cut or another program made of them is
// not taken for results. Both are in plain sight, and go when OUT appears.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "base/sha256.h"

namespace electra::cli {

// Where a run can go on: behind so many records, of which some were bad.
struct ResumePoint {
  uint64_t records = 0;
  uint64_t skipped = 0;
  std::string first_skipped = "";  // its place; empty: there is none
};

// One object serves one thread.
class UnfinishedFile {
 public:
  // Touches nothing yet. Throws Error(io) for a target that cannot be.
  explicit UnfinishedFile(const std::string& output);
  // Closes the files. They stay unless there is nothing in them to go on with.
  ~UnfinishedFile();
  UnfinishedFile(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(const UnfinishedFile&) = delete;

  // Opens what an earlier run left, or begins anew. `run` is what the bytes depend on, with a member for each kind of
  // it. Throws Error(usage) for what another run left, naming the members that differ, and for a file that is none of
  // ours; Error(io), also while another run is at it. To be called once, before the others.
  ResumePoint begin(const nlohmann::json& run);
  // Appends. Throws Error(io), naming the output.
  void write(std::span<const std::byte> bytes);
  // The bytes written so far end with a record. Throws Error(io).
  void mark(const ResumePoint& point);
  // Syncs, and gives it the output's name. Throws Error(io).
  void commit();

 private:
  struct Point {
    ResumePoint at;
    uint64_t bytes = 0;
    std::string digest;
    uint64_t note_bytes = 0;  // up to the end of its line
  };
  struct Note {
    nlohmann::json run;  // null: there is none
    std::vector<Point> points;
    uint64_t header_bytes = 0;
    bool is_foreign = false;  // holds something else than a note
  };

  void open_note();
  Note read_note() const;
  void begin_anew(const nlohmann::json& run);
  void require_same(const nlohmann::json& before, const nlohmann::json& run) const;
  const Point* last_whole(const std::vector<Point>& points);
  void append_line(const nlohmann::json& line);
  [[noreturn]] void fail(int error) const;

  std::filesystem::path target_, part_path_, note_path_;
  int part_ = -1;
  int note_ = -1;
  internal::Sha256 digest_;  // of what the part holds
  uint64_t bytes_ = 0;
  bool has_points_ = false;
  bool keeps_ = false;  // what is there is none of ours
};

}  // namespace electra::cli
