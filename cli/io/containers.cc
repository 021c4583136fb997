#include "cli/io/containers.h"

#include <algorithm>

namespace electra::cli {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view save_as_text = "save it as csv or as plain text first";
constexpr std::string_view write_as_table = "write it as csv or jsonl first";

constexpr Container containers[] = {
    // Their decoders have run already, so that these were inside of something packed.
    {"\x1F\x8B", "packed twice"},
    {"\xFD"
     "7zXZ\0"sv,
     "packed twice"},
    {"\x28\xB5\x2F\xFD", "packed twice"},
    {"\x1F\x9D", "compress", "zcat"},
    {"BZh?1AY&SY", "bzip2", "bzcat"},
    {"\x04\x22\x4D\x18", "lz4", "lz4cat"},
    {"LZIP\x01", "lzip", "lzip -dc"},
    {"7z\xBC\xAF\x27\x1C", "7z", "7z x -so"},
    // A zip by its first member, whose name stands behind 30 bytes.
    {"PK\x03\x04??????????????????????????[Content_Types].xml", "a document of an office program", "", save_as_text},
    {"PK\x03\x04??????????????????????????_rels/", "a document of an office program", "", save_as_text},
    {"PK\x03\x04??????????????????????????docProps/", "a document of an office program", "", save_as_text},
    {"PK\x03\x04??????????????????????????xl/", "a document of an office program", "", save_as_text},
    {"PK\x03\x04??????????????????????????word/", "a document of an office program", "", save_as_text},
    {"PK\x03\x04??????????????????????????ppt/", "a document of an office program", "", save_as_text},
    {"PK\x03\x04??????????????????????????mimetypeapplication/vnd.oasis", "a document of an office program", "",
     save_as_text},
    {"PK\x03\x04", "zip", "unzip -p"},
    {"PK\x05\x06", "an empty zip"},
    {"PAR1\x15", "Parquet", "", write_as_table},
    {"Rar!\x1A\x07", "RAR", "unrar p -inul"},
    {"%PDF-?.", "PDF", "", save_as_text},
    {"{\\rtf", "RTF", "", save_as_text},
    {"\xD0\xCF\x11\xE0", "a document of an office program", "", save_as_text},
    {"\x7F"
     "ELF",
     "a program"},
    {"\xFF\xD8\xFF", "JPEG"},
    {"GIF8?a", "GIF"},
    {"SQLite format 3\0"sv, "SQLite", "", write_as_table},
    {"ARROW1\0"sv, "Arrow", "", write_as_table},
    {"\xFF\xFF\xFF\xFF", "Arrow", "", write_as_table},
    {"\x80\x02", "pickle", "", write_as_table},
    {"\x80\x03", "pickle", "", write_as_table},
    {"\x80\x04", "pickle", "", write_as_table},
    {"\x80\x05", "pickle", "", write_as_table},
    {"]q\0"sv, "pickle", "", write_as_table},
    {"}q\0"sv, "pickle", "", write_as_table},
    {"(lp0\n", "pickle", "", write_as_table},
    {"(dp0\n", "pickle", "", write_as_table},
    {"\x93NUMPY", "npy", "", write_as_table},
    {"\x89HDF\r\n", "HDF5", "", write_as_table},
    {"\x89PNG\r\n", "PNG"},
    {"\xFF\xFE\0\0"sv, "UTF-32", "iconv -f UTF-32 -t UTF-8"},
    {"\0\0\xFE\xFF"sv, "UTF-32", "iconv -f UTF-32 -t UTF-8"},
};

// The same where NUL bytes have told already that there is no text: '?' stands at the beginning, too.
constexpr Container with_nul[] = {
    {"??????\0\0{\""sv, "safetensors"},
    {"????\0\0\0\0????\n"sv, "TFRecord", "", write_as_table},
};
constexpr Container tar = {"ustar", "tar", "tar -xOf"};
constexpr size_t tar_offset = 257;

}  // namespace

Verdict begins_with(Beginning beginning, std::string_view magic) {
  const size_t common = std::min(beginning.bytes.size(), magic.size());
  for (size_t i = 0; i < common; ++i) {
    if (magic[i] != '?' && beginning.bytes[i] != magic[i]) return Verdict::no;
  }
  if (common == magic.size()) return Verdict::yes;
  return beginning.is_whole ? Verdict::no : Verdict::open;
}

ContainerLook look_for_container(Beginning beginning) {
  ContainerLook look;
  for (const Container& container : containers) {
    const Verdict verdict = begins_with(beginning, container.bytes);
    if (verdict == Verdict::open) look.verdict = Verdict::open;  // a later one is told when this one is
    if (verdict != Verdict::yes || look.verdict == Verdict::open) continue;
    return {Verdict::yes, &container};
  }
  return look;
}

const Container* container_with_nul(std::string_view bytes) {
  for (const Container& container : with_nul) {
    if (begins_with({bytes, true}, container.bytes) == Verdict::yes) return &container;
  }
  const bool is_tar = bytes.size() > tar_offset && bytes.substr(tar_offset).starts_with(tar.bytes);
  return is_tar ? &tar : nullptr;
}

}  // namespace electra::cli
