# Makes of a manual page what commands.awk takes, line by line: its examples as console blocks, and above each what its
# section is about.
/^\.SH / { inputs = $0 == ".SH INPUT FORMATS"; print ""; next }
/^\.SS / { print inputs ? "## " $2 : "## -"; next }
/^\.EX/ { inside = 1; print "```console"; next }
/^\.EE/ { inside = 0; print "```"; next }
!inside { print ""; next }
{
  sub(/^\\&/, "")
  gsub(/\\-/, "-")
  gsub(/\\\(aq/, "'")
  gsub(/\\\(ha/, "^")
  gsub(/\\\(ti/, "~")
  gsub(/\\\(ga/, "`")
  gsub(/\\e/, "\\")
  print
}
