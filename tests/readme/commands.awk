# Takes the ```console blocks of a Markdown file apart into N.line (where), N.section (the word behind the last "## "),
# N.command and N.expected in the folder `dir`. A command follows "$ " (and goes on in the next line after a backslash);
# up to the next command is what it prints. Lines before the first command of a block are not run.
/^## / { section = $2 }
/^```/ { inside = ($0 == "```console"); name = ""; next }
inside && /^\$ / {
  name = dir "/" ++count
  print FNR > (name ".line")
  print section > (name ".section")
  printf "" > (name ".expected")
  print substr($0, 3) > (name ".command")
  goes_on = /\\$/
  next
}
inside && goes_on { print > (name ".command"); goes_on = /\\$/; next }
inside && name != "" { print > (name ".expected") }
END { print count + 0 }
