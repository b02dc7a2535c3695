return read(ARGV[1])
