# The language that a result was written by is the one that is expected.
node -e 'if (require("./result.json").language !== process.argv[1]) process.exit(1)' "$1"
