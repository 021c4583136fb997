# Compares the files `expected` (a variable) and the input, line by line. Decimal fractions may differ by 1e-4: their
# last digits depend on the CPU. Prints the first difference and exits with 1 if there is one.
function same(a, b,    fraction, number, start) {
  fraction = "[0-9]+\\.[0-9]+(e-?[0-9]+)?"
  while (match(a, fraction)) {
    start = RSTART
    number = substr(a, RSTART, RLENGTH)
    if (substr(a, 1, start - 1) != substr(b, 1, start - 1)) return 0
    a = substr(a, start + RLENGTH)
    if (!match(b, fraction) || RSTART != start) return 0
    number -= substr(b, RSTART, RLENGTH)
    if (number > 1e-4 || number < -1e-4) return 0
    b = substr(b, RSTART + RLENGTH)
  }
  return a == b
}
function differ(line) {
  print "line " FNR ":"
  print "  README: " line
  print "  prints: " $0
  failed = 1
  exit 1
}
(getline line < expected) <= 0 { differ("(nothing)") }
!same(line, $0) { differ(line) }
END {
  if (!failed && (getline line < expected) > 0) { print "README has more: " line; exit 1 }
  exit failed
}
