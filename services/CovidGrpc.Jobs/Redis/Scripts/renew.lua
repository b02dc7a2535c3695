local id, token, done, total = unpack(ARGV)
local held, queue, entry = get(id, 'token', 'queue', 'entry')
if held ~= token then return 0 end
grouped(queue, 'XCLAIM', stream(queue), GROUP, CONSUMER, 0, entry, 'FORCE', 'JUSTID')
set(id, 'done', done, 'total', total)
return 1
