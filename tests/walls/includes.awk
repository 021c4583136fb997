# Reads the table of rooms (NAME PATH SEEN...; variable `table`), then source files; prints what breaks the rules.
function fail(what) {
  print "FAILED: " what
  failed = 1
}

function without_lib(path) {
  sub(/^lib\//, "", path)
  return path
}

function is_inside(path, folder) { return path == folder || index(path, folder "/") == 1 }

# The innermost room that holds a file, or "".
function room_of(file, room, found) {
  found = ""
  for (room in path_of) {
    if (is_inside(file, path_of[room]) && (found == "" || length(path_of[room]) > length(path_of[found]))) found = room
  }
  return found
}

# A room also sees the rooms inside its own folder.
function sees(from, to) {
  return from == to || (from, to) in seen || is_inside(path_of[to], path_of[from])
}

# Follows all that `room` sees; `trail` is how it got there.
function walk(room, trail, other) {
  if (state[room] == "done") return
  if (state[room] == "open") {
    fail("a circle:" trail " " room)
    return
  }
  state[room] = "open"
  for (other in path_of) {
    if (other != room && sees(room, other)) walk(other, trail " " room)
  }
  state[room] = "done"
}

# The packages that have a room of their own.
function check_package(file, header) {
  if (header ~ /^(dnnl|oneapi)/ && file !~ /^lib\/nn\/.*\.cc$/) fail(file ":" FNR ": oneDNN outside of lib/nn/*.cc")
  if (header ~ /^CLI\// && file !~ /^cli\/args\//) fail(file ":" FNR ": CLI11 outside of cli/args")
  if (header ~ /^sentencepiece/ && file !~ /^lib\/text\/.*\.cc$/) fail(file ":" FNR ": SentencePiece outside of lib/text/*.cc")
  if (header ~ /^(snappy|zip\.|hdf5|H5)/ && file !~ /^converters\//) fail(file ":" FNR ": " header " outside of converters")
  if (header ~ /^(zlib|lzma|zstd)/ && file !~ /^(converters|cli\/io)\//) fail(file ":" FNR ": " header " outside of converters and cli/io")
}

function check_own(file, header, from, to) {
  if (header ~ /^electra\//) return  # the installed headers are for all
  if (file ~ /^lib\/include\//) {
    fail(file ":" FNR ": an installed header includes " header)
    return
  }
  from = room_of(without_lib(file))
  to = room_of(header)
  if (to == "") fail(file ":" FNR ": " header " is in no room")
  else if (from != "" && !sees(from, to)) fail(file ":" FNR ": " from " does not see " to ", the room of " header)
}

BEGIN {
  while ((getline line < table) > 0) {
    count = split(line, words, " ")
    path_of[words[1]] = without_lib(words[2])
    for (i = 3; i <= count; ++i) seen[words[1], words[i]] = 1
    ++rooms
  }
  if (rooms < 7) fail("no table of rooms in " table)
  for (room in path_of) walk(room, "")
}

/^[ \t]*#[ \t]*include[ \t]*[<"]/ {
  own = $0 ~ /include[ \t]*"/
  header = $0
  sub(/^[^<"]*[<"]/, "", header)
  sub(/[>"].*$/, "", header)
  if (own) check_own(FILENAME, header)
  else check_package(FILENAME, header)
  ++includes
}

END {
  if (includes < 100) fail("only " includes + 0 " lines of #include found")
  print includes " includes, " rooms " rooms"
  exit failed
}
